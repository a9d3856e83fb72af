// Where Lloyd's algorithm starts from: public numbers only.
import type { Design } from '../design.js';
import { normalise, type Moments } from '../moments.js';
import { publicUniforms } from '../public-uniforms.js';
import type { Normaliser } from '../released-model.js';

/** Centres lie within this many deviations of each column's mean, where most persons are. */
const REACH = 2;

/**
 * Centres of run `run`, uniform around the means that the first round counted; clusters x columns, normalised.
 * @param seed public: everybody draws the same.
 */
export function publicStart(
  {
    design,
    normaliser,
    moments,
    clusters,
  }: {
    readonly design: Design;
    readonly normaliser: Normaliser;
    readonly moments: Moments;
    readonly clusters: number;
  },
  seed: number,
  run: number,
): Float64Array {
  const columns = design.names.length;
  return publicUniforms('k-means-starts', `${seed}:${run}`, clusters * columns).map((u, at) => {
    const column = at % columns;
    const x = moments.mean[column]! + REACH * (2 * u - 1) * Math.sqrt(moments.variance[column]!);
    return normaliseInside(x, column, design, normaliser);
  });
}

/** The given centres, in encoded units, as a run takes them. */
export function startFrom(
  centres: readonly (readonly number[])[],
  design: Design,
  normaliser: Normaliser,
): Float64Array {
  return Float64Array.from(
    centres.flatMap((centre) => centre.map((x, column) => normaliseInside(x, column, design, normaliser))),
  );
}

function normaliseInside(x: number, column: number, design: Design, normaliser: Normaliser): number {
  const inside = Math.max(design.lower[column]!, Math.min(design.upper[column]!, x));
  return normalise(normaliser, column, inside);
}
