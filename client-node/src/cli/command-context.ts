// What every command starts from, and how it speaks: results to stdout, all else to stderr.
import { existsSync, readFileSync } from 'node:fs';
import { systemEntropy, type Entropy, type StorageKey } from '@chorale/crypto';
import { onTerminal } from '@chorale/models/planning';
import type { Logger } from 'pino';
import { isMap } from 'yaml';
import { NotEnrolledError } from '../agreement/not-enrolled.js';
import { systemClock, type Clock } from '../clock.js';
import { parseYamlText } from '../config/load-yaml.js';
import { openKeyring, type Keyring } from '../keys/keyring.js';
import { passphraseSource, type PassphraseSource } from '../keys/passphrase.js';
import type { Membership } from '../storage/federation-records.js';
import { homePaths } from '../storage/home.js';
import { openNodeStore, type NodeStore } from '../storage/node-store.js';
import type { CoordinatorClient } from '../transport/coordinator-client.js';
import { createLogger } from './logger.js';
import { readSettings, type Settings } from './settings.js';
import type { Surroundings } from './surroundings.js';

/** Options that most commands share. */
export interface SharedOptions {
  /** Machine-readable result on stdout. */
  readonly json?: boolean;
  /** Development passphrase instead of a file. */
  readonly dev?: boolean;
  /** Path of node.yaml. */
  readonly config?: string;
}

export const DEFAULT_CONFIG_FILE = 'node.yaml';

export class CommandContext {
  readonly settings: Settings;
  readonly log: Logger;
  readonly entropy: Entropy = systemEntropy();
  readonly clock: Clock = systemClock;
  private readonly opened: (() => unknown)[] = [];
  private openedStorageKey: StorageKey | undefined;

  constructor(
    readonly surroundings: Surroundings,
    private readonly options: SharedOptions,
  ) {
    this.settings = readSettings(surroundings.environment);
    this.log = createLogger(this.settings.logLevel, surroundings);
  }

  /** The command's one result. @param plain for people; ends without a line break. */
  result(value: unknown, plain: string): void {
    this.surroundings.stdout(`${this.options.json ? JSON.stringify(value) : onTerminal(plain)}\n`);
  }
  /** What happens while a command runs on: one JSON object a line on stdout, or a line with the time (UTC) for people on stderr. */
  event(value: object, plain: string): void {
    if (this.options.json) this.surroundings.stdout(`${JSON.stringify(value)}\n`);
    else this.note(`${new Date(this.clock.now()).toISOString().slice(11, 19)}  ${plain}`);
  }
  /** What a person should see while or beside. */
  note(text: string): void {
    this.surroundings.stderr(`${onTerminal(text)}\n`);
  }

  get configFile(): string {
    return this.options.config ?? DEFAULT_CONFIG_FILE;
  }

  /** @throws PassphraseError when neither --dev nor CHORALE_PASSPHRASE_FILE is given. */
  passphrase(): PassphraseSource {
    const source = passphraseSource(this.options.dev ?? false, this.settings.passphraseFile);
    if ('development' in source)
      this.note(
        'WARNING: --dev seals the keys of this node under a passphrase that everybody knows. Never with real customers.',
      );
    return source;
  }

  /** Of an administrator's own key. @throws PassphraseError when neither --dev nor its file is given. */
  administratorPassphrase(): PassphraseSource {
    return passphraseSource(
      this.options.dev ?? false,
      this.settings.administratorPassphraseFile,
      'CHORALE_ADMINISTRATOR_PASSPHRASE_FILE',
    );
  }

  /** Opens the keys of this home, or creates them. */
  keyring(passphrase = this.passphrase()): Keyring {
    return openKeyring(this.settings.home, passphrase, this.entropy);
  }
  /** Of the same keys, for a command that may need it several times or never: opened when it is first asked for. */
  readonly storageKey = (): StorageKey => (this.openedStorageKey ??= this.keyring().storageKey);

  /**
   * The node's records, beside a running node; closed when the command ends.
   * @throws NotEnrolledError where there are none: a command that only looks creates nothing.
   */
  store(): NodeStore {
    if (!existsSync(homePaths(this.settings.home).database)) throw notEnrolled();
    return this.createStore();
  }
  /** Likewise, where there are any. */
  knownStore(): NodeStore | undefined {
    return existsSync(homePaths(this.settings.home).database) ? this.createStore() : undefined;
  }
  createStore(): NodeStore {
    const store = openNodeStore(this.settings.home, 'visit', this.clock);
    this.opened.push(() => store.close());
    return store;
  }

  /** @param signingKey undefined for what needs no signature. */
  async client(
    url: string,
    federation: string,
    signingKey: Keyring['signingKey'] | undefined,
  ): Promise<CoordinatorClient> {
    // Most commands that ask nobody should not wait for an HTTP client to load.
    const transport = await import('../transport/coordinator-client.js');
    const { clock, entropy } = this;
    const signer = signingKey && { signingKey, federation, clock, entropy };
    const client = new transport.CoordinatorClient({ url, network: this.settings.network, signer });
    this.opened.push(() => client.close());
    return client;
  }

  /** Membership, keys, records and coordinator of a node that was set up. @throws NotEnrolledError */
  async enrolled(): Promise<EnrolledNode> {
    const store = this.store();
    const membership = requireMembership(store);
    const { signingKey } = this.keyring();
    const client = await this.client(this.coordinatorUrl(membership), membership.federation, signingKey);
    return { store, membership, signingKey, client, clock: this.clock };
  }

  /** The address in node.yaml, where a person may change it; else that of the invitation. */
  coordinatorUrl({ coordinatorUrl }: Membership): string {
    if (!existsSync(this.configFile)) return coordinatorUrl;
    const { document } = parseYamlText(readFileSync(this.configFile, 'utf8'), this.configFile);
    const stated: unknown = isMap(document.contents) ? document.get('coordinator') : undefined;
    return typeof stated === 'string' && stated !== '' ? stated : coordinatorUrl;
  }

  async close(): Promise<void> {
    for (const close of this.opened.reverse()) await close();
  }
}

export interface EnrolledNode {
  readonly store: NodeStore;
  readonly membership: Membership;
  readonly signingKey: Keyring['signingKey'];
  readonly client: CoordinatorClient;
  readonly clock: Clock;
}

/** @throws NotEnrolledError before `chorale-node init` has succeeded. */
export function requireMembership(store: NodeStore): Membership {
  const membership = store.federation.membership();
  if (membership?.enrolledAt === undefined) throw notEnrolled();
  return membership;
}

function notEnrolled(): NotEnrolledError {
  return new NotEnrolledError(
    'this home belongs to no federation yet; start with "chorale-node init --invite TOKEN" (CHORALE_HOME tells where)',
  );
}
