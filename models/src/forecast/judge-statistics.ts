// Statistics: nothing has to be simulated, the noise of a count and of a mean follows from the plan alone. What the persons at hand
// are a sample of is another matter: the data's own chance comes on top.
import type { VectorLayout } from '../computations/computation.js';
import type { Column } from '../contracts/dictionary.js';
import type { StudyPlan } from '../privacy/plan.js';
import type { Judge } from './judge.js';

/** Standard errors by noise alone, when every node contributes. */
export interface StandardErrors {
  /** Persons: of the count, and of each bin of a histogram. */
  readonly count: number;
  /** Of each mean in the unit of its column as the dictionary encodes it; a share of persons for binaries and categories. */
  readonly means: readonly {
    readonly column: string;
    /** Where the mean is in the middle of the column's bounds. */
    readonly least: number;
    /** Where it is at one of them. */
    readonly most: number;
  }[];
}

/** A person adds one to the count, and at most one to each scaled first moment: all lanes carry the same noise. */
export function standardErrorsOf(plan: StudyPlan): StandardErrors {
  const count = countErrorOf(plan);
  return {
    count,
    means: withLabel(plan).map(({ name, lower, upper }) => {
      const least = (((upper - lower) / 2) * count) / plan.context.people;
      // A mean is a quotient m = first / count: its variance is (1 + m^2) times that of `first` (delta method), |m| <= 1.
      return { column: name, least, most: least * Math.SQRT2 };
    }),
  };
}

export function statisticsJudge(): Judge {
  return {
    measure: 'standard-error',
    noiseFree: 0,
    simulation: null,
    isSlow: false,
    expect: (plan) =>
      Promise.resolve({ value: countErrorOf(plan) / plan.context.people / Math.SQRT2, stdDev: null }),
  };
}

function countErrorOf({ computation, context, noise }: StudyPlan): number {
  const { clipNormL2 }: VectorLayout = computation.layout(computation.start(context, noise));
  return noise.stdDevOverClip[0]! * clipNormL2;
}

function withLabel({ context: { columns, label } }: StudyPlan): readonly Column[] {
  return label === undefined ? columns : [...columns, label];
}
