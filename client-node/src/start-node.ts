// From a home and a node.yaml to a running node: the one place where a node's rooms are put together.
import { setTimeout as delay } from 'node:timers/promises';
import { pooledRing, systemEntropy, type StudyId } from '@chorale/crypto';
import { chooseTensorBackend, type Agreement } from '@chorale/models';
import type { Logger } from 'pino';
import { NotEnrolledError } from './agreement/not-enrolled.js';
import { NodeBudget } from './budget/node-budget.js';
import { requireTightLimits } from './budget/require-tight-limits.js';
import { ringCountdown, systemClock } from './clock.js';
import type { NodeConfig } from './config/node-config.js';
import { rosterInForce } from './governance/roster-in-force.js';
import type { DataReport } from './features/data-report.js';
import { measureQuality } from './features/quality/data-quality.js';
import { keepHistograms } from './features/quality/kept-histograms.js';
import { requireFloor } from './features/quality/quality-floor.js';
import { whyUnmapped } from './features/why-unmapped.js';
import type { Keyring } from './keys/keyring.js';
import { RoundKeys } from './keys/round-keys.js';
import { NodeStopped, runNode } from './node.js';
import { NoisePool } from './protect/noise-pool.js';
import { Pseudonyms, rightsFor } from './rights/pseudonyms.js';
import { tellLeftOut } from './rights/tell-left-out.js';
import { fitTogether, oneByOne, type RoundPort } from './round/coordinator-port.js';
import type { NodeParts } from './round/node-parts.js';
import type { ReportEvent } from './round/round-events.js';
import { ChunkFiles } from './storage/chunk-files.js';
import { homePaths } from './storage/home.js';
import { openNodeStore, type NodeStore } from './storage/node-store.js';
import type { WantedPeople } from './study/load-study.js';
import type { ReadPeople } from './study/study-runtime.js';
import { tryData } from './study/try-data.js';
import { CoordinatorClient } from './transport/coordinator-client.js';
import { CoordinatorProblem } from './transport/coordinator-problem.js';
import type { NetworkSettings } from './transport/network.js';
import { persist } from './transport/persist.js';
import { watchWakeUps } from './transport/watch-wake-ups.js';

/** Whose budget a node without rows keeps: nothing is ever reserved for it. */
const NO_POPULATION = 'none';

export interface StartOptions {
  readonly home: string;
  /** Address of the coordinator. */
  readonly coordinator: string;
  /** Undefined for a node that only sits on the committee. */
  readonly config: NodeConfig | undefined;
  readonly keyring: Keyring;
  readonly network: NetworkSettings;
  /** Worker threads for encryption, and as many for the noise of long vectors. */
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Called once nothing is left that could keep the node from running. */
  readonly onStarted: () => void;
  readonly report: ReportEvent;
  readonly log: Logger;
}

/**
 * Runs the node until the signal aborts.
 * @throws NotEnrolledError, StoreError, ConfigError, DataError or NetworkSettingsError before anything runs.
 */
export async function startNode(options: StartOptions): Promise<void> {
  const { home, coordinator, config, keyring, network, signal, report, log } = options;
  if (config) chooseTensorBackend(config.tensorBackend, (reason) => log.warn(reason));
  const store = openNodeStore(home, 'run');
  const entropy = systemEntropy();
  const ring = pooledRing({ threads: options.threads, countdown: ringCountdown });
  const noise = new NoisePool({ threads: options.threads, entropy });
  try {
    const membership = store.federation.membership();
    if (!membership)
      throw new NotEnrolledError(
        'this home belongs to no federation yet; start with "chorale-node init --invite TOKEN"',
      );
    if (config) requireTightLimits(config.budgetLimits, store, systemClock);
    if (config) await tryData(config, store, keyring.storageKey);
    const { federation } = membership;
    // Early, so that every backup holds it: certificates of erasure can be taken over with this key alone.
    Pseudonyms.make(store, keyring.storageKey, entropy);
    const signer = { signingKey: keyring.signingKey, federation, clock: systemClock, entropy };
    const traffic = new TrafficCounter(store);
    const client = new CoordinatorClient({ url: coordinator, network, signer, onSent: traffic.add });
    const node: NodeParts = {
      self: keyring.signingKey.nodeId,
      federation,
      coordinatorKey: membership.coordinatorKey,
      signingKey: keyring.signingKey,
      storageKey: keyring.storageKey,
      roundKeys: new RoundKeys(store, keyring, federation, entropy),
      store,
      chunkFiles: new ChunkFiles(home, store),
      budget: new NodeBudget(
        store,
        { name: config?.population ?? NO_POPULATION, limits: config?.budgetLimits ?? {} },
        systemClock,
      ),
      ring,
      noise,
      coordinator: persistentPort(client, options, entropy),
      entropy,
      clock: systemClock,
      report: (event) => {
        if (event.event === 'adopted') traffic.flush();
        report(event);
      },
      bytesSent: (study) => traffic.sent(study),
      pause: (ms) => pause(ms, signal),
      roster: () => rosterInForce(store),
    };
    options.onStarted();
    try {
      await runNode(node, {
        loadPeople: (agreement, wanted, study) => loadPeople(node, options, agreement, wanted, study),
        modelsFolder: homePaths(home).models,
        // A node that only sits on the committee brings nothing that a study could use.
        approval: config?.approve ?? 'by-hand',
        ...(config && { whyUnfit: (agreement, study) => whyUnmapped(config.data, agreement, study) }),
        watch: (onWake) =>
          watchWakeUps(
            {
              url: coordinator,
              network,
              signer,
              onSocket: (state, reason) => log.info({ state, reason }, 'wake-up socket'),
            },
            onWake,
          ),
        signal,
        log,
      });
    } finally {
      traffic.flush();
      await client.close();
    }
  } finally {
    await noise.close();
    await ring.close();
    store.close();
  }
}

