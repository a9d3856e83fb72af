/** Values of one feature, a row each: a number, a category's place (-1: not in the dictionary), or 0 and 1. */
export interface RawFeature {
  /** NaN and infinite where the value is unusable. */
  readonly values: Float64Array;
  /** 1 where there is no value; `values` then means nothing. */
  readonly missing: Uint8Array;
}
