// What every program of ours ends with.
import { ConfigurationError } from '../platform/config.js';

export const exitCodes = { done: 0, failed: 1, usage: 2, refused: 3, unreachable: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The coordinator answered with a problem document. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

/** Nobody answered. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Refusals that agreement, budget or roster ask for, as a node counts them too; all other 4xx are mistakes of the call. */
const POLICY: ReadonlySet<string> = new Set([
  'agreement-refused',
  'agreement-inactive',
  'agreement-expired',
  'study-refused',
  'study-running',
  'budget-exceeded',
  'budget-expired',
  'too-few-nodes',
  'too-many-nodes',
  'roster-refused',
  'region-refused',
]);

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ConfigurationError) return exitCodes.usage;
  if (error instanceof Unreachable) return exitCodes.unreachable;
  if (!(error instanceof Refused) || error.status >= 500) return exitCodes.failed;
  return POLICY.has(error.code) ? exitCodes.refused : exitCodes.usage;
}
