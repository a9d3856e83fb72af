import type { NodeRoute, StudyId } from '@chorale/crypto';

export interface CoordinatorRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Study that the bytes sent are counted for. */
  readonly study?: StudyId;
}

/**
 * The coordinator, as a round needs it. An implementation tries again for ever while the coordinator cannot be
 * reached; what it throws is the coordinator's refusal (CoordinatorProblem), or the node's own stop.
 */
export interface CoordinatorPort {
  request(route: NodeRoute, request?: CoordinatorRequest): Promise<Uint8Array>;
}
