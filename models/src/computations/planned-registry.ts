// Every computation that a study may name: a new one is a line here. Coordinators load this file, so nothing here reaches models in use or
// tensors; a computation that does stands here with its public half, and whole in registry.ts.
import type { Computation, PlannedComputation } from './computation.js';
import { attribution } from './attribution/attribution.js';
import { bandit } from './bandit/bandit.js';
import { abTest } from './experiment/ab-test.js';
import { evaluatePlan } from './evaluation/evaluate-plan.js';
import { kMeans } from './k-means/k-means.js';
import { customerLifetime } from './lifetime/customer-lifetime.js';
import { logisticRegression } from './regression/logistic-regression.js';
import { itemNeighbours } from './recommendation/item-neighbours.js';
import { matrixFactorisation } from './recommendation/matrix-factorisation.js';
import { neuralNetworkPlan } from './neural-network/neural-network-plan.js';
import { quantiles } from './quantiles.js';
import { generalisedLinear } from './regression/generalised-linear.js';
import { linearRegression } from './regression/linear-regression.js';
import { markovStates } from './states/markov-states.js';
import { statistics } from './statistics.js';
import { boostedTrees } from './trees/boosted-trees.js';
import { uplift } from './uplift/uplift.js';
import { upliftTrees } from './uplift/uplift-trees.js';

/** Those that are loaded whole everywhere. */
export const light = [
  statistics,
  quantiles,
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
  boostedTrees,
] as readonly Computation[];

const planned = [...light, evaluatePlan, neuralNetworkPlan] as readonly PlannedComputation[];

/** Names that a study or an agreement may give. */
export function computationNames(): string[] {
  return planned.map((computation) => computation.name);
}

/** @throws RangeError for a name that no computation has. */
export function plannedComputationByName(name: string): PlannedComputation {
  return oneNamed(planned, name);
}

/** @throws RangeError for a name that none of them has. */
export function oneNamed<Named extends PlannedComputation>(among: readonly Named[], name: string): Named {
  const found = among.find((computation) => computation.name === name);
  if (found === undefined)
    throw new RangeError(`there is no computation "${name}"; there are ${computationNames().join(', ')}`);
  return found;
}
