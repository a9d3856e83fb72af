// What a study is after its last round, whatever it computed.
import type { VectorLayout } from './computation.js';

/** Nothing is summed any more; what closes the study still says so. */
export const NOTHING_TO_SUM: VectorLayout = { blocks: [], clipNormL2: 0 };

/** For whoever brings a computation something after its last round. */
export function noFurther(what: 'contribution' | 'sum'): RangeError {
  return new RangeError(`the study is done; it takes no further ${what}`);
}
