// How good a finished study's model is on the rows of this node: counted as a study `evaluate` counts them, with noise before they are
// handed on.
import type { Entropy } from '@chorale/crypto';
import { inputFor, type Agreement, type Computation, type PartyMeasuring } from '@chorale/models';
import { addNoise } from '@chorale/models/noise';
import type { DataConfig } from '../config/data-schema.js';
import { preparePeople } from '../features/prepare-people.js';
import { measureQuality } from '../features/quality/data-quality.js';
import { requireFloor } from '../features/quality/quality-floor.js';
import { protectedContribution } from '../protect/protect.js';
import type { Rights } from '../rights/rights.js';

/** Fewer say nothing of a model, whatever the noise. */
const FEWEST_PERSONS = 30;

export interface MeasuringParts {
  readonly agreement: Agreement;
  readonly features: readonly string[];
  readonly measuring: PartyMeasuring;
  /** `evaluate`, with the model in hand. */
  readonly computation: Computation;
  readonly data: DataConfig;
  readonly rights: Rights;
  readonly entropy: Entropy;
}

/**
 * Of those whom the dictionary holds out, or of everybody where it holds out nobody.
 * @returns noised values in grid steps.
 * @throws DataError; RoundRefused `data-quality`; RangeError for too few persons.
 */
export async function measureStudy(
  parts: MeasuringParts,
): Promise<{ readonly values: Float64Array; readonly warnings: readonly string[] }> {
  const { agreement, features, measuring, computation, data, rights, entropy } = parts;
  const { plan, state, terms } = measuring;
  const { people, report } = await preparePeople(data, agreement.dictionary, {
    purpose: 'training',
    ...{
      rights,
      features,
      input: inputFor(computation, plan.context.settings),
      persons: computation.persons,
    },
  });
  requireFloor(measureQuality(report, data).score, agreement.qualityFloor);
  if (people.size < FEWEST_PERSONS)
    throw new RangeError(
      `this node has ${people.size} labelled persons to measure with, ${FEWEST_PERSONS} are needed; nothing was released or spent`,
    );
  const { values } = await protectedContribution(computation, state, people, terms, entropy, {
    add: (integers, variance) => {
      addNoise(integers, variance, entropy);
      return Promise.resolve();
    },
  });
  return { values, warnings: report.warnings };
}
