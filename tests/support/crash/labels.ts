// Every step at which the crash matrix kills a process: what it last wrote, sent, was answered or made durable. In the order
// of a round's story, so that one round takes a process through many of them. steps.test.ts holds the lists against the
// programs; preload.mjs kills.
//
// A node: `wrote` is durable, whether alone or with others in one transaction; `undurable` is written, and its transaction
// not committed. A coordinator: `undurable` likewise, `durable`: committed, and nobody was told. What shares a commit stands
// here once.

export const keySteps = [
  'undurable RoundKeyRecords.add',
  'wrote RoundKeyRecords.add',
  'sending roundKeys',
  'answered roundKeys',
  'wrote RoundKeyRecords.markSent',
] as const;

/** A node reads a study that was put before its member, and approves it. */
const votingSteps = [
  'answered work',
  'sending study',
  'answered study',
  'wrote StudyRecords.receive',
  'sending ballots',
  'answered ballots',
  'wrote VoteRecords.cast',
  'sending castVote',
  'answered castVote',
  'wrote VoteRecords.markSent',
] as const;

/** 1 and 2: a node takes a round on; before the first of a study it keeps who else approved it. */
const openingSteps = [
  'sending descriptor',
  'answered descriptor',
  'wrote StudyRecords.storeState',
  'wrote VoteRecords.approve',
  'wrote RoundKeyRecords.take',
  'sending ledgerConsistency',
  'answered ledgerConsistency',
  'wrote LedgerHeadRecords.countersign',
  'sending countersignHead',
  'answered countersignHead',
  'wrote RoundRecords.open',
] as const;
/** 3: a contributor prepares its contribution and sends it. */
const contributorSteps = [
  'wrote ChunkFiles.write',
  'wrote ContributionRecords.prepare',
  'sending putChunk',
  'answered putChunk',
  'sending contribute',
  'answered contribute',
  'wrote ContributionRecords.markUploaded',
] as const;
/** 5 and 6: a committee member reports on shares, commits and releases. */
const committeeSteps = [
  'sending shares',
  'answered shares',
  'sending reportShares',
  'answered reportShares',
  'sending contributionSet',
  'answered contributionSet',
  'wrote CommitteeRecords.commit',
  'sending commit',
  'answered commit',
  'sending commits',
  'answered commits',
  'undurable CommitteeRecords.release',
  'wrote CommitteeRecords.release',
  'sending release',
  'answered release',
] as const;
/** 7: a recipient opens the sum, adopts the next state and forgets the round. */
const recipientSteps = [
  'sending releases',
  'answered releases',
  'sending ciphertextSum',
  'answered ciphertextSum',
  'sending sumParts',
  'answered sumParts',
  'undurable StudyRecords.storeState',
  'undurable CommitteeRecords.adopt',
  'wrote CommitteeRecords.adopt',
  'sending adopt',
  'answered adopt',
  'wrote RoundRecords.sawClosed',
  'wrote RoundKeyRecords.erase',
  'wrote ChunkFiles.erase',
  'wrote RoundRecords.end',
  'wrote StudyRecords.recordModelFile',
] as const;
/** A node's account, where there is noise to account for: reserved as soon as the round is checked. */
export const reservingSteps = ['undurable BudgetRecords.reserve', 'wrote BudgetRecords.reserve'] as const;
/** A round that fails before anything was released, and the reservation that comes back. */
export const burningSteps = [
  'wrote CommitteeRecords.burn',
  'sending burn',
  'answered burn',
  'sending burns',
  'answered burns',
  'undurable CommitteeRecords.recordBurnProof',
  'undurable BudgetRecords.giveBack',
  'wrote BudgetRecords.giveBack',
] as const;
export const spendingSteps = ['undurable BudgetRecords.spend', 'wrote BudgetRecords.spend'] as const;

/** Where sums are grouped: a node shows its value for the drawing of groups, and checks how they were drawn. */
export const drawingSteps = [
  'wrote LotRecords.begin',
  'sending lots',
  'answered lots',
  'wrote LotRecords.show',
  'sending drawing',
  'answered drawing',
] as const;

/** A study is put before the members. */
export const proposingSteps = ['undurable study-proposed', 'durable study-proposed'] as const;
/** It starts with the last vote that was missing. */
export const startingSteps = ['undurable study-started', 'durable study-started'] as const;
/** From a round that is open to the next one, and on to the study's end. */
export const coordinatorSteps = [
  'kept CountersignatureDesk.accept',
  'kept ChunkStore.put',
  'kept ContributionDesk.putChunk',
  'undurable contribution-accepted',
  'durable contribution-accepted',
  'kept ShareDesk.report',
  'undurable set-fixed',
  'durable set-fixed',
  'undurable sum-added',
  'durable sum-added',
  'undurable set-committed',
  'durable set-committed',
  'undurable budget-spent',
  'durable budget-spent',
  'undurable share-released',
  'durable share-released',
  'undurable state-adopted',
  'durable state-adopted',
  'undurable round-closed',
  'durable round-closed',
  'kept ChunkStore.erase',
  'undurable round-opened',
  'undurable budget-reserved',
  'durable round-opened',
  'undurable study-finished',
  'durable study-finished',
] as const;
export const coordinatorDrawingSteps = [
  'undurable lots-anchored',
  'durable lots-anchored',
  'undurable drawing-called',
  'durable drawing-called',
  'undurable groups-drawn',
  'durable groups-drawn',
  'undurable groups-scored',
  'undurable study-searched',
] as const;
export const coordinatorKeySteps = ['kept RoundKeyShelf.accept'] as const;
export const coordinatorBurningSteps = [
  'undurable round-burning',
  'durable round-burning',
  'undurable round-burn-signed',
  'durable round-burn-signed',
  'undurable budget-given-back',
  'undurable round-burned',
  'durable round-burned',
] as const;

/** What the ledger tells of acts that are no steps of a round; killed-acts.test.ts kills at every durable point of each. */
export const kindsOfActs: readonly string[] = [
  ...['federation-created', 'member-invited', 'node-enrolled'],
  ...['roster-closed', 'roster-consented', 'roster-in-force', 'vote-cast'],
  ...['agreement-proposed', 'agreement-consented', 'agreement-active', 'agreement-ended'],
  ...['study-stopped', 'release-overridden', 'party-metrics-released'],
  ...['persons-left-out', 'erasure-certified', 'erasure-answered'],
  ...['account-invited', 'account-opened', 'account-changed', 'account-closed'],
  ...['signed-in', 'session-ended', 'access-token-issued', 'access-token-revoked'],
  ...['incident-opened', 'incident-closed', 'webhook-added', 'webhook-removed'],
  ...['records-read', 'records-exported', 'ledger-archived'],
];

/** Of a study's first round, from the study on; whoever lives it comes by all of them. */
export const roundSteps: readonly string[] = [
  ...votingSteps,
  ...openingSteps,
  ...contributorSteps,
  ...committeeSteps,
  ...recipientSteps,
];
export const nodeSteps: readonly string[] = [
  ...keySteps,
  ...roundSteps,
  ...reservingSteps,
  ...burningSteps,
  ...spendingSteps,
  ...drawingSteps,
];
export const stepsOfCoordinator: readonly string[] = [
  ...coordinatorKeySteps,
  ...proposingSteps,
  ...startingSteps,
  ...coordinatorSteps,
  ...coordinatorBurningSteps,
  ...coordinatorDrawingSteps,
];
