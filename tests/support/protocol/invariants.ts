// What holds after every history, in words in docs/protocol.md ("What no loss breaks"); each check below cites its number.
import {
  contributionSet,
  descriptor as descriptorMessage,
  envelope,
  fewestExposed,
  groupsOfSet,
  ledgerEntry,
  manifest as manifestMessage,
  verifyLedger,
  type Descriptor,
  type Hash,
  type Manifest,
  type NodeId,
} from '@chorale/crypto';
import { exportLedger } from '../../../coordinator/src/ledger/export.js';
import { isEnded } from '../../../coordinator/src/rounds/round-machine.js';
import {
  BudgetEntries,
  Contributions,
  RoundMessages,
  Rounds,
  Studies,
  type RoundMessageRow,
  type RoundRow,
} from '../../../coordinator/src/storage/tables/round-tables.js';
import { K_MIN } from './federations.js';
import type { NodeParty } from './node-party.js';
import type { World } from './world.js';

/** Time after which a whole federation has ended everything, and in which steps it is given. */
const LONGEST_SECONDS = 1_800;
const STEP_SECONDS = 60;

interface Round extends RoundRow {
  readonly descriptor: Descriptor;
  /** Manifests of S, once it is fixed. */
  readonly set: readonly Manifest[] | undefined;
  readonly said: readonly RoundMessageRow[];
}

/** Promises that a history broke, by the numbers of the invariants. */
export class Broken extends Error {
  override readonly name = 'Broken';
  constructor(readonly promises: readonly BrokenPromise[]) {
    super(promises.map(({ message }) => message).join('\n'));
  }
}
class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
  constructor(
    readonly invariant: number,
    what: string,
  ) {
    super(`invariant ${invariant}: ${what}`);
  }
}
function holds(invariant: number, condition: boolean, otherwise: () => string): void {
  if (!condition) throw new BrokenPromise(invariant, otherwise());
}

/**
 * Heals everything, lets time pass until the federation rests, and checks all that must hold.
 * @param kMin fewest nodes in a sum.
 * @throws Broken
 */
export async function checkWorld(world: World, kMin = K_MIN): Promise<void> {
  const broken: BrokenPromise[] = [];
  const check = async (look: () => Promise<void> | void): Promise<void> => {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof BrokenPromise)) throw error;
      broken.push(error);
    }
  };
  await world.heal();
  await check(() => untilAtRest(world));
  await check(() => checkMistakes(world));
  const rounds = await roundsOf(world);
  const ledger = await ledgerOf(world);
  await check(() => checkLedger(world, rounds, ledger));
  for (const round of rounds) {
    await check(() => checkSum(world, round));
    await check(() => checkOpenedOnce(world, round));
    await check(() => checkNothingLost(world, round, ledger.entries));
    await check(() => checkAgreement(world, round));
    await check(() => checkBudget(world, round));
  }
  await check(() => checkSetsOnOneState(rounds, kMin));
  if (broken.length > 0) throw new Broken(broken);
}

/** 0: refusals pass, and only refusals. */
function checkMistakes(world: World): void {
  const mistakes = [world.coordinator, ...world.nodes].flatMap((party) => party.mistakes);
  holds(0, mistakes.length === 0, () => `a process threw ${describe(mistakes[0])}`);
}

/** 4: every round and every study ends, once all is well again. */
async function untilAtRest(world: World): Promise<void> {
  let waited = 0;
  for (let unsettled = await unrest(world); unsettled.length > 0; unsettled = await unrest(world)) {
    const left = unsettled.join('; ');
    holds(4, waited < LONGEST_SECONDS, () => `${waited} s after all is well again: ${left}`);
    await world.pass(STEP_SECONDS);
    waited += STEP_SECONDS;
  }
}

/** Rounds that go on, studies that run, and what nodes have not settled: their rounds, the end of their studies. */
async function unrest(world: World): Promise<string[]> {
  const { database } = world.coordinator.house;
  const rounds = await database.read((manager) => manager.find(Rounds));
  const studies = await database.read((manager) => manager.find(Studies));
  const unsettled = [
    ...rounds.flatMap(({ id, phase }) => (isEnded(phase) ? [] : `round ${id} is ${phase}`)),
    ...studies.flatMap(({ name, status }) =>
      ['proposed', 'running'].includes(status) ? `study ${name} is ${status}` : [],
    ),
  ];
  for (const { id, records } of world.nodes) {
    const ids = (sql: string): string[] => records.rows(sql).map((row) => String(row.id));
    for (const round of ids('SELECT rid AS id FROM rounds WHERE outcome IS NULL'))
      unsettled.push(`node ${id} has not settled round ${round}`);
    for (const study of ids(
      `SELECT study AS id FROM studies WHERE study NOT IN
       (SELECT study FROM model_files WHERE file IN ('final.state', 'stopped.json', 'served.json'))`,
    ))
      unsettled.push(`node ${id} has not kept the end of study ${study}`);
  }
  return unsettled;
}

