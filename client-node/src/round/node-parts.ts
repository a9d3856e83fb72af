import {
  contributorsOf,
  type Entropy,
  type NodeId,
  type RingEngine,
  type Roster,
  type RosterHash,
  type SigningKey,
  type StorageKey,
  type StudyId,
} from '@chorale/crypto';
import type { NodeBudget } from '../budget/node-budget.js';
import type { Clock } from '../clock.js';
import type { NoiseSource } from '../protect/noise-pool.js';
import type { RoundKeys } from '../keys/round-keys.js';
import type { ChunkFiles } from '../storage/chunk-files.js';
import type { NodeStore } from '../storage/node-store.js';
import type { RoundPort } from './coordinator-port.js';
import type { ReportEvent } from './round-events.js';

/** The roster in force, as far as this node has followed its members' signatures. */
export interface RosterView extends Pick<
  Roster,
  'nodes' | 'members' | 'votesNeeded' | 'suspended' | 'retired'
> {
  readonly hash: RosterHash;
  readonly version: number;
}

/** Whether a node of the roster contributes; the others only sit on the committee. */
export function bringsRows({ nodes }: Pick<RosterView, 'nodes'>, id: NodeId): boolean {
  return contributorsOf(nodes).some((node) => node.id === id);
}

/** What a node brings to every round. */
export interface NodeParts {
  readonly self: NodeId;
  /** Id of the federation, 64 hex digits. */
  readonly federation: string;
  readonly coordinatorKey: Uint8Array;
  readonly signingKey: SigningKey;
  /** Seals single secrets in the store. */
  readonly storageKey: StorageKey;
  readonly roundKeys: RoundKeys;
  readonly store: NodeStore;
  readonly chunkFiles: ChunkFiles;
  readonly budget: NodeBudget;
  readonly ring: RingEngine;
  readonly noise: NoiseSource;
  readonly coordinator: RoundPort;
  readonly entropy: Entropy;
  readonly clock: Clock;
  readonly report: ReportEvent;
  /** Bytes of requests sent for a study so far. */
  bytesSent(study: StudyId): number;
  /** Resolves after a while; rejects when the node stops. */
  pause(ms: number): Promise<void>;
  /** @throws RoundRefused `roster-mismatch` before one is in force. */
  roster(): RosterView;
}
