// Every step at which the crash matrix kills a process: what it last wrote, sent, was answered or made durable. In the order
// of a round's story, so that one round takes a process through many of them. steps.test.ts holds the lists against the
// programs; preload.mjs kills.

export const keySteps = [
  'wrote RoundKeyRecords.add',
  'sending roundKeys',
  'answered roundKeys',
  'wrote RoundKeyRecords.markSent',
] as const;

/** 1 to 3: a contributor takes a round on, prepares its contribution and sends it. */
export const openingSteps = [
  'answered work',
  'sending study',
  'answered study',
  'wrote StudyRecords.receive',
  'sending descriptor',
  'answered descriptor',
  'wrote RoundKeyRecords.take',
  'sending ledgerConsistency',
  'answered ledgerConsistency',
  'wrote LedgerHeadRecords.countersign',
  'sending countersignHead',
  'answered countersignHead',
  'wrote RoundRecords.open',
] as const;
export const contributorSteps = [
  'wrote ChunkFiles.write',
  'wrote ContributionRecords.prepare',
  'sending putChunk',
  'answered putChunk',
  'sending contribute',
  'answered contribute',
  'wrote ContributionRecords.markUploaded',
] as const;
/** 5 and 6: a committee member reports on shares, commits and releases. */
export const committeeSteps = [
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
  'sending recipientKeys',
  'answered recipientKeys',
  'wrote CommitteeRecords.release',
  'sending release',
  'answered release',
] as const;
/** 7: a recipient opens the sum, adopts the next state and forgets the round. */
export const recipientSteps = [
  'sending releases',
  'answered releases',
  'sending ciphertextSum',
  'answered ciphertextSum',
  'sending sumChunk',
  'answered sumChunk',
  'sending sumParts',
  'answered sumParts',
  'wrote StudyRecords.storeState',
  'wrote CommitteeRecords.adopt',
  'sending adopt',
  'answered adopt',
  'wrote RoundKeyRecords.erase',
  'wrote ChunkFiles.erase',
  'wrote RoundRecords.end',
  'wrote StudyRecords.recordModelFile',
] as const;
/** A round that fails before anything was released. */
export const burningSteps = [
  'wrote CommitteeRecords.burn',
  'sending burn',
  'answered burn',
  'sending burns',
  'answered burns',
  'wrote CommitteeRecords.recordBurnProof',
] as const;
/** A node's account, where there is noise to account for. */
export const budgetSteps = [
  'wrote BudgetRecords.reserve',
  'wrote BudgetRecords.giveBack',
  'wrote BudgetRecords.spend',
] as const;

/** `undurable`: the entry is written, its transaction not committed. `durable`: committed, and nobody was told. */
export const coordinatorSteps = [
  'undurable study-started',
  'durable study-started',
  'undurable round-opened',
  'undurable budget-reserved',
  'durable round-opened',
  'durable budget-reserved',
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
  'undurable study-finished',
  'durable study-finished',
] as const;
export const coordinatorKeySteps = ['kept RoundKeyShelf.accept'] as const;
export const coordinatorBurningSteps = [
  'undurable round-burning',
  'durable round-burning',
  'undurable round-burn-signed',
  'durable round-burn-signed',
  'undurable budget-given-back',
  'undurable round-burned',
  'durable budget-given-back',
  'durable round-burned',
] as const;

export const nodeSteps: readonly string[] = [
  ...keySteps,
  ...openingSteps,
  ...contributorSteps,
  ...committeeSteps,
  ...recipientSteps,
  ...burningSteps,
  ...budgetSteps,
];
export const stepsOfCoordinator: readonly string[] = [
  ...coordinatorKeySteps,
  ...coordinatorSteps,
  ...coordinatorBurningSteps,
];
