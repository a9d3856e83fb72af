// The crash matrix misses no step: whatever the programs write, ask or enter in the ledger is one, or stands here with the
// reason why it is none.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeRoutes } from '@chorale/crypto';
import { kindsOfActs, nodeSteps, stepsOfCoordinator } from '../../support/crash/labels.js';

const root = join(import.meta.dirname, '../../..');

const NO_STEP_OF_A_ROUND: Readonly<Record<string, string>> = {
  protocol: 'asked by commands',
  enrol: 'asked by commands',
  roster: 'asked by commands',
  consentToRoster: 'asked by commands',
  rosterConsents: 'asked by commands',
  agreement: 'asked by commands',
  consentToAgreement: 'asked by commands',
  agreementConsents: 'asked by commands',
  pendingRosters: 'asked by commands',
  proposeRoster: 'asked by commands',
  rosterSuccessions: 'asked before any round, under a roster that is not known yet; asked again',
  refuse: 'of a node that stays out: nothing of it is kept',
  several: 'carries others, each of which is a step',
  recipientKeys: 'of a round with recipients outside the committee; it only reads',
  sumChunk: 'of a sum that recipients do not add again whole; it only reads',
  failToOpen: 'of a recipient that cannot open: nothing of it is kept',
  chunksHeld: 'of a node with several chunks to send; it only reads',
  stateProof: 'of a node that missed rounds; it only reads',
  requestState: 'of a node that missed rounds; asked again under another key',
  sendState: 'for a node that missed rounds; sent again',
  receiveState: 'of a node that missed rounds; asked again',
  leaveOut: 'of a node that leaves persons out: said again at the next reading, and the first word stands',
  releaseMetrics: 'of a command: sent again as it was kept, and entered once',
  releasedMetrics: 'asked at the start, before any round; it only reads',
  tellErasure: 'of an erasure: said again until it is acknowledged, and entered once',
  contributedRounds: 'asked at the start, before any round; it only reads',
  ownManifest: 'asked at the start, before any round; it only reads',
  'PartyMetricsRecords.reserve': 'written by commands; party-metrics.test.ts opens the store again',
  'PartyMetricsRecords.keep': 'written by commands',
  'PartyMetricsRecords.giveBack': 'written by commands',
  'PartyMetricsRecords.takeOver': 'at the start, before any round; done again',
  'AgreementRecords.receive': 'written by commands',
  'AgreementRecords.sign': 'written by commands',
  'FederationRecords.join': 'written by commands',
  'FederationRecords.markEnrolled': 'written by commands',
  'FederationRecords.confirm': 'written by commands',
  'FederationRecords.signRoster': 'written by commands',
  'FederationRecords.follow': 'before any round, under a roster that is not known yet; followed again',
  'ContributionRecords.takeOver':
    'at the start, before any round, in one transaction with the budget; done again',
  'LedgerHeadRecords.keepFork':
    'of a round that is refused for it: kept again when the head is shown again; else written by commands',
  'RoundKeyRecords.forgetUnused': 'written by commands',
  'VoteRecords.withdraw': 'of what was checked: checked again',
  'SearchRecords.record':
    'before any round of a study that follows a search: counted again where it is missing',
  'StudyRecords.distrust': 'of a node that found a wrong addition',
  'ErasureRecords.keepPseudonymKey': 'at the start, before any round; erasure.test.ts kills there',
  'ErasureRecords.request': 'written by commands; erasure.test.ts kills there',
  'ErasureRecords.carryOut': 'written by commands; erasure.test.ts kills there',
  'ErasureRecords.markTold': 'of an erasure: told again, and entered once',
  'ScoredListRecords.wrote': 'written by commands',
  'ScoredListRecords.forget': 'of a model past its days: erased again at the next look',
  'StudyRecords.eraseStates': 'of a model past its days: erased again at the next look',
  'StudyRecords.forgetModelFile': 'of a model that is erased or held back: done again at the next look',
  'ReleaseRecords.keep': 'words that the coordinator holds: fetched again, and the later one stands',
  'HistogramRecords.keep': 'at the reading of rows, before any round: read and counted again',
  'HistogramRecords.forget': 'of a study past its days: forgotten again at the next look',
  'KeptRecords.leave':
    'in one transaction with ContributionRecords.prepare; kept-state.test.ts opens the store again',
  'KeptRecords.settle':
    'settled again before the next contribution, by the signed set; what was settled stays',
  'KeptRecords.forget': 'of a study that has ended: nothing reads it any more',
  'PersonalRecords.keep': 'written by commands',
  'PersonalRecords.forget': 'of a model past its days: erased again at the next look; elsewhere of commands',
  'ChunkRecords.keep': 'behind ChunkFiles.write',
  'ChunkRecords.erase': 'behind ChunkFiles.erase',
  'TrafficRecords.add': 'a count of bytes that decides nothing',
};
const NO_STEP_OF_THE_COORDINATOR: Readonly<Record<string, string>> = {
  ...Object.fromEntries(kindsOfActs.map((kind) => [kind, 'of an act: killed-acts.test.ts kills there'])),
  'round-refused': 'of a node that stays out',
  'nodes-excluded': 'of a search that found somebody: the same write as its study-searched',
  'share-reported-bad': 'of a node that deals badly: the same write as a good report',
  'sum-opened-by-coordinator': 'of release mode coordinator: opened again where it is missing',
  'opening-failed': 'of a recipient that cannot open',
  'round-spent': 'the study has ended with it',
  'state-requested': 'of a node that missed rounds',
  'state-transferred': 'of a node that missed rounds',
};

