// Federated computations as two pure functions over a sum, and the privacy they cost.
export * from './planning.js';
export * from './computations/computation.js';
export type * from './computations/released-model.js';
export {
  isOutweighed,
  type ReadableCoefficient,
  type ReadableRegression,
} from './computations/regression/linear-result.js';
export type { ReadableLogistic } from './computations/regression/logistic-result.js';
export type { ReadableNetwork } from './computations/neural-network/network-result.js';
export type { ReadableItems } from './computations/recommendation/items-result.js';
export type { ReadableGeneralised } from './computations/regression/generalised-linear.js';
export type { ReadableQuantiles } from './computations/quantiles.js';
export type { Calibration, ClassifierMeasures } from './computations/evaluation/score-bins.js';
export type { ValueMeasures } from './computations/evaluation/value-errors.js';
export { productElasticities, refuseOutweighed, type ProductElasticity } from './retail/elasticities.js';
export { NoElasticitiesError, whyNoElasticities, type NoElasticities } from './retail/no-elasticities.js';
export {
  optimisePrices,
  type PriceAdvice,
  type PricedProduct,
  type PriceReason,
  type PriceRules,
} from './retail/price-optimiser.js';
export { computationByName, computations } from './computations/registry.js';
export type { ReadableSegment, ReadableSegments } from './computations/k-means/k-means-result.js';
export type { AttributionResult, AttributionRule } from './computations/attribution/attribution-result.js';
export type { AbResult } from './computations/experiment/ab-result.js';
export type { BanditResult } from './computations/bandit/bandit-result.js';
export { whyNotEvaluated, type NoEvaluation } from './computations/bandit/no-evaluation.js';
export type { StatesResult } from './computations/states/markov-states.js';
export { whyNoModel, type EmptyArm } from './computations/uplift/empty-arm.js';
export type { UpliftResult } from './computations/uplift/uplift-result.js';
export { logGamma } from './computations/lifetime/special-functions.js';
export {
  bgNbdDerivatives,
  bgNbdParameters,
  expectedPurchases,
  probabilityAlive,
} from './computations/lifetime/bg-nbd.js';
export type { LifetimeResult } from './computations/lifetime/customer-lifetime.js';
export type {
  ColumnStatistics,
  ReadableColumn,
  ReadableStatistics,
  StatisticsState,
} from './computations/statistics.js';
export type { BoostedTreesState } from './computations/trees/boosted-trees.js';
export type { ReadableNode, ReadableSplit, ReadableTrees } from './computations/trees/readable-trees.js';
export type { LogisticRegressionState } from './computations/regression/logistic-regression.js';
export { auditStudy, type CanaryAudit, type CanaryVerdict, type ProtectPeople } from './audit/audit-study.js';
export { measureMembershipByShadows, type ShadowAttack } from './audit/shadow-models.js';
export { measureMembership, mostMembershipAuc, type MembershipMeasure } from './audit/membership.js';
export { personaliseNetwork, type Candidate, type PersonalChoice } from './personal/personal-network.js';
export { encode, quantise } from './privacy/encoding.js';
export { samplePeople, selectPeople } from './privacy/sampling.js';
export { areaUnderCurve } from './scoring/area-under-curve.js';
export { recommend, OFFERS } from './scoring/offers.js';
export {
  inputOf,
  modelFiles,
  numbersOf,
  offeredBy,
  predictPeople,
  predictsOf,
  scorePeople,
  strongestContributions,
} from './scoring/score.js';
export type { ModelFile, OfferRules, ScoreColumn, Scores } from './scoring/model-kind.js';
export { chooseTensorBackend, TensorBackendError, type TensorBackend } from './tensor/backend.js';
