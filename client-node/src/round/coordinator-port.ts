import {
  MOST_TOGETHER_BYTES,
  type NodeRoute,
  type RoundId,
  type RouteTogether,
  type StudyId,
} from '@chorale/crypto';

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

/** The road of a running node: requests of a round may travel together. */
export interface RoundPort extends CoordinatorPort {
  /**
   * Requests of one round in their order, in one exchange where they are small. The first refusal ends them, and is thrown.
   * @returns their answers.
   */
  requestAll(calls: readonly RoundCall[]): Promise<Uint8Array[]>;
}

/** A request that may travel with others of its round. */
export interface RoundCall extends CoordinatorRequest {
  readonly route: RouteTogether;
  readonly params: Readonly<Record<string, string>> & { readonly round: RoundId };
}

/** One exchange each: for requests that are too large to travel together, and for roads that carry no more. */
export async function oneByOne(
  { request }: Pick<CoordinatorPort, 'request'>,
  calls: readonly RoundCall[],
): Promise<Uint8Array[]> {
  const answers: Uint8Array[] = [];
  for (const { route, ...call } of calls) answers.push(await request(route, call));
  return answers;
}

/** What is said of a request beside its body. */
const MOST_HEAD_BYTES = 1024;

/** Whether requests are several, and small enough for one exchange. */
export function fitTogether(calls: readonly RoundCall[]): boolean {
  const bytes = calls.reduce((sum, { body }) => sum + MOST_HEAD_BYTES + (body?.length ?? 0), 0);
  return calls.length > 1 && bytes <= MOST_TOGETHER_BYTES;
}
