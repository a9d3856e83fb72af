// Demand ahead by networks that read a window, beside boosted trees and the ridge regression of the same rows: Australian retail, over the
// exact integer sum WITHOUT ENCRYPTION (tests pin the protocol equal to it).
import { systemEntropy } from '@chorale/crypto';
import { computationByName, predictPeople, selectPeople, type People } from '@chorale/models';
import {
  AUS_RETAIL_FILE,
  ausFeatures,
  ausRetail,
  ausTerms,
  ausWindow,
  turnoverLabel,
} from '../../tests/support/aus-retail.ts';
import { agreementAndStudy } from '../../tests/support/people.ts';
import { referenceFile } from '../../tests/support/reference-data.ts';
import { simulateStudy, together } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

/** Five years of months, one origin in five: 5,000 rows, so that every model here takes minutes. */
const ORIGINS = { last: 60, every: 5 };

const network = (sequence: string): Model => ({
  computation: 'neural-network',
  settings: { sequence, window: ausWindow, ...TRAINING },
});
/** Persons a step: each of seven parties takes about as many steps a round as one who holds all rows. */
const BATCH = { federated: 16, pooled: 128 };
const TRAINING = {
  ...{ hidden: [16], rounds: 12, batchSize: BATCH.federated },
  ...{ learningRate: 0.001, sequenceUnits: 8 },
};

interface Model {
  readonly computation: string;
  readonly settings: Readonly<Record<string, unknown>>;
}
const MODELS: Readonly<Record<string, Model>> = {
  ridge: { computation: 'linear-regression', settings: { terms: ausTerms, ridge: 1 } },
  trees: { computation: 'boosted-trees', settings: {} },
  lstm: network('lstm'),
  transformer: network('transformer'),
};

export async function demandNetworks(): Promise<BenchRow[]> {
  const file = referenceFile(AUS_RETAIL_FILE);
  if (file === undefined) return [];
  const { training, test } = ausRetail(file, ORIGINS);
  const nobody = selectPeople(training[0]!, []);
  const byOne = training.map((_, party) => (party === 0 ? together(training) : nobody));
  const rows: BenchRow[] = [];
  for (const [name, model] of Object.entries(MODELS)) {
    const id = `models.demand-aus-${name}`;
    rows.push(...(await measured(id, 'federated', model, training, test)));
    // Sums of regressions and trees are those of the pooled rows.
    if (model.computation === 'neural-network') {
      const settings = { ...model.settings, batchSize: BATCH.pooled };
      rows.push(...(await measured(id, 'pooled', { ...model, settings }, byOne, test)));
    }
  }
  return rows;
}

/** Error on the test months and, of networks, on persons who were kept out of training, beside the ridge regression that came along. */
async function measured(
  id: string,
  way: string,
  { computation, settings }: Model,
  parties: readonly People[],
  test: People,
): Promise<BenchRow[]> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation, settings, features: ausFeatures, label: turnoverLabel, mode: 'none' },
    people: parties.reduce((sum, { size }) => sum + size, 0),
  });
  const { model, state, sum } = await simulateStudy(agreement, study, parties, systemEntropy());
  const value = await predictPeople(model!, test);
  const actual = test.columns.get('label')!;
  const error = value.reduce((total, each, row) => total + Math.abs(Math.exp(each - actual[row]!) - 1), 0);
  const found = computationByName(computation).result!(state, agreement.dictionary) as Compared | undefined;
  const beside = way === 'federated' ? found?.comparison : undefined;
  return [
    { id: `${id}.mape.${way}`, value: error / actual.length, unit: 'MAPE', sum },
    ...(beside
      ? (['network', 'linear'] as const).map((which) => ({
          id: `${id}.validation-error.${which}`,
          value: beside[which].meanAbsoluteError,
          unit: 'log of million AUD',
        }))
      : []),
  ];
}

interface Compared {
  readonly comparison?: Record<'network' | 'linear', { readonly meanAbsoluteError: number }>;
}
