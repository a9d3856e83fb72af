// Which nodes spoke lately. Kept in memory: after a restart everybody is heard of again within one poll.
import type { NodeId } from '@chorale/crypto';
import type { Clock } from './clock.js';

/** A node polls at least four times in this. */
const AWAKE_MS = 60_000;

export class Presence {
  readonly #lastSeen = new Map<NodeId, number>();

  constructor(private readonly clock: Clock) {}

  saw(node: NodeId): void {
    this.#lastSeen.set(node, this.clock.now());
  }
  isAwake(node: NodeId): boolean {
    const seen = this.#lastSeen.get(node);
    return seen !== undefined && this.clock.now() - seen <= AWAKE_MS;
  }
  /** Milliseconds since 1970; undefined for a node not heard of since the start. */
  lastSeen(node: NodeId): number | undefined {
    return this.#lastSeen.get(node);
  }
}
