// Who answers a campaign: boosted trees with their defaults, over the exact integer sum WITHOUT ENCRYPTION (tests pin the
// protocol equal to it), beside the same trees on pooled rows and beside what each party reaches alone.
import { systemEntropy } from '@chorale/crypto';
import { areaUnderCurve, numbersOf, scorePeople, selectPeople, type People } from '@chorale/models';
import { JOURNEY_FILE, journeyCampaigns } from '../../tests/support/complete-journey.ts';
import { agreementAndStudy } from '../../tests/support/people.ts';
import {
  bankMarketing,
  referenceFile,
  selectWhere,
  splitByParty,
  type ReferenceData,
} from '../../tests/support/reference-data.ts';
import { simulateStudy, together } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

const SETS = [
  { id: 'models.response-bank-trees.auc', file: 'bank-marketing/bank_full.csv.gz', load: bankMarketing },
  { id: 'models.response-journey-trees.auc', file: JOURNEY_FILE, load: journeyCampaigns },
] as const;

export async function responseTrees(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { id, file, load } of SETS) {
    const path = referenceFile(file);
    if (path !== undefined) rows.push(...(await measured(id, load(path))));
  }
  return rows;
}

async function measured(id: string, data: ReferenceData): Promise<BenchRow[]> {
  const parties = splitByParty(data, (person) => !data.isTest[person]);
  const held = selectWhere(data, (person) => data.isTest[person]!);
  const nobody = selectPeople(held, []);
  const inOnePlace = (people: People): People[] => parties.map((_, party) => (party === 0 ? people : nobody));
  const aucOf = async (at: readonly People[]): Promise<{ auc: number; sum: string }> => {
    const { agreement, study } = agreementAndStudy({
      ...{ features: data.features, people: data.people.size, computation: 'boosted-trees', mode: 'none' },
    });
    const { model, sum } = await simulateStudy(agreement, study, at, systemEntropy());
    const probability = numbersOf(await scorePeople(model!, held), 'probability');
    return { auc: areaUnderCurve(probability, held.columns.get('label')!), sum };
  };
  const federated = await aucOf(parties);
  const pooled = await aucOf(inOnePlace(together(parties)));
  let alone = 0;
  for (const people of parties) alone += (await aucOf(inOnePlace(people))).auc / parties.length;
  return [
    { id: `${id}.federated`, value: federated.auc, unit: 'AUC', sum: federated.sum },
    { id: `${id}.pooled`, value: pooled.auc, unit: 'AUC' },
    { id: `${id}.alone`, value: alone, unit: 'AUC' },
  ];
}
