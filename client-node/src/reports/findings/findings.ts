// Which drawing goes with which result. A recipe's own goes before its computation's; a new computation is a file beside this one, and a line here.
import { drawAttribution } from './attribution.js';
import { drawBandit } from './bandit.js';
import { drawDemand } from './demand.js';
import { drawQuantiles, drawStatistics } from './distributions.js';
import { drawGeneralised, drawRegression } from './effects.js';
import { drawExperiment } from './experiment.js';
import type { Finding } from './finding.js';
import { drawFactors, drawNeighbours } from './items.js';
import { drawLifetime } from './lifetime.js';
import { drawPrices } from './prices.js';
import { drawQuality } from './quality.js';
import { drawSegments } from './segments.js';
import { drawStates } from './states.js';
import { drawTrees } from './trees.js';
import { drawUplift } from './uplift.js';
import { drawLogistic, drawNetwork } from './weights.js';

const byComputation: Readonly<Record<string, Finding<never>>> = {
  statistics: drawStatistics,
  quantiles: drawQuantiles,
  evaluate: drawQuality,
  'k-means': drawSegments,
  'customer-lifetime': drawLifetime,
  'ab-test': drawExperiment,
  uplift: drawUplift,
  'uplift-trees': drawUplift,
  bandit: drawBandit,
  'markov-states': drawStates,
  attribution: drawAttribution,
  'matrix-factorisation': drawFactors,
  'item-neighbours': drawNeighbours,
  'logistic-regression': drawLogistic,
  'linear-regression': drawRegression,
  'generalised-linear': drawGeneralised,
  'neural-network': drawNetwork,
  'boosted-trees': drawTrees,
};

/** Of recipes whose linear regressions are more than effects; their other models are drawn as what they are. */
const regressions: Readonly<Record<string, Finding<never>>> = {
  'price-elasticity': drawPrices,
  'demand-forecast': drawDemand,
};

/** @throws RangeError for a computation that has no drawing. */
export function findingOf(computation: string, recipe: string | undefined): Finding {
  const own = recipe !== undefined && computation === 'linear-regression' ? regressions[recipe] : undefined;
  const found = own ?? byComputation[computation];
  if (!found) throw new RangeError(`results of ${computation} are not drawn`);
  return found as Finding;
}
