// A child process that is a thousand nodes to one real coordinator process: one round of 100,000 values from its descriptor
// to its close, over HTTP and sockets. Prints what the coordinator took, as JSON. Arguments: a folder, how many nodes.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contentHash,
  pooledRing,
  roster as rosterMessage,
  sumParts,
  valueCount,
  work,
  type AgreementHash,
  type Hash,
  type RoundPhase,
  type StudyId,
} from '@chorale/crypto';
import { checkAdditions } from '../../../client-node/src/adopt/check-additions.js';
import { openRound, type RoundArchive } from '../../../client-node/src/adopt/open-sum.js';
import { verifySet, type FixedSet } from '../../../client-node/src/committee/commit.js';
import type { ShareCheck } from '../../../client-node/src/committee/check-shares.js';
import { AcceptedRound } from '../../../client-node/src/round/accepted-round.js';
import { Programs } from '../../../demo/programs.ts';
import { openDescriptor } from '../../../tests/support/coordinator/paper-node.ts';
import { Admin } from './admin.ts';
import { agreementFor, studyDocument } from './documents.ts';
import { entropy, LoadNode } from './load-node.ts';
import { cpuSecondsOf, peakRssMbOf } from './process-figures.ts';

const [folder = '', size = ''] = process.argv.slice(2);
const NODES = Number(size);
const MEMBERS = 7;
/** Vectors that the nodes take in turn. */
const PATTERNS = 15;
/** Recipients whose lot it is to add again, on average. */
const CHECKING_RECIPIENTS = 16;
/** Requests under way at once while the federation forms; in the round itself all nodes ask at once. */
const SETTING_UP_AT_ONCE = 16;

const programs = new Programs();
const ring = pooledRing({ threads: 1 });
try {
  process.stdout.write(`${JSON.stringify(await measure())}\n`);
} finally {
  await programs.stop();
  await ring.close();
}

async function measure(): Promise<{ cpuSeconds: number; rssMb: number }> {
  const { admin, pid } = await startCoordinator();
  const { coordinatorKey, federation } = await admin.protocol();
  const nodes = Array.from({ length: NODES }, (_, at) => new LoadNode(`node-${at}`, admin.url, federation));
  await form(admin, nodes);
  const cpuBefore = cpuSecondsOf(pid);
  const { study } = await admin.post<{ study: StudyId }>('studies', studyDocument);
  const approval = { matter: 'study', subject: study, decision: 'approve', reason: 'as agreed' } as const;
  await fewAtOnce(nodes, (node) =>
    node.ask('castVote', { body: node.paper.vote({ ...approval, at: Date.now() }) }),
  );
  await runRound(nodes, study, coordinatorKey);
  const cpuSeconds = cpuSecondsOf(pid) - cpuBefore;
  const { status, reason } = await admin.get<{ status: string; reason: string }>(`studies/${study}`);
  if (status !== 'finished') throw new RangeError(`the study is ${status}: ${reason}`);
  const rssMb = peakRssMbOf(pid);
  await Promise.all(nodes.map((node) => node.close()));
  return { cpuSeconds, rssMb };
}

async function startCoordinator(): Promise<{ admin: Admin; pid: number }> {
  const home = join(folder, 'coordinator');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const passphraseFile = join(folder, 'passphrase');
  writeFileSync(passphraseFile, randomBytes(24).toString('base64'), { mode: 0o600 });
  const serve = ['serve', '--port', '0', '--federation', 'thousand', '--json'];
  const daemon = programs.daemon('coordinator', 'coordinator', serve, { home, passphraseFile }, (error) => {
    throw error;
  });
  for await (const line of daemon.lines) {
    const { ready, url } = JSON.parse(line) as { ready?: boolean; url?: string };
    if (ready === true && url !== undefined)
      return {
        admin: new Admin(url, readFileSync(join(home, 'admin-token'), 'utf8').trim()),
        pid: daemon.process.pid!,
      };
  }
  throw new Error('the coordinator ended before it listened');
}

