// chorale-ledger verify-entry: one entry and its inclusion proof, as "chorale-coordinator ledger entry --json" printed them.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import {
  fingerprintOf,
  UnprovenEntryError,
  verifyEntry,
  type EntryProof,
  type ProvenEntry,
} from '@chorale/crypto';
import { sameFingerprint } from '../../agreement/compare-fingerprints.js';
import { NoEntryProof, readEntryProof } from '../../ledger/entry-proof.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { ExitCode, UsageError } from '../exit-codes.js';
import type { Runner } from '../program.js';

interface VerifyEntryOptions extends SharedOptions {
  readonly coordinatorFingerprint?: string;
}

export function registerVerifyEntry(parent: Command, run: Runner): void {
  const command = parent
    .command('verify-entry')
    .description('verify one entry and the proof that it is in the signed ledger')
    .argument('<file>', 'what "chorale-coordinator ledger entry POSITION --json" printed')
    .option(
      '--coordinator-fingerprint <fingerprint>',
      'fingerprint of the coordinator, as people compared it',
    );
  run<VerifyEntryOptions>(
    command,
    (context, options) => Promise.resolve(verify(context, options, command.args[0]!)),
    ['json'],
  );
}

function verify(context: CommandContext, options: VerifyEntryOptions, file: string): ExitCode {
  const proof = proofIn(file);
  const coordinatorFingerprint = fingerprintOf(proof.coordinatorKey);
  const outcome = outcomeOf(proof, coordinatorFingerprint, options.coordinatorFingerprint);
  const { proven, problem } = outcome;
  context.result(
    {
      verified: problem === undefined,
      problem: problem ?? null,
      entry: proven?.entry ?? null,
      head: proven ? { size: proven.head.size, root: proven.head.root } : null,
      payloadErased: proof.payloadText === null,
      coordinatorFingerprint,
    },
    [
      problem === undefined ? 'VERIFIED' : `NOT VERIFIED: ${problem}`,
      ...(proven ? inWords(proven, proof) : []),
      `coordinator ${coordinatorFingerprint}`,
    ].join('\n'),
  );
  if (problem === undefined && options.coordinatorFingerprint === undefined)
    context.note(
      'No --coordinator-fingerprint was given: whose key signed the head, nobody has compared. Read it to the coordinator’s administrator, or take it from "chorale-node status".',
    );
  return problem === undefined ? ExitCode.done : ExitCode.failed;
}

function outcomeOf(
  proof: EntryProof,
  fingerprint: string,
  wanted: string | undefined,
): { readonly proven?: ProvenEntry; readonly problem?: string } {
  try {
    const proven = verifyEntry(proof);
    return wanted !== undefined && !sameFingerprint(wanted, fingerprint)
      ? { proven, problem: 'the head was signed by another coordinator' }
      : { proven };
  } catch (error) {
    if (!(error instanceof UnprovenEntryError)) throw error;
    return { problem: error.message };
  }
}

function inWords({ entry, head }: ProvenEntry, { payloadText }: EntryProof): string[] {
  return [
    `entry ${entry.index}: ${entry.kind}, ${new Date(entry.at).toISOString()}, by ${entry.actor}, about ${entry.subject || 'nothing by name'}`,
    payloadText ?? 'its payload was erased; the entry still commits to the hash of what it said',
    `head ${head.size}:${head.root}`,
  ];
}

/** @throws UsageError for a file that is none, and for an entry that lies in an archive. */
function proofIn(file: string): EntryProof {
  try {
    return readEntryProof(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason =
      error instanceof NoEntryProof
        ? error.message
        : `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`;
    throw new UsageError(`${file}: ${reason}`);
  }
}
