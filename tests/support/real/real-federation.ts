// One coordinator and its nodes, five where nothing else is said, and members without rows beside them, as real processes,
// formed with the product's own commands; any of them may be killed.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeEvent } from '@chorale/client-node';
import type { Agreement, Study } from '@chorale/models';
import { stringify } from 'yaml';
import { Programs, type Program, type Surroundings } from '../../../demo/programs.ts';
import { readLedger, type ReadEntry } from './read-ledger.ts';
import { RealProcess, type Refusal } from './real-process.ts';
import { PARTIES, shopData, type PartyData } from './shop-data.ts';

export type Event = NodeEvent | { readonly event: 'started' | 'ended' };
type Named<Any, Name> = Any extends { readonly event: infer Own } ? (Name extends Own ? Any : never) : never;
export type EventNamed<Name extends Event['event']> = Event & Named<Event, Name>;

/** Each takes a good part of a second. */
const MOST_QUESTIONS = 100;
/** A study in which much is killed waits for many deadlines. */
const STUDY_PATIENCE_MS = 200_000;

export interface NodeStatus {
  readonly role: 'contributor' | 'committee';
  readonly studies: readonly {
    readonly name: string;
    readonly roundsAdopted: number;
    readonly roundsReleased: number;
    readonly state: string | null;
    readonly running: readonly unknown[];
    readonly model: readonly string[];
    readonly stayedOut: string | null;
  }[];
  readonly budgets: readonly {
    readonly scope: string;
    readonly purpose: string | null;
    readonly limit: number;
    readonly spent: number;
    readonly reserved: number;
    readonly left: number;
  }[];
  readonly ledgerHead: { readonly size: number; readonly root: string } | null;
}

export interface StudyReport {
  readonly status: 'running' | 'finished' | 'stopped';
  readonly reason: string;
  readonly state: string;
  readonly roundsClosed: number;
  readonly privacy: { readonly epsilon: number | null };
  readonly rounds: readonly {
    readonly round: string;
    readonly index: number;
    readonly attempt: number;
    readonly phase: string;
    readonly reason: string;
    readonly contributed: readonly string[];
    readonly adopted: readonly string[];
  }[];
}

export class RealNode extends RealProcess<Event> {
  private readonly commands: Programs;
  readonly surroundings: Surroundings;
  readonly configFile: string;

  constructor(name: string, commands: Programs, surroundings: Surroundings, configFile: string) {
    super(name, commands, 'node', surroundings);
    this.commands = commands;
    this.surroundings = surroundings;
    this.configFile = configFile;
  }

  run(variables?: Readonly<Record<string, string>>): void {
    this.start(['start', '--json', '--config', this.configFile], variables);
  }
  async runUntilStarted(variables?: Readonly<Record<string, string>>): Promise<void> {
    const started = this.next(({ event }) => event === 'started');
    this.run(variables);
    await started;
  }

  /** The next event of that name, of one position of a study's schedule where it is given. */
  event<Name extends Event['event']>(name: Name, position?: number): Promise<EventNamed<Name>> {
    return this.next((told): told is EventNamed<Name> => isEvent(told, name, position));
  }
  /** Kills a process, this node's own unless another is named, the moment this node tells of the event. */
  killAt<Name extends Event['event']>(
    name: Name,
    position?: number,
    victim: { kill(): Promise<void> } = this,
  ): Promise<EventNamed<Name>> {
    return this.killWhen(victim, (told): told is EventNamed<Name> => isEvent(told, name, position));
  }
  /** Like {@link event}, but also content with what it told before. */
  async happened(name: Event['event'], position: number): Promise<void> {
    if (!this.told.some((told) => isEvent(told, name, position))) await this.event(name, position);
  }
  eventsNamed<Name extends Event['event']>(name: Name): EventNamed<Name>[] {
    return this.told.filter((told): told is EventNamed<Name> => told.event === name);
  }

  command<T>(...args: string[]): Promise<T> {
    return this.commands.runJson<T>('node', args, this.surroundings);
  }
  status(): Promise<NodeStatus> {
    return this.command<NodeStatus>('status');
  }
}

function isEvent(told: Event, name: Event['event'], position?: number): boolean {
  if (told.event !== name) return false;
  return position === undefined || ('position' in told && told.position === position);
}

export class RealFederation {
  readonly nodes: RealNode[] = [];
  readonly programs = new Programs();
  private readonly coordinatorHome: Surroundings;
  readonly coordinator: RealProcess<{ readonly ready: boolean; readonly url: string }>;
  private url = '';
  private readonly folder: string;
  private readonly auditors: readonly string[];
  private readonly parties: readonly string[];
  private readonly data: PartyData;

  /**
   * @param auditors names of nodes that only sit on the committee.
   * @param variables of the coordinator's environment.
   */
  constructor(
    folder: string,
    auditors: readonly string[] = [],
    variables: Readonly<Record<string, string>> = {},
    parties: readonly string[] = PARTIES,
    data: PartyData = shopData,
  ) {
    this.folder = folder;
    this.auditors = auditors;
    this.parties = parties;
    this.data = data;
    this.coordinatorHome = { ...surroundings(folder, 'coordinator'), variables };
    this.coordinator = new RealProcess('coordinator', this.programs, 'coordinator', this.coordinatorHome);
  }

  /** From nothing to enrolled nodes that signed the agreements and do not run yet. */
  async form(...agreements: readonly Agreement[]): Promise<void> {
    await this.startCoordinator();
    await this.enrol();
    for (const agreement of agreements) await this.agree(agreement);
  }