/** Enrols all nodes, has them sign one agreement, leave a key and listen. */
async function form(admin: Admin, nodes: readonly LoadNode[]): Promise<void> {
  say('enrolling');
  await fewAtOnce(nodes, async (node) => {
    const { name, paper } = node;
    const { token } = await admin.post<{ token: string }>('invites', { member: name, node: name });
    await node.ask('enrol', { body: paper.enrolment(token) });
  });
  say('signing');
  const committee = nodes.slice(0, MEMBERS).map(({ name }) => name);
  const { agreement } = await admin.post<{ agreement: AgreementHash }>(
    'agreements',
    agreementFor(nodes.length, committee),
  );
  const roster = await nodes[0]!.ask('roster');
  await fewAtOnce(nodes, (node) => node.ask('consentToRoster', { body: node.paper.rosterConsent(roster) }));
  await fewAtOnce(nodes, (node) =>
    node.ask('consentToAgreement', {
      params: { agreement },
      body: node.paper.agreementConsent(agreement, roster, Date.now()),
    }),
  );
  say('leaving keys');
  await fewAtOnce(nodes, (node) => node.leaveKey());
  for (const node of nodes) node.listen();
  await fewAtOnce(nodes, (node) => node.ask('work'));
}

async function runRound(
  nodes: readonly LoadNode[],
  study: StudyId,
  coordinatorKey: Uint8Array,
): Promise<void> {
  const first = nodes[0]!;
  const listed = work.decode(await first.ask('work')).rounds.find((row) => row.study === study);
  if (!listed) throw new RangeError('the study has no round');
  const roster = rosterMessage.decode(await first.ask('roster')).nodes;
  // Every node looks at its work and fetches the descriptor.
  const descriptors = await Promise.all(
    nodes.map(async (node) => {
      await node.ask('work');
      return node.ask('descriptor', { params: { round: listed.round } });
    }),
  );
  const descriptor = openDescriptor(requireAlike(descriptors));
  const rounds = nodes.map(({ paper }) => new AcceptedRound(paper.id, descriptor, roster));
  const round = rounds[0]!;
  say(
    `${valueCount(round.layout)} values, ${descriptor.parameters}, lanes of ${descriptor.blocks[0]!.laneBits} bits`,
  );

  const patterns = Array.from({ length: PATTERNS }, (_, index) => patternOf(index, valueCount(round.layout)));

  say('contributing');
  const members = nodes.flatMap((node, at) =>
    rounds[at]!.onCommittee ? [{ node, round: rounds[at]! }] : [],
  );
  let checks: ShareCheck[] = members.map(() => ({ shares: new Map(), bad: [] }));
  const lookAtShares = async (): Promise<void> => {
    checks = await Promise.all(members.map(({ node, round }, at) => node.report(round, checks[at]!)));
  };
  for (const [at, node] of nodes.entries()) {
    await node.contribute(rounds[at]!, patterns[at % PATTERNS]!.slice(), ring);
    // As often as wake-ups would tell members of contributions that come this fast.
    if (at % 10 === 9) await lookAtShares();
  }
  while (checks.some(({ shares }) => shares.size < nodes.length)) await lookAtShares();

  say('committing');
  await reached(first, round, 'committing');
  const sets = await Promise.all(nodes.map((node) => node.inRound('contributionSet', round)));
  const set = verifySet(round, requireAlike(sets));
  if (set.manifests.length !== nodes.length)
    throw new RangeError(`${set.manifests.length} contributions of ${NODES}`);
  await Promise.all(members.map(({ node, round }) => node.commit(round, set)));
  await reached(first, round, 'releasing');
  await Promise.all(
    members.map(({ node, round }, at) => node.release(round, set, checks[at]!, coordinatorKey)),
  );

  say('opening');
  await reached(first, round, 'adopting');
  await openAndAdopt(nodes, rounds, set, patterns);
  await reached(first, round, 'closed');
}

