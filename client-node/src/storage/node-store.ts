// What a node remembers: one SQLite database, synchronous, durable before a call returns.
import Database from 'better-sqlite3';
import { systemClock, type Clock } from '../clock.js';
import { AgreementRecords } from './agreement-records.js';
import { BudgetRecords } from './budget-records.js';
import { ChunkRecords } from './chunk-records.js';
import { CommitteeRecords } from './committee-records.js';
import { ContributionRecords } from './contribution-records.js';
import { ErasureRecords } from './erasure-records.js';
import { FederationRecords } from './federation-records.js';
import { HistogramRecords } from './histogram-records.js';
import { homePaths, makePrivateFolder } from './home.js';
import { lockHome } from './home-lock.js';
import { KeptRecords } from './kept-records.js';
import { LedgerHeadRecords } from './ledger-head-records.js';
import { LotRecords } from './lot-records.js';
import { migrations } from './migrations.js';
import { PartyMetricsRecords } from './party-metrics-records.js';
import { PersonalRecords } from './personal-records.js';
import { ReleaseRecords } from './release-records.js';
import { RoundKeyRecords } from './round-key-records.js';
import { RoundRecords } from './round-records.js';
import { ScoredListRecords } from './scored-list-records.js';
import { SearchRecords } from './search-records.js';
import { StoreError } from './store-error.js';
import { StudyRecords } from './study-records.js';
import { TrafficRecords } from './traffic-records.js';
import { VoteRecords } from './vote-records.js';

/** `run`: the one process that takes part in rounds. `visit`: commands beside it, which only look or sign. */
export type StoreAccess = 'run' | 'visit';

const BUSY_TIMEOUT_MS = 10_000;

export class NodeStore {
  readonly federation: FederationRecords;
  readonly agreements: AgreementRecords;
  readonly studies: StudyRecords;
  readonly rounds: RoundRecords;
  readonly contributions: ContributionRecords;
  readonly committee: CommitteeRecords;
  readonly budget: BudgetRecords;
  readonly ledgerHeads: LedgerHeadRecords;
  readonly roundKeys: RoundKeyRecords;
  readonly lots: LotRecords;
  readonly searches: SearchRecords;
  readonly chunks: ChunkRecords;
  readonly traffic: TrafficRecords;
  readonly votes: VoteRecords;
  readonly erasures: ErasureRecords;
  readonly scoredLists: ScoredListRecords;
  readonly histograms: HistogramRecords;
  readonly releases: ReleaseRecords;
  readonly kept: KeptRecords;
  readonly personal: PersonalRecords;
  readonly partyMetrics: PartyMetricsRecords;

  constructor(
    private readonly database: Database.Database,
    clock: Clock,
    private readonly letGo: () => void,
  ) {
    this.federation = new FederationRecords(database, clock);
    this.agreements = new AgreementRecords(database, clock);
    this.studies = new StudyRecords(database, clock);
    this.rounds = new RoundRecords(database, clock);
    this.contributions = new ContributionRecords(database, clock);
    this.committee = new CommitteeRecords(database, clock);
    this.budget = new BudgetRecords(database, clock);
    this.ledgerHeads = new LedgerHeadRecords(database, clock);
    this.roundKeys = new RoundKeyRecords(database, clock);
    this.lots = new LotRecords(database, clock);
    this.searches = new SearchRecords(database, clock);
    this.chunks = new ChunkRecords(database, clock);
    this.traffic = new TrafficRecords(database);
    this.votes = new VoteRecords(database, clock);
    this.erasures = new ErasureRecords(database, clock);
    this.scoredLists = new ScoredListRecords(database, clock);
    this.histograms = new HistogramRecords(database, clock);
    this.releases = new ReleaseRecords(database, clock);
    this.kept = new KeptRecords(database, clock);
    this.personal = new PersonalRecords(database, clock);
    this.partyMetrics = new PartyMetricsRecords(database, clock);
  }

  /** All of `work` or nothing; `work` is synchronous, and what it throws undoes it. May be nested. */
  transaction<T>(work: () => T): T {
    return this.database.transaction(work).immediate();
  }

  /**
   * For what the next {@link transaction} makes durable along with its own, because nothing of it leaves this node before,
   * or for what may be lost in a power cut: written, and kept by a process that is killed, but not waited for.
   */
  unsynced<T>(work: () => T): T {
    if (this.database.inTransaction) return work();
    // The write-ahead log is synced from its start, so what is durable is always a prefix of what was written.
    this.database.pragma('synchronous = NORMAL');
    try {
      return work();
    } finally {
      this.database.pragma('synchronous = FULL');
    }
  }

  close(): void {
    this.database.close();
    this.letGo();
  }
}

/** @throws StoreError `home-in-use` (access `run` only), `store-too-new` after a downgrade, `store-not-upgraded`, or `no-write-ahead-log` on a file system without one. */
export function openNodeStore(home: string, access: StoreAccess, clock: Clock = systemClock): NodeStore {
  const paths = homePaths(home);
  makePrivateFolder(paths.home);
  const lock = access === 'run' ? lockHome(home) : undefined;
  try {
    const database = openDatabase(paths.database);
    return new NodeStore(database, clock, () => lock?.release());
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function openDatabase(file: string): Database.Database {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    if (database.pragma('journal_mode = WAL', { simple: true }) !== 'wal')
      throw new StoreError(
        'no-write-ahead-log',
        `${file} cannot have a write-ahead log on this file system; move CHORALE_HOME to a local disk`,
      );
    // In WAL mode only FULL survives a power cut with every acknowledged transaction.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // What is deleted is overwritten: erased keys must not linger in free pages.
    database.pragma('secure_delete = ON');
    migrate(database, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: Database.Database, file: string): void {
  const step = database.transaction(() => {
    const version = database.pragma('user_version', { simple: true }) as number;
    if (version > migrations.length)
      throw new StoreError(
        'store-too-new',
        `${file} was written by a newer chorale-node (records version ${version}, this one knows ` +
          `${migrations.length}); install that version again, or newer`,
      );
    try {
      for (const sql of migrations.slice(version)) database.exec(sql);
    } catch (error) {
      throw new StoreError(
        'store-not-upgraded',
        `${file} could not be brought up to date, and is as it was (${error instanceof Error ? error.message : String(error)}); ` +
          'start the chorale-node that wrote it, and have this looked at before you try again',
      );
    }
    database.pragma(`user_version = ${migrations.length}`);
  });
  step.immediate();
}