  /** On the port that it had before, if it ran before. */
  async startCoordinator(variables?: Readonly<Record<string, string>>): Promise<void> {
    const ready = this.coordinator.next(() => true);
    this.runCoordinator(variables);
    this.url = (await ready).url;
  }
  /** Starts it without waiting until it is ready. */
  runCoordinator(variables?: Readonly<Record<string, string>>): void {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    this.coordinator.start(['serve', '--port', port, '--federation', 'test'], variables);
  }
  get coordinatorPort(): string {
    return new URL(this.url).port;
  }
  get coordinatorSurroundings(): Surroundings {
    return this.coordinatorHome;
  }

  async runNodes(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.runUntilStarted()));
  }

  /** @returns once the study started; `all` are the events with which the nodes tell that it ended. */
  async startStudy(
    study: Study,
    patienceMs?: number,
  ): Promise<{ readonly all: Promise<EventNamed<'study-ended'>[]> }> {
    const file = this.document(`${study.name}.study.yaml`, study);
    const all = this.untilEnded(study.name, patienceMs);
    await this.command('study', 'start', file);
    return { all };
  }

  /** The events with which the five nodes tell, from now on, that a study ended. */
  untilEnded(name: string, patienceMs = STUDY_PATIENCE_MS): Promise<EventNamed<'study-ended'>[]> {
    const all = Promise.all(
      this.nodes.map((node) =>
        node.next(
          (told): told is EventNamed<'study-ended'> => told.event === 'study-ended' && told.name === name,
          patienceMs,
        ),
      ),
    );
    // Whoever waits for it is told; until then nobody may be waiting yet.
    all.catch(() => undefined);
    return all;
  }

  studyReport(name: string): Promise<StudyReport> {
    return this.command<StudyReport>('study', 'status', name);
  }

  /** Asks again and again until the study stands as wished. */
  async untilStudy(name: string, test: (report: StudyReport) => boolean): Promise<void> {
    for (let asked = 0; !test(await this.studyReport(name)); asked += 1)
      if (asked > MOST_QUESTIONS) throw new Error(`study "${name}" never stood as the test wished`);
  }

  /** Exports the ledger and has it verified offline, against the heads that the nodes countersigned. */
  async verifiedLedger(): Promise<{ readonly verified: boolean; readonly entries: ReadEntry[] }> {
    const file = join(this.folder, 'ledger.jsonl');
    await this.programs.run('coordinator', ['ledger', 'export', file], this.coordinatorHome);
    const heads: string[] = [];
    for (const node of this.nodes) {
      const { ledgerHead } = await node.status();
      heads.push('--head', `${ledgerHead!.size}:${ledgerHead!.root}`);
    }
    const verdict = await this.programs.runJson<{ verified: boolean }>(
      'ledger',
      ['verify', file, ...heads],
      this.coordinatorHome,
    );
    return { verified: verdict.verified, entries: readLedger(file) };
  }

  command<T>(...args: string[]): Promise<T> {
    return this.programs.runJson<T>('coordinator', args, this.coordinatorHome);
  }

  document(name: string, content: object): string {
    const file = join(this.folder, name);
    writeFileSync(file, stringify(content));
    return file;
  }

  stop(): Promise<void> {
    return this.programs.stop();
  }

  private async enrol(): Promise<void> {
    const enrolled = await inTurns(this.parties, async (name) => {
      const { token } = await this.command<{ token: string }>('invite', '--member', name);
      const where = surroundings(this.folder, name);
      writeFileSync(join(where.home, 'people.csv'), this.data.csv(name));
      const configFile = join(where.home, 'node.yaml');
      writeFileSync(configFile, stringify(this.data.document(name, this.url, 'people.csv')));
      const node = new RealNode(name, this.programs, where, configFile);
      await node.command('init', '--invite', token, '--name', name, '--confirm', '--config', configFile);
      return node;
    });
    const auditors = await inTurns(this.auditors, async (name) => {
      const { token } = await this.command<{ token: string }>(
        ...['invite', '--member', name, '--role', 'committee'],
      );
      const where = surroundings(this.folder, name);
      // There is no such file, and none is needed.
      const node = new RealNode(name, this.programs, where, join(where.home, 'node.yaml'));
      await node.command('init', '--invite', token, '--name', name, '--confirm', '--config', node.configFile);
      return node;
    });
    this.nodes.push(...enrolled, ...auditors);
  }

  private async agree(agreement: Agreement): Promise<void> {
    const file = this.document(`${agreement.title}.agreement.yaml`, agreement);
    const proposed = await this.command<{ agreement: string }>('agreement', 'propose', file);
    const members = await this.command<{ name: string; fingerprint: string }[]>('members');
    const heard = members.flatMap(({ name, fingerprint }) => ['--confirm', `${name}=${fingerprint}`]);
    const args = ['agreement', 'sign', '--agreement', proposed.agreement, ...heard];
    await inTurns(this.nodes, (node) => node.command(...args, '--config', node.configFile));
  }
}

/** Two at a time: as many as the smallest machine has cores. @returns results in the order of `items`. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += 2)
    results.push(...(await Promise.all(items.slice(first, first + 2).map(work))));
  return results;
}

/** Runs a command that has to fail. */
export function runRefused(program: Program, args: readonly string[], where: Surroundings): Promise<Refusal> {
  const process = new RealProcess<unknown>(program, new Programs(), program, where);
  process.start(args);
  return process.refusal();
}

/** A home and a passphrase of its own. */
export function surroundings(folder: string, name: string): Surroundings {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const passphraseFile = join(folder, `${name}.passphrase`);
  writeFileSync(passphraseFile, randomBytes(24).toString('base64'), { mode: 0o600 });
  return { home, passphraseFile };
}
