import type { Problem } from '@chorale/crypto';

/** The coordinator refused a request and said why (RFC 9457). */
export class CoordinatorProblem extends Error {
  override readonly name = 'CoordinatorProblem';
  readonly status: number;
  /** One of the coordinator's closed set; `unexpected-answer` where something else answered. */
  readonly code: string;
  /** What is wrong and what to do next. */
  readonly detail: string;

  constructor({ status, code, detail }: Pick<Problem, 'status' | 'code' | 'detail'>) {
    super(`${detail} (${status} ${code})`);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/** No answer: no network, no coordinator, a proxy or certificate in the way. Another try may succeed. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Whether the same request may succeed later without anybody changing it. */
export function mayPass(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof CoordinatorProblem && (error.status >= 500 || error.status === 429);
}
