// What a coordinator needs of the models: contracts, plans, layouts and accounts; nothing that touches persons.
export { combine, type GroupSum } from './aggregation/combine.js';
export { groupScores, MOST_GROUP_SCORE } from './aggregation/group-scores.js';
export {
  excludedOf,
  suspectsOf,
  SUSPECT_CHANCE,
  type ScoredGroup,
  type ScoredNode,
  type ScoredRound,
} from './aggregation/suspects.js';
export * from './contracts/aggregation.js';
export * from './contracts/agreement.js';
export {
  agreementChangeInWords,
  compareAgreements,
  wideningOf,
  widensBeyond,
  type AgreementChange,
} from './contracts/compare-agreements.js';
export * from './contracts/dictionary.js';
export * from './contracts/parties.js';
export * from './contracts/poisoning.js';
export * from './contracts/study.js';
export { closestName, didYouMean, plainName } from './contracts/closest.js';
export { onOneLine, onTerminal } from './contracts/on-terminal.js';
export {
  firstOf,
  mistakeInWords,
  mistakesInWords,
  readWritten,
  type Mistake,
  type Reading,
} from './contracts/written.js';
export { featureMeantOtherwise, studyModelSchema, type StudyModel } from './contracts/study-model.js';
export type {
  PlannedComputation,
  PlannedRound,
  StudyContext,
  VectorBlock,
  VectorLayout,
} from './computations/computation.js';
export { recipes, unplayedRoles } from './retail/recipes.js';
export type { Recipe, RecipeModel, RecipeRole } from './retail/recipe.js';
export { computationNames, plannedComputationByName } from './computations/planned-registry.js';
export {
  accountFor,
  AccountantsDisagreeError,
  type Account,
  type Accountant,
  type AccountTerms,
  type StudyReleases,
} from './privacy/account.js';
export {
  BudgetBook,
  budgetScopes,
  type BudgetPosition,
  type BudgetRefusal,
  type CountedRelease,
} from './privacy/budget.js';
export { populationLimitsSchema, whyLimitsTooLoose, type PopulationLimits } from './privacy/budget-limits.js';
export { periodOf } from './privacy/budget-period.js';
export { calibrateNoiseScale } from './privacy/calibrate.js';
export {
  composePld,
  epsilonByPld,
  epsilonOfPld,
  hasPrivacyLoss,
  type PldCurve,
} from './privacy/accountant-pld.js';
export { composeRdp, deltaOfRdp, epsilonByRdp, epsilonOfRdp } from './privacy/accountant-rdp.js';
export {
  decode,
  flatteningOfBlocks,
  planEncoding,
  EncodingError,
  type EncodedBlock,
  type Encoding,
  type EncodingTerms,
} from './privacy/encoding.js';
export { parsePrivacyEvent, UnknownPrivacyEventError, type PrivacyEvent } from './privacy/events.js';
export { recountedFor } from './privacy/recount.js';
export {
  encodingOfRound,
  planStudy,
  requireBelongingTogether,
  signsOfRound,
  StudyPlanError,
  StudyDocumentError,
  type RoundPlan,
  type StudyPlan,
} from './privacy/plan.js';
export { plainBitsOf, termsOfRound, type RingName, type RoundTerms } from './privacy/round-terms.js';
export {
  formatPrivacyInShort,
  formatPrivacyStatement,
  formatPrivacyTerms,
  type Language,
  type PrivacyStatement,
} from './privacy/statement.js';
export {
  decodeState,
  encodeState,
  hashOfEncodedState,
  StateError,
  stateHash,
  type StateValue,
} from './computations/state.js';
export { modelCard, type CardEvaluation, type ModelCardFacts } from './cards/model-card.js';
export { modelCardPage } from './cards/card-page.js';
export {
  CARD_ROUND_ENTRIES,
  CARD_STUDY_ENTRIES,
  modelCardSchema,
  type CardLineage,
  type CardRound,
  type LedgerPlace,
  type ModelCard,
} from './cards/card-schema.js';
export {
  countedPartyRelease,
  dearestOfEachModel,
  partyMetricsOf,
  planPartyMeasuring,
  type MeasuredModel,
  type PartyMeasuring,
  type PartyRelease,
} from './cards/party-metrics.js';
export { evaluationOfSums } from './computations/evaluation/evaluation-of-sums.js';
export type { ReadableEvaluation } from './computations/evaluation/evaluate-result.js';
export {
  judgeReleases,
  questionOf,
  validationErrorOf,
  type HoldReason,
  type MeasuredRelease,
  type ReleaseVerdict,
} from './gate/judge-releases.js';
