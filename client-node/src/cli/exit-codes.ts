// How a command ends, by exit code; each error is given its code here and nowhere else.
import { DecodeError, SuccessionError } from '@chorale/crypto';
import { StudyDocumentError, StudyPlanError } from '@chorale/models';
import { ProtocolMismatch } from '../agreement/enrol.js';
import { NotEnrolledError } from '../agreement/not-enrolled.js';
import { RoundRefused } from '../agreement/refusal.js';
import { SigningRefused } from '../agreement/signing-refused.js';
import { ConfigError } from '../config/load-yaml.js';
import { ModelHeld } from '../gate/model-held.js';
import { DataError } from '../ingest/data-error.js';
import { PassphraseError } from '../keys/passphrase.js';
import { ServiceRefused } from '../serve-scores/service-refused.js';
import { StoreError, type StoreErrorCode } from '../storage/store-error.js';
import { NoSuchStudy } from '../study/no-such-study.js';
import { CoordinatorProblem, Unreachable } from '../transport/coordinator-problem.js';
import { NetworkSettingsError } from '../transport/network-settings-error.js';
import { SettingsError } from './settings.js';

export const ExitCode = { done: 0, failed: 1, usage: 2, refused: 3, unreachable: 4 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** A command was called in a way that cannot work; the message says how it can. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs what refuses with a RangeError what a person gave: documents, rows or options are theirs to mend.
 * @returns what `attempt` does, a promise too.
 * @throws UsageError that says the same, in place of the RangeError.
 */
export function refusing<T>(attempt: () => T): T {
  try {
    const made = attempt();
    return made instanceof Promise ? (made.catch(usageOf) as T) : made;
  } catch (error) {
    return usageOf(error);
  }
}

function usageOf(error: unknown): never {
  if (error instanceof RangeError) throw new UsageError(error.message, { cause: error });
  throw error;
}

/** A command could not do its work; the message says what to do about it. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** Refusals of the coordinator that follow from agreement, roster or budget. */
const POLICY_CODES: ReadonlySet<string> = new Set([
  'agreement-refused',
  'agreement-inactive',
  'agreement-expired',
  'region-refused',
  'too-few-nodes',
  'study-refused',
  'study-running',
  'budget-exceeded',
  'budget-expired',
  'roster-outdated',
  'roster-refused',
  'not-an-administrator',
]);
/** What a person gave is not there, or no longer to be had: they have to give another. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'invite-unknown',
  'invite-used',
  'invite-expired',
  'name-taken',
  'not-found',
]);
/** Homes that this program cannot run on as they are. */
const USAGE_RECORDS: ReadonlySet<StoreErrorCode> = new Set<StoreErrorCode>([
  'home-in-use',
  'store-too-new',
  'no-write-ahead-log',
  'other-federation',
]);
const POLICY_RECORDS: ReadonlySet<StoreErrorCode> = new Set<StoreErrorCode>([
  'roster-older',
  'roster-forked',
  'ledger-older',
  'ledger-forked',
]);

/** This node does not go along with what it was shown. */
const REFUSALS = [SigningRefused, RoundRefused, SuccessionError, ModelHeld, StudyPlanError];
const USAGE_ERRORS = [
  UsageError,
  SettingsError,
  ConfigError,
  DataError,
  PassphraseError,
  NetworkSettingsError,
  NotEnrolledError,
  NoSuchStudy,
  ServiceRefused,
  ProtocolMismatch,
  DecodeError,
  StudyDocumentError,
];

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Unreachable) return ExitCode.unreachable;
  if (USAGE_ERRORS.some((kind) => error instanceof kind)) return ExitCode.usage;
  if (REFUSALS.some((kind) => error instanceof kind)) return ExitCode.refused;
  if (error instanceof CoordinatorProblem) return codeOf(error.code, USAGE_CODES, POLICY_CODES);
  if (error instanceof StoreError) return codeOf(error.code, USAGE_RECORDS, POLICY_RECORDS);
  return ExitCode.failed;
}

function codeOf<Code>(code: Code, usage: ReadonlySet<Code>, policy: ReadonlySet<Code>): ExitCode {
  if (usage.has(code)) return ExitCode.usage;
  return policy.has(code) ? ExitCode.refused : ExitCode.failed;
}

/** Whether the message of an error was written for people; of any other the trace helps more. */
export function isForPeople(error: unknown): boolean {
  return (
    exitCodeOf(error) !== ExitCode.failed ||
    error instanceof CommandFailed ||
    error instanceof StoreError ||
    error instanceof CoordinatorProblem ||
    (error instanceof Error && 'code' in error && typeof error.code === 'string')
  );
}