/** Entries that never have a transaction of their own. */
const DURABLE_WITH: Readonly<Record<string, string>> = {
  'budget-reserved': 'round-opened',
  'budget-given-back': 'round-burned',
  'groups-scored': 'round-closed',
  'study-searched': 'study-finished',
};

function missing(found: readonly string[], isStep: (name: string) => boolean, reasons: object): string[] {
  return found.filter((name) => !(name in reasons) && !isStep(name));
}

test('every step stands once in the table', () => {
  expect(new Set(nodeSteps).size).toBe(nodeSteps.length);
  expect(new Set(stepsOfCoordinator).size).toBe(stepsOfCoordinator.length);
});

test('a node is killed before and after every request', () => {
  const routes = Object.keys(nodeRoutes).filter((route) => route !== 'work');
  expect(
    missing(
      routes,
      (route) => nodeSteps.includes(`sending ${route}`) && nodeSteps.includes(`answered ${route}`),
      NO_STEP_OF_A_ROUND,
    ),
  ).toEqual([]);
  // The node looks for work over and over, so before is after.
  expect(nodeSteps).toContain('answered work');
});

/** What shares a transaction with others is killed before the commit, the commit once for all of them. */
const isWriteStep = (name: string): boolean =>
  [`wrote ${name}`, `undurable ${name}`].some((step) => nodeSteps.includes(step));

test('a node is killed after everything that it writes', () => {
  const folder = join(root, 'client-node/src/storage');
  const writes = readdirSync(folder)
    .filter((file) => file.endsWith('-records.ts') || file === 'chunk-files.ts')
    .flatMap((file) => writersIn(readFileSync(join(folder, file), 'utf8')));
  expect(writes).toContain('CommitteeRecords.commit');
  expect(missing(writes, isWriteStep, NO_STEP_OF_A_ROUND)).toEqual([]);
});

/** Public methods that run a statement or touch files; a private one counts for those that call it. */
function writersIn(text: string): string[] {
  const owner = /class (\w+)/.exec(text)![1]!;
  const methods = [...text.matchAll(/^ {2}(private )?(?:async )?(\w+)\([^]*?^ {2}\}/gm)]
    .map(([body, hidden, name]) => ({ body, name: name!, hidden: hidden !== undefined }))
    .filter(({ name }) => name !== 'constructor');
  const writes = /\.run\(|writeFileAtomically\(|rmSync\(/;
  const helpers = methods.filter(({ body, hidden }) => hidden && writes.test(body)).map(({ name }) => name);
  return methods
    .filter(({ hidden }) => !hidden)
    .filter(({ body }) => writes.test(body) || helpers.some((helper) => body.includes(`this.${helper}(`)))
    .map(({ name }) => `${owner}.${name}`);
}

test('the coordinator is killed before and after every entry of the ledger is durable', () => {
  const text = readFileSync(join(root, 'coordinator/src/ledger/entry-kinds.ts'), 'utf8');
  const kinds = [...text.matchAll(/^ {2}'?([a-z-]+)'?: (?:\{|RecordsRead)/gm)].map((match) => match[1]!);
  expect(kinds).toContain('set-fixed');
  expect(
    missing(
      kinds,
      (kind) =>
        stepsOfCoordinator.includes(`undurable ${kind}`) &&
        stepsOfCoordinator.includes(`durable ${DURABLE_WITH[kind] ?? kind}`),
      NO_STEP_OF_THE_COORDINATOR,
    ),
  ).toEqual([]);
});
