// A federation of real processes that has nothing else to do: one coordinator and so many nodes on this machine,
// formed with the product's own commands. Its studies add up a thousand values a round.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeEvent } from '@chorale/client-node';
import type { Agreement, Study } from '@chorale/models';
import { readLedger } from '../../tests/support/real/read-ledger.ts';
import { Programs, type Daemon, type Surroundings } from '../../demo/programs.ts';

/** Four categories of 249 names and `other`: 1,000 columns, whose gradient has with the intercept 1,001 values. */
const FEATURES = ['aisle', 'brand', 'store', 'week'];
const CATEGORIES = Array.from({ length: 249 }, (_, index) => `c${index}`);
const PERSONS_PER_NODE = 40;
const AGREEMENT = 'idle federation';

/** A node as a process, and what it tells of its rounds. */
export interface IdleNode {
  readonly name: string;
  readonly where: Surroundings;
  readonly daemon: Daemon;
}

export class IdleFederation {
  readonly nodes: IdleNode[] = [];
  readonly programs = new Programs();
  coordinatorPid = 0;
  url = '';
  private listeners: ((node: string, event: NodeEvent) => void)[] = [];

  private readonly folder: string;
  private readonly coordinator: Surroundings;

  private constructor(folder: string, coordinator: Surroundings) {
    this.folder = folder;
    this.coordinator = coordinator;
  }

  /** From nothing to `size` nodes that signed the agreement and wait for work. */
  static async form(size: number): Promise<IdleFederation> {
    const folder = await mkdtemp(join(tmpdir(), 'chorale-idle-'));
    const federation = new IdleFederation(folder, surroundings(folder, 'coordinator'));
    try {
      await federation.enrolAndSign(size);
      return federation;
    } catch (error) {
      await federation.stop();
      throw error;
    }
  }

  /** Calls back for each event that a node tells, the moment its line arrives. */
  onEvent(listener: (node: string, event: NodeEvent) => void): void {
    this.listeners.push(listener);
  }

  async startStudy(name: string, rounds: number): Promise<void> {
    const study: Study = {
      format: 'chorale-study/1',
      name,
      agreement: AGREEMENT,
      computation: 'logistic-regression',
      features: FEATURES,
      settings: { gradientRounds: rounds },
      privacy: { epsilon: 1 },
      deadlines: { collectSeconds: 60, committeeSeconds: 30 },
    };
    await this.command('study', 'start', this.write(`${name}.study.yaml`, study));
  }

  /** When each round's descriptor was made, milliseconds since 1970, by the ledger. */
  async roundsOpened(): Promise<{ position: number; at: number }[]> {
    const file = join(this.folder, 'ledger.jsonl');
    await this.programs.run('coordinator', ['ledger', 'export', file], this.coordinator);
    return readLedger(file)
      .filter(({ kind }) => kind === 'round-opened')
      .map(({ at, payload }) => ({ position: Number(payload.round), at }));
  }

  /** Ends every process and forgets their files. */
  async stop(): Promise<void> {
    await this.programs.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async enrolAndSign(size: number): Promise<void> {
    const serve = ['serve', '--port', '0', '--federation', 'idle'];
    const daemon = this.programs.daemon('coordinator', 'coordinator', serve, this.coordinator, ignore);
    this.coordinatorPid = daemon.process.pid!;
    const url = (this.url = await addressOf(daemon));
    const homes = Array.from({ length: size }, (_, index) => this.describeNode(`node-${index}`, url));
    const heard: string[] = [];
    for (const { name, where, config } of homes) {
      const { token } = await this.command<{ token: string }>('invite', '--member', name);
      const init = ['init', '--invite', token, '--name', name, '--confirm', '--config', config];
      const { fingerprint } = await this.programs.runJson<{ fingerprint: string }>('node', init, where);
      heard.push('--confirm', `${name}=${fingerprint}`);
    }
    await this.command('agreement', 'propose', this.write('agreement.yaml', agreementOf(size)));
    for (const { where, config } of homes)
      await this.programs.runJson('node', ['agreement', 'sign', '--config', config, ...heard], where);
    await Promise.all(homes.map(({ name, where, config }) => this.run(name, where, config)));
  }

  private async run(name: string, where: Surroundings, config: string): Promise<void> {
    const daemon = this.programs.daemon(name, 'node', ['start', '--json', '--config', config], where, ignore);
    this.nodes.push({ name, where, daemon });
    const lines = daemon.lines[Symbol.asyncIterator]();
    await lines.next();
    void this.listen(name, lines);
  }

  private async listen(name: string, lines: AsyncIterator<string>): Promise<void> {
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
      const event = JSON.parse(line.value) as NodeEvent;
      for (const listener of this.listeners) listener(name, event);
    }
  }