/** Tries again for ever while the coordinator cannot be reached. */
function persistentPort(
  client: CoordinatorClient,
  { signal, log }: StartOptions,
  entropy: ReturnType<typeof systemEntropy>,
): RoundPort {
  const onWait = (seconds: number, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn(`coordinator unreachable (${reason}), trying again in ${seconds} s`);
  };
  const persistence = { entropy, signal, onWait, mostWaitMs: 10_000 };
  const request: RoundPort['request'] = (route, asked) =>
    persist(() => client.request(route, { ...asked, signal }), persistence);
  return {
    request,
    requestAll: (calls) =>
      fitTogether(calls)
        ? persist(() => client.requestTogether(calls, { signal }), persistence)
        : oneByOne({ request }, calls),
  };
}

async function loadPeople(
  node: NodeParts,
  { config, log }: StartOptions,
  { dictionary, purpose, qualityFloor }: Agreement,
  wanted: WantedPeople,
  study: StudyId,
): Promise<ReadPeople> {
  if (!config) throw new RangeError('a node that only sits on the committee reads no rows');
  const version = node.store.erasures.version();
  const { preparePeople } = await import('./features/prepare-people.js');
  const prepared = await preparePeople(config.data, dictionary, {
    purpose: 'training',
    rights: rightsFor(node.store, () => node.storageKey, purpose),
    ...wanted,
  });
  requireQuality(node, config, study, qualityFloor, prepared.report);
  keepHistograms(node.store, node.storageKey, study, prepared.report, dictionary);
  const { leftOut } = prepared.report;
  node.report({
    event: 'data-loaded',
    study,
    people: prepared.people.size,
    ...leftOut,
    warnings: prepared.report.warnings,
  });
  try {
    await tellLeftOut(node, study, leftOut);
  } catch (error) {
    // What the coordinator does not take must not keep the node from its rounds.
    if (!(error instanceof CoordinatorProblem)) throw error;
    log.warn({ err: error, study }, 'how many persons are left out could not be told');
  }
  return {
    people: prepared.people,
    changesUnheard: config.data.consent !== undefined,
    isCurrent: () => node.store.erasures.version() === version,
  };
}

/** @throws RoundRefused `data-quality` */
function requireQuality(
  node: NodeParts,
  { data }: NodeConfig,
  study: StudyId,
  floor: number,
  report: DataReport,
): void {
  const { score } = measureQuality(report, data);
  node.report({ event: 'data-quality', study, score, floor });
  requireFloor(score, floor);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new NodeStopped();
  }
}

/** Counts in memory and writes once a round, so that no request waits for the disk. */
class TrafficCounter {
  private readonly pending = new Map<StudyId | undefined, number>();

  constructor(private readonly store: NodeStore) {}

  readonly add = (study: StudyId | undefined, bytes: number): void => {
    this.pending.set(study, (this.pending.get(study) ?? 0) + bytes);
  };

  sent(study: StudyId): number {
    return this.store.traffic.bytesSent(study) + (this.pending.get(study) ?? 0);
  }

  flush(): void {
    this.store.unsynced(() => {
      for (const [study, bytes] of this.pending) this.store.traffic.add(study, bytes);
    });
    this.pending.clear();
  }
}