async function roundsOf(world: World): Promise<Round[]> {
  return world.coordinator.house.database.read(async (manager) => {
    const rows = await manager.find(Rounds, { order: { openedAt: 'ASC' } });
    const messages = await manager.find(RoundMessages);
    return rows.map((row) => ({
      ...row,
      descriptor: descriptorMessage.decode(envelope.decode(row.envelope).body),
      set: row.contributionSet
        ? contributionSet
            .decode(row.contributionSet)
            .manifests.map((bytes) => manifestMessage.decode(envelope.decode(bytes).body))
        : undefined,
      said: messages.filter(({ round }) => round === row.id),
    }));
  });
}

/** 1: what anybody opened is exactly the sum of what the nodes of S put in; of a group of S where the round has groups. */
function checkSum(world: World, { id, set, descriptor }: Round): void {
  const openings = [world.coordinator, ...world.nodes]
    .flatMap(({ opened }) => opened)
    .filter(({ round }) => round === id);
  if (openings.length === 0) return;
  holds(1, set !== undefined, () => `round ${id} was opened without a set`);
  const partOf = new Map(
    set!.map(({ node, chunks }) => {
      const part = party(world, node).encrypted.get(chunks[0]!);
      holds(1, part?.round === id, () => `round ${id} adds up what ${node} never encrypted for it`);
      return [node, part!.values];
    }),
  );
  const sums = groupsOfSet(descriptor, [...partOf.keys()]).map((group) => {
    const parts = group.map((node) => partOf.get(node)!);
    return parts[0]!.map((_, at) => parts.reduce((total, values) => total + values[at]!, 0));
  });
  for (const { by, values } of openings)
    holds(
      1,
      sums.some((sum) => sum.every((value, at) => value === values[at])),
      () => `${by} opened another sum of round ${id}`,
    );
}

/** 2: one set a round, for ever; never both released and burned; never both proven burned and opened. */
function checkOpenedOnce(world: World, { id, phase, setRoot, descriptor, said }: Round): void {
  const members = world.nodes.map(({ id: node, records }) => {
    const one = (table: string): Record<string, unknown> | undefined =>
      records.row(`SELECT * FROM ${table} WHERE rid = ?`, id);
    return {
      node,
      commit: one('commits'),
      release: one('releases'),
      burn: one('burns'),
      proof: one('burn_proofs'),
    };
  });
  for (const { node, commit, release, burn } of members) {
    holds(2, !commit || commit.set_root === setRoot, () => `${node} committed to another set of round ${id}`);
    holds(2, !(release && burn), () => `${node} released and burned round ${id}`);
    holds(2, !release || commit !== undefined, () => `${node} released round ${id} without a commit`);
  }
  const releases = members.filter(({ release }) => release).length;
  const burned = phase === 'burned' || members.some(({ proof }) => proof);
  holds(2, !burned || releases < descriptor.threshold, () => `round ${id} was burned and can be opened`);
  const opened = [world.coordinator, ...world.nodes].some((by) =>
    by.opened.some(({ round }) => round === id),
  );
  holds(2, !(burned && opened), () => `round ${id} was burned and opened`);
  holds(2, !opened || setRoot !== null, () => `round ${id} was opened before its set was fixed`);
  const kinds = said.map(({ kind, node }) => `${kind} ${node}`);
  holds(2, new Set(kinds).size === kinds.length, () => `round ${id} keeps a message twice`);
}

/** 3: every acknowledged contribution is kept once, and is in S, or left out by name with a reason. */
async function checkNothingLost(world: World, { id, set }: Round, ledger: readonly Entry[]): Promise<void> {
  const { database } = world.coordinator.house;
  const kept = (await database.read((manager) => manager.findBy(Contributions, { round: id }))).map(
    ({ node }) => node,
  );
  const acknowledged = [...world.acknowledged]
    .map((each) => each.split(' '))
    .flatMap(([round, node]) => (round === id ? [node as NodeId] : []));
  for (const node of acknowledged)
    holds(3, kept.includes(node), () => `round ${id} lost what ${node} was told it had`);
  if (!set) return;
  const inSet = set.map(({ node }) => node);
  const fixed = ledger.find(({ kind, subject }) => kind === 'set-fixed' && subject === id);
  const { leftOut } = fixed!.payload as { leftOut: readonly { node: NodeId }[] };
  const told = [...inSet, ...leftOut.map(({ node }) => node)];
  holds(
    3,
    told.toSorted().join() === kept.toSorted().join(),
    () => `round ${id} tells of ${told.join()}, not ${kept.join()}`,
  );
}

/** 6: whoever adopted the round adopted the same state. */
function checkAgreement(world: World, { id, nextState, phase }: Round): void {
  const states = new Set(
    world.nodes.flatMap(({ records }) =>
      records.rows('SELECT state FROM adoptions WHERE rid = ?', id).map(({ state }) => state),
    ),
  );
  holds(6, states.size <= 1, () => `round ${id} led nodes to ${states.size} states`);
  if (phase === 'closed')
    holds(6, states.has(nextState ?? ''), () => `round ${id} closed with a state that nobody derived`);
}