  private describeNode(
    name: string,
    coordinator: string,
  ): { name: string; where: Surroundings; config: string } {
    const where = surroundings(this.folder, name);
    writeFileSync(join(where.home, 'people.csv'), peopleCsv(name));
    const config = join(where.home, 'node.yaml');
    const data = {
      shape: 'persons',
      source: { file: 'people.csv' },
      person: 'person',
      features: Object.fromEntries(FEATURES.map((feature) => [feature, feature])),
      label: { column: 'label' },
    };
    writeFileSync(
      config,
      JSON.stringify({
        format: 'chorale-node/1',
        name,
        coordinator,
        approve: 'studies-under-signed-agreements',
        data,
      }),
    );
    return { name, where, config };
  }

  private command<T>(...args: string[]): Promise<T> {
    return this.programs.runJson<T>('coordinator', args, this.coordinator);
  }
  private write(name: string, content: object): string {
    const file = join(this.folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  }
}

function agreementOf(size: number): Agreement {
  return {
    format: 'chorale-agreement/1',
    federation: 'idle',
    title: AGREEMENT,
    purpose: 'Measure how long a round takes',
    legalBasis: 'none needed: nobody in the data is real',
    regions: [],
    people: size * PERSONS_PER_NODE,
    dictionary: {
      features: FEATURES.map((name) => ({ name, type: 'category', categories: CATEGORIES })),
      label: { name: 'label' },
    },
    qualityFloor: 0.9,
    cohort: { kMin: 4 },
    privacy: { unit: 'person', mode: 'pooled', epsilon: 50, delta: 1e-5, nodesPerPerson: 1, colluding: 1 },
    computations: ['logistic-regression'],
    release: 'members',
    recipients: [],
    releaseGate: { mostDrift: 0.15, measuredFirst: false },
    retentionDays: 365,
    expires: new Date(Date.now() + 24 * 3600 * 1000).toISOString().slice(0, 10),
  };
}

function peopleCsv(node: string): string {
  const rows = Array.from({ length: PERSONS_PER_NODE }, (_, person) => {
    const values = FEATURES.map(
      (_feature, column) => CATEGORIES[(person * 7 + column * 31) % CATEGORIES.length],
    );
    return [`${node}-${person}`, ...values, person % 2].join(',');
  });
  return `${['person', ...FEATURES, 'label'].join(',')}\n${rows.join('\n')}\n`;
}

function surroundings(folder: string, name: string): Surroundings {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const passphraseFile = join(folder, `${name}.passphrase`);
  writeFileSync(passphraseFile, randomBytes(24).toString('base64'), { mode: 0o600 });
  return { home, passphraseFile };
}

async function addressOf(daemon: Daemon): Promise<string> {
  for await (const line of daemon.lines) {
    const { ready, url } = JSON.parse(line) as { ready?: boolean; url?: string };
    if (ready === true && url !== undefined) return url;
  }
  throw new Error('the coordinator ended before it listened');
}

/** What ends early shows where its events are waited for. */
function ignore(): void {}
