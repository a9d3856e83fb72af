// Are the defaults of boosted trees good ones? Cross-validated on the training parts of two data sets alone: nobody whom the figures of
// docs/models.md are measured on is looked at. Trees of a federation are those of the pooled rows, so that one holder of all rows stands for
// it, over the exact integer sum WITHOUT ENCRYPTION (tests pin the protocol equal to it).
import { systemEntropy } from '@chorale/crypto';
import { areaUnderCurve, numbersOf, scorePeople, selectPeople, type People } from '@chorale/models';
import { JOURNEY_FILE, journeyCampaigns } from '../../tests/support/complete-journey.ts';
import { agreementAndStudy } from '../../tests/support/people.ts';
import {
  bankMarketing,
  referenceFile,
  selectWhere,
  type ReferenceData,
} from '../../tests/support/reference-data.ts';
import { simulateStudy } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

const FOLDS = 3;
const SETS = {
  bank: { file: 'bank-marketing/bank_full.csv.gz', load: bankMarketing },
  journey: { file: JOURNEY_FILE, load: journeyCampaigns },
} as const;

/** One setting at a time away from the defaults. */
const CANDIDATES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  defaults: {},
  'depth-3': { depth: 3 },
  'depth-5': { depth: 5 },
  'rate-0.05': { learningRate: 0.05 },
  'rate-0.1': { learningRate: 0.1 },
  'l2-1': { l2: 1 },
  'trees-200': { trees: 200 },
};

export async function treesDefaults(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [set, { file, load }] of Object.entries(SETS)) {
    const path = referenceFile(file);
    if (path === undefined) continue;
    const data = load(path);
    const training = selectWhere(data, (person) => !data.isTest[person]!);
    for (const [name, settings] of Object.entries(CANDIDATES)) {
      const value = await crossValidated(data.features, training, settings);
      rows.push({ id: `models.trees-defaults-${set}.${name}.auc`, value, unit: `AUC over ${FOLDS} folds` });
    }
  }
  return rows;
}

async function crossValidated(
  features: ReferenceData['features'],
  people: People,
  settings: Readonly<Record<string, unknown>>,
): Promise<number> {
  let total = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const part = (isHeld: boolean): People =>
      selectPeople(
        people,
        Array.from({ length: people.size }, (_, person) => person).filter(
          (person) => (person % FOLDS === fold) === isHeld,
        ),
      );
    const [learned, held] = [part(false), part(true)];
    const nobody = selectPeople(people, []);
    const { agreement, study } = agreementAndStudy({
      ...{ features, computation: 'boosted-trees', mode: 'none', settings },
      people: people.size,
    });
    const parties = [learned, nobody, nobody, nobody];
    const { model } = await simulateStudy(agreement, study, parties, systemEntropy());
    const probability = numbersOf(await scorePeople(model!, held), 'probability');
    total += areaUnderCurve(probability, held.columns.get('label')!) / FOLDS;
  }
  return total;
}
