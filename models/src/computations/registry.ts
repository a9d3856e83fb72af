import type { Computation } from './computation.js';
import { attribution } from './attribution/attribution.js';
import { bandit } from './bandit/bandit.js';
import { abTest } from './experiment/ab-test.js';
import { evaluate } from './evaluation/evaluate.js';
import { kMeans } from './k-means.js';
import { customerLifetime } from './lifetime/customer-lifetime.js';
import { logisticRegression } from './logistic-regression.js';
import { itemNeighbours } from './recommendation/item-neighbours.js';
import { matrixFactorisation } from './recommendation/matrix-factorisation.js';
import { neuralNetwork } from './neural-network.js';
import { quantiles } from './quantiles.js';
import { generalisedLinear } from './regression/generalised-linear.js';
import { linearRegression } from './regression/linear-regression.js';
import { markovStates } from './states/markov-states.js';
import { statistics } from './statistics.js';
import { boostedTrees } from './trees/boosted-trees.js';
import { uplift } from './uplift/uplift.js';
import { upliftTrees } from './uplift/uplift-trees.js';

/** Every computation that a study may name. */
export const computations: readonly Computation[] = [
  statistics,
  quantiles,
  evaluate,
  kMeans,
  customerLifetime,
  abTest,
  uplift,
  upliftTrees,
  bandit,
  markovStates,
  attribution,
  matrixFactorisation,
  itemNeighbours,
  logisticRegression,
  linearRegression,
  generalisedLinear,
  neuralNetwork,
  boostedTrees,
] as readonly Computation[];

/** @throws RangeError for a name that no computation has. */
export function computationByName(name: string): Computation {
  const found = computations.find((computation) => computation.name === name);
  if (found === undefined)
    throw new RangeError(
      `there is no computation "${name}"; there are ${computations.map((each) => each.name).join(', ')}`,
    );
  return found;
}
