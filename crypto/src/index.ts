// Bytes that are hashed, signed and sent.
export * from './wire/codec.js';
export * from './wire/message.js';
export * from './wire/ids.js';
export * from './wire/documents.js';
export * from './wire/federation-messages.js';
export * from './wire/governance-messages.js';
export * from './wire/round-messages.js';
export * from './wire/drawing-messages.js';
export * from './wire/ledger-messages.js';
export * from './wire/party-messages.js';
export * from './wire/rights-messages.js';
export * from './wire/work-messages.js';
export * from './wire/round-hashes.js';
export * from './wire/routes.js';
export * from './wire/several.js';
// Who speaks.
export * from './identity/identity.js';
export * from './identity/invitation-token.js';
export * from './identity/signed-request.js';
export * from './identity/sealed-secret.js';
export * from './identity/storage-key.js';
export * from './identity/sealed-file.js';
// What happened.
export * from './ledger/merkle.js';
export * from './ledger/verify.js';
export * from './ledger/verify-entry.js';
// Who decides.
export * from './governance/roster.js';
export { rosterChangeInWords, rosterChanges, type RosterChange } from './governance/roster-changes.js';
export { amendedRoster, firstRoster, type RosterAmendment } from './governance/amend-roster.js';
export { agreementObstacle, type AgreementObstacle } from './governance/agreement-rule.js';
export { releaseSubject, releaseWords, type ReleaseWords } from './governance/release-rule.js';
export { missingApprovals, missingInWords, type MissingApproval } from './governance/study-rule.js';
export {
  approvingAdministrators,
  approvingMembers,
  openBallot,
  openKnownBallots,
  supersedes,
  wordsOf,
  type Ballot,
  type BallotSubject,
} from './governance/ballots.js';
export {
  requireContinuation,
  requireSuccession,
  soundRoster,
  SuccessionError,
  type InForce,
  type SoundRoster,
} from './governance/succession.js';
// Who is added up with whom.
export { drawGroups, type GroupsToDraw } from './grouping/draw-groups.js';
export { DrawingError, openDrawing, type OpenedDrawing } from './grouping/drawing-seed.js';
export { fewestGroupsOf, groupsOfSet, leftOutOf, setWithout } from './grouping/groups-of-set.js';
export { anchorOf, isLotOf, LOT_BYTES, lotOf, MOST_DRAWINGS, type LotOwner } from './grouping/lots.js';
// The secure sum.
export * from './errors.js';
export type { Entropy } from './random/entropy.js';
export { systemEntropy } from './random/system-entropy.js';
export { uniformBelow } from './random/uniform-below.js';
export {
  createParameters,
  parametersByName,
  type Parameters,
  type ParametersLiteral,
  type ParametersName,
} from './parameters/parameters.js';
export {
  blockOfBits,
  chunkSizes,
  polynomialCount,
  valueBits,
  valueCount,
  type IntegerBlock,
  type IntegerLayout,
} from './packing/layout.js';
export { chooseParameters, uploadBytes } from './parameters/choose-parameters.js';
export { checkChunk } from './aggregation/add-chunks.js';
export {
  adoptionQuorum,
  committeeOf,
  committeeThreshold,
  contributorsOf,
  FEWEST_NAMED,
  MOST_NODES_AS_COMMITTEE,
} from './committee/committee-rule.js';
export { fewestExposed, overlapUnlike } from './committee/fewest-exposed.js';
export { namedShares, type NamedShare } from './committee/name-bad-shares.js';
export { addShares, checkShare, type SharingScheme } from './committee/shamir.js';
export {
  createRoundKeyPair,
  openSealed,
  sealTo,
  SEALING_OVERHEAD_BYTES,
  type RoundKeyPair,
} from './committee/sealed.js';
export { openFromMany, sealToMany, type SealedToMany } from './committee/sealed-to-many.js';
export { openAdoption, readAdoption, saysNoSet, type Adoption } from './release/adoptions.js';
export type { KeyShare } from './release/interpolate-key.js';
export type { OpenedRelease } from './release/open-release.js';
export type { ChunkSource } from './release/open-sum.js';
export type { ChunkSink, EncryptRequest, OpenRequest, RingEngine } from './engine/ring-engine.js';
export { inProcessRing } from './engine/in-process-ring.js';
export { pooledRing, type RingPoolOptions } from './engine/pooled-ring.js';
export type { SecureSum, SumRequest, SumResult } from './secure-sum/secure-sum.js';
export { protocolSum } from './secure-sum/protocol-sum.js';