/** 5: what may have been opened counts, at the node and at the coordinator; only what was burned is given back. */
async function checkBudget(world: World, { id, phase, set, descriptor, said }: Round): Promise<void> {
  const entry = await world.coordinator.house.database.read((manager) =>
    manager.findOneBy(BudgetEntries, { round: id }),
  );
  holds(5, (entry?.status === 'given-back') === (phase === 'burned'), () => {
    return `the coordinator's budget says ${entry?.status} of round ${id}, which is ${phase}`;
  });
  if (descriptor.privacy.mode === 'none') return;
  const mayBeOpen = said.filter(({ kind }) => kind === 'commit').length >= descriptor.threshold;
  for (const { id: node, records } of world.nodes) {
    const own = records.row('SELECT status FROM budget_entries WHERE rid = ?', id);
    if (own?.status === 'given-back') {
      const proven = records.row('SELECT 1 FROM burn_proofs WHERE rid = ?', id);
      holds(5, proven !== undefined && phase === 'burned', () => `${node} took round ${id} back (${phase})`);
    }
    holds(5, own?.status !== 'reserved', () => `${node} never settled its budget of round ${id} (${phase})`);
    const counted = set?.some((part) => part.node === node) === true && mayBeOpen;
    holds(
      5,
      !counted || own?.status === 'spent',
      () => `${node} does not count round ${id}, which is ${phase}`,
    );
  }
}

/** 7: every sum that may be opened is over k_min nodes; two sets that were opened on one state never differ in fewer. */
function checkSetsOnOneState(rounds: readonly Round[], kMin: number): void {
  const opened = rounds.filter(({ phase, set }) => set && !['burned', 'burning'].includes(phase));
  const groups = new Map(
    opened.map((round) => [
      round,
      groupsOfSet(
        round.descriptor,
        round.set!.map(({ node }) => node),
      ),
    ]),
  );
  for (const [{ id }, sums] of groups)
    for (const { length } of sums)
      holds(7, length >= kMin, () => `a sum of round ${id} is over ${length} nodes`);
  for (const [index, one] of opened.entries())
    for (const other of opened.slice(index + 1)) {
      if (one.state !== other.state) continue;
      holds(7, one.study !== other.study, () => `two rounds of a study opened state ${one.state}`);
      const exposed = exposedBy(groups.get(one)!, groups.get(other)!);
      holds(7, exposed >= kMin, () => `two sets on one state give ${exposed} nodes away`);
    }
}

/** Fewest nodes that two opened rounds say something of, taken together; Infinity for the same set twice. */
function exposedBy(one: readonly NodeId[][], other: readonly NodeId[][]): number {
  if (one.length > 1 || other.length > 1) return fewestExposed(one, other);
  const [a, b] = [one[0]!, other[0]!];
  const differing = [...a.filter((node) => !b.includes(node)), ...b.filter((node) => !a.includes(node))];
  return differing.length || Infinity;
}

interface Exported {
  readonly lines: readonly string[];
  readonly entries: readonly Entry[];
}

async function ledgerOf(world: World): Promise<Exported> {
  const { database, ledger, federation } = world.coordinator.house;
  const lines: string[] = [];
  for await (const line of exportLedger(database, ledger, federation)) lines.push(line);
  return { lines, entries: lines.flatMap(entryOf) };
}

/** 8: the ledger verifies, with what nodes countersigned, and tells each thing once. */
async function checkLedger(
  world: World,
  rounds: readonly Round[],
  { lines, entries }: Exported,
): Promise<void> {
  const { database } = world.coordinator.house;
  const heads = world.nodes.flatMap(({ records }) =>
    records
      .rows('SELECT size, root FROM ledger_heads')
      .map(({ size, root }) => ({ size: Number(size), root: String(root) as Hash })),
  );
  const verdict = await verifyLedger(lines, heads);
  holds(8, verdict.verified, () => `the ledger does not verify: ${JSON.stringify(verdict)}`);
  const count = (kind: string): number => entries.filter((entry) => entry.kind === kind).length;
  const contributions = await database.read((manager) => manager.count(Contributions));
  holds(8, count('contribution-accepted') === contributions, () => 'the ledger counts other contributions');
  holds(8, count('round-opened') === rounds.length, () => 'the ledger counts other rounds');
  for (const phase of ['closed', 'burned', 'spent']) {
    const ended = rounds.filter((round) => round.phase === phase).length;
    holds(8, count(`round-${phase}`) === ended, () => `the ledger counts other rounds that are ${phase}`);
  }
}

interface Entry {
  readonly kind: string;
  readonly subject: string;
  readonly payload: unknown;
}
function entryOf(line: string): Entry[] {
  const { entry, payload } = JSON.parse(line) as { entry?: string; payload?: string };
  if (entry === undefined || payload === undefined) return [];
  const { kind, subject } = ledgerEntry.decode(new Uint8Array(Buffer.from(entry, 'base64')));
  return [{ kind, subject, payload: JSON.parse(payload) }];
}

function party(world: World, id: NodeId): NodeParty {
  return world.nodes.find((node) => node.id === id)!;
}
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
}
