// Who answers a campaign: boosted trees with their defaults.
import { areaUnderCurve, numbersOf, scorePeople } from '@chorale/models';
import { JOURNEY_FILE, journeyCampaigns } from '../../tests/support/complete-journey.ts';
import { agreementAndStudy } from '../../tests/support/people.ts';
import {
  bankMarketing,
  referenceFile,
  selectWhere,
  splitByParty,
  type ReferenceData,
} from '../../tests/support/reference-data.ts';
import type { BenchRow } from '../bench-row.ts';
import { fourWays, noise } from './four-ways.ts';

const SETS = [
  {
    id: 'models.response-bank-trees.auc',
    file: 'bank-marketing/bank_full.csv.gz',
    load: bankMarketing,
    kMin: 8,
  },
  { id: 'models.response-journey-trees.auc', file: JOURNEY_FILE, load: journeyCampaigns, kMin: 4 },
] as const;

export async function responseTrees(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { id, file, load, kMin } of SETS) {
    const path = referenceFile(file);
    if (path !== undefined) rows.push(...(await measured(id, load(path), kMin)));
  }
  return rows;
}

function measured(id: string, data: ReferenceData, kMin: number): Promise<BenchRow[]> {
  const held = selectWhere(data, (person) => data.isTest[person]!);
  const terms = { features: data.features, people: data.people.size, computation: 'boosted-trees', kMin };
  return fourWays({
    ...{ id, unit: 'AUC', epsilon: 1 },
    parties: splitByParty(data, (person) => !data.isTest[person]),
    documents: (epsilon) => agreementAndStudy({ ...terms, ...noise(epsilon) }),
    async worth({ model }) {
      const probability = numbersOf(await scorePeople(model!, held), 'probability');
      return areaUnderCurve(probability, held.columns.get('label')!);
    },
  });
}