/** Every node fetches what opens the sum; the first opens it, and some add again. */
async function openAndAdopt(
  nodes: readonly LoadNode[],
  rounds: readonly AcceptedRound[],
  set: FixedSet,
  patterns: readonly Float64Array[],
): Promise<void> {
  const [first, round] = [nodes[0]!, rounds[0]!];
  const opened = await openRound(round, set, first.keyPair, archiveOf(first, round), ring);
  requireExact(opened.groups[0]!.values, patterns, nodes.length);
  const { checked, wrong } = await checkAdditions(
    round,
    set,
    opened.sumChunks,
    archiveOf(first, round),
    ring,
    {
      ...entropy,
      uint32: () => 0,
    },
  );
  if (checked === 0 || wrong) throw new RangeError('the coordinator added wrongly');
  await Promise.all(
    nodes.slice(1).map(async (node, at) => {
      const archive = archiveOf(node, round);
      await archive.releases();
      await archive.ciphertextSum();
      for (const hash of opened.sumChunks)
        if (contentHash(await archive.sumChunk(hash)) !== hash) throw new RangeError('another sum');
      if (at < CHECKING_RECIPIENTS - 1) await fetchParts(archive, set, opened.sumChunks);
    }),
  );
  say('adopting');
  await Promise.all(
    nodes.map((node) =>
      node.inRound('adopt', round, { body: node.paper.adoption(round.id, set.root, { done: true }) }),
    ),
  );
}

async function fetchParts(archive: RoundArchive, set: FixedSet, sumChunks: readonly Hash[]): Promise<void> {
  for (const position of sumChunks.keys())
    for (let from = 0; from < set.manifests.length;)
      from += sumParts.decode(await archive.sumParts(position, from)).chunks.length;
}

function archiveOf(node: LoadNode, round: AcceptedRound): RoundArchive {
  return {
    releases: () => node.inRound('releases', round),
    ciphertextSum: () => node.inRound('ciphertextSum', round),
    sumChunk: (chunk) => node.inRound('sumChunk', round, { params: { chunk } }),
    sumParts: (position, from) =>
      node.inRound('sumParts', round, {
        params: { position: String(position) },
        query: { from: String(from) },
      }),
  };
}

/** Small integers of either sign. */
function patternOf(index: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, position) => ((index + position * 7) % PATTERNS) - 7);
}

/** Nothing may be lost: the opened sum is that of all nodes, value by value. */
function requireExact(opened: Float64Array, patterns: readonly Float64Array[], count: number): void {
  const expected = new Float64Array(opened.length);
  for (const [index, pattern] of patterns.entries()) {
    const nodes = Math.floor((count - 1 - index) / PATTERNS) + 1;
    for (let position = 0; position < expected.length; position += 1)
      expected[position]! += nodes * pattern[position]!;
  }
  if (!opened.every((value, position) => value === expected[position]))
    throw new RangeError('the opened sum is not the sum of all contributions');
}

function requireAlike(answers: readonly Uint8Array[]): Uint8Array {
  const [first] = answers;
  if (!first || answers.some((answer) => Buffer.compare(answer, first) !== 0))
    throw new RangeError('nodes were told different things');
  return first;
}

async function reached(node: LoadNode, round: AcceptedRound, phase: RoundPhase): Promise<void> {
  for (;;) {
    const listed = work.decode(await node.ask('work')).rounds.find((row) => row.round === round.id);
    if (listed?.phase === phase) return;
    if (listed && ['burning', 'burned', 'spent'].includes(listed.phase))
      throw new RangeError(`the round is ${listed.phase}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function fewAtOnce<T>(
  items: readonly T[],
  act: (item: T, at: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) await act(items[at]!, at);
  };
  await Promise.all(Array.from({ length: SETTING_UP_AT_ONCE }, lane));
}

function say(what: string): void {
  process.stderr.write(`    ${what} ...\n`);
}
