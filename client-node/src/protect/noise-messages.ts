// What passes between the noise pool and its workers.
import type { Fraction } from '@chorale/models/noise';

export interface NoiseTask {
  /** Samples wanted. */
  readonly count: number;
  readonly variance: Fraction;
}
