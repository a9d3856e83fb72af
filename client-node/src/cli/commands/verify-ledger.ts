// chorale-ledger verify: chain, Merkle roots, signed heads and countersignatures of an exported ledger.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import {
  fingerprintOf,
  verifyLedgerParts,
  type EntryReader,
  type LedgerVerdict,
  type PinnedHead,
} from '@chorale/crypto';
import type { PackVerdict } from '@chorale/models/evidence';
import { sameFingerprint } from '../../agreement/compare-fingerprints.js';
import type { NarrowedShare } from '../../committee/audit-bad-shares.js';
import type { SearchesRead } from '../../grouping/audit-searches.js';
import type { ArchiveOnRecord } from '../../ledger/archive-audit.js';
import { LedgerAudit } from '../../ledger/ledger-audit.js';
import { openLedger, UnreadableFile, type LedgerFile } from '../../ledger/ledger-files.js';
import { NoPackError, PackAudit, readPack } from '../../ledger/pack-audit.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { CommandFailed, ExitCode, UsageError } from '../exit-codes.js';
import type { Runner } from '../program.js';

interface VerifyOptions extends SharedOptions {
  readonly head: readonly PinnedHead[];
  readonly coordinatorFingerprint?: string;
  readonly pack?: string;
}

export function registerVerify(parent: Command, run: Runner): void {
  const command = parent
    .command('verify')
    .description('verify an export line by line; the first wrong record is named')
    .argument('<files...>', 'export of the ledger, and every archive of it, in any order; also as .gz')
    .option(
      '--head <size:root>',
      'a head kept elsewhere that must be part of this history; repeat it',
      appendHead,
      [],
    )
    .option(
      '--coordinator-fingerprint <fingerprint>',
      'fingerprint of the coordinator, as people compared it',
    )
    .option('--pack <file>', 'pack.json of an evidence pack: every figure of it is computed again');
  run<VerifyOptions>(command, (context, options) => verify(context, options, command.args), ['json']);
}

async function verify(
  context: CommandContext,
  options: VerifyOptions,
  names: readonly string[],
): Promise<ExitCode> {
  const audit = new LedgerAudit();
  const packAudit = options.pack === undefined ? undefined : new PackAudit(packIn(options.pack));
  const files = await reading(() => openLedger(names));
  const heads = [...options.head, ...(packAudit ? [packAudit.head] : [])];
  const { parts, verdict: read } = await reading(() => readParts(files, heads, audit, packAudit));
  const { coordinatorKey, ...verdict } = read;
  const searches = audit.searches.summary();
  const badShares = audit.badShares.summary();
  const coordinatorFingerprint =
    coordinatorKey === undefined
      ? undefined
      : fingerprintOf(new Uint8Array(Buffer.from(coordinatorKey, 'hex')));
  const wanted = options.coordinatorFingerprint;
  const wrongCoordinator =
    wanted !== undefined &&
    (coordinatorFingerprint === undefined || !sameFingerprint(wanted, coordinatorFingerprint));
  const pack = verdict.verified ? packAudit?.verdict() : undefined;
  const exchanged = parts.find(({ onRecord }) => onRecord === false);
  const missing = verdict.verified ? audit.archives.missingFrom(parts) : undefined;
  const verified = verdict.verified && !wrongCoordinator && !missing && pack?.problem === undefined;
  const { problem } = verdict;
  const file = problem && files[problem.part]!.file;
  const result = {
    ...verdict,
    problem: problem && { file, ...problem },
    verified,
    coordinatorFingerprint: coordinatorFingerprint ?? null,
    searches,
    badShares,
    ...(packAudit ? { pack: pack ? { ...pack, problem: pack.problem ?? null } : null } : {}),
    parts,
    missingArchive: missing ?? null,
  };
  const where =
    problem && `${files.length > 1 ? `${file}, ` : ''}line ${problem.line}, after ${problem.entry} entries`;
  const failure =
    (problem && `${where}: ${problem.reason}`) ??
    (exchanged && exchangedInWords(exchanged)) ??
    (missing && missingInWords(missing)) ??
    (wrongCoordinator ? 'the ledger was signed by another coordinator' : undefined);
  const lines = [
    ...(pack ? [packInWords(pack)] : []),
    failure === undefined ? 'VERIFIED' : `NOT VERIFIED: ${failure}`,
    ...inWords(verdict, coordinatorFingerprint, searches, badShares),
  ];
  context.result(result, lines.join('\n'));
  if (packAudit && packAudit.head.size > verdict.entries)
    context.note(
      `The pack is over ${packAudit.head.size} entries, and ${verdict.entries} were read here: export the ledger again, after the pack was made.`,
    );
  if (verified && options.head.length === 0)
    context.note(
      'No --head was given: entries cut off at the end together with their heads cannot be missed.',
    );
  return verified ? ExitCode.done : ExitCode.failed;
}

function exchangedInWords({ file, sha256 }: Part): string {
  return `${file} is not the file that was archived: its SHA-256 is ${sha256}`;
}

function missingInWords({ from, to, sha256 }: ArchiveOnRecord): string {
  return `entries ${from} to ${to - 1} were archived to a file with SHA-256 ${sha256}, and no file given is that one: give the archive file as it was written`;
}

function readersOf(audit: LedgerAudit, pack: PackAudit | undefined): EntryReader {
  if (!pack) return audit;
  return {
    read: (...entry) => {
      audit.read(...entry);
      pack.read(...entry);
    },
  };
}

/** @throws UsageError for a file that is none. */
function packIn(file: string): ReturnType<typeof readPack> {
  try {
    return readPack(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason =
      error instanceof NoPackError
        ? error.message
        : ((error as NodeJS.ErrnoException).code ?? 'unknown reason');
    throw new UsageError(
      `${file} is no evidence pack that this version reads (${reason}); name the pack.json that "chorale-coordinator evidence" wrote`,
    );
  }
}

/** What the coordinator's program declared of itself, and what somebody measured, no ledger proves, and this says so. */
function packInWords({ figures, records, problem }: PackVerdict): string {
  if (problem)
    return `PACK NOT VERIFIED: ${problem.path} says ${shown(problem.said)}, and the ledger says ${shown(problem.follows)}`;
  return `PACK VERIFIED: ${figures} figures computed again from ${records} entries; cryptography and components are the coordinator's word; measures and release standing on model cards are the word of whoever wrote each card`;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}
const MOST_SHOWN = 120;

/** What a file held. */
interface Part {
  readonly file: string;
  /** Positions, the last outside. */
  readonly from: number;
  readonly to: number;
  readonly sha256: string;
  /** Whether a later entry tells of this very file as an archive; null where none tells of these entries. */
  readonly onRecord: boolean | null;
}

async function readParts(
  files: readonly LedgerFile[],
  heads: readonly PinnedHead[],
  audit: LedgerAudit,
  packAudit: PackAudit | undefined,
): Promise<{ readonly parts: readonly Part[]; readonly verdict: LedgerVerdict }> {
  const ends: { readonly to: number; readonly sha256: string }[] = [];
  const linesOf = async function* (file: LedgerFile): AsyncGenerator<string> {
    yield* file.lines();
    ends.push({ to: audit.archives.entries, sha256: file.sha256() });
  };
  const verdict = await verifyLedgerParts(files.map(linesOf), heads, readersOf(audit, packAudit));
  const parts = ends.map(({ to, sha256 }, index): Part => {
    const { file, from } = files[index]!;
    return { file, from, to, sha256, onRecord: audit.archives.isArchive(from, to, sha256) };
  });
  return { parts, verdict };
}

/** @throws UsageError or CommandFailed for what cannot be read, or not to its end. */
async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw error.isBroken ? new CommandFailed(error.message) : new UsageError(error.message);
  }
}

function appendHead(text: string, earlier: readonly PinnedHead[]): readonly PinnedHead[] {
  const [, size, root] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (size === undefined || root === undefined)
    throw new UsageError(`"${text}" is no head: write SIZE:ROOT as "chorale-node status" shows it`);
  return [...earlier, { size: Number(size), root }];
}

function inWords(
  verdict: Omit<LedgerVerdict, 'coordinatorKey'>,
  coordinator: string | undefined,
  { recounted, notRecounted }: SearchesRead,
  badShares: readonly NarrowedShare[],
): string[] {
  const { entries, heads, countersignatures, erasedPayloads, root } = verdict;
  const facts = `${entries} entries, ${heads} signed heads, ${countersignatures} countersignatures, ${erasedPayloads} erased payloads`;
  const lines = [facts, `head ${entries}:${root}`, `coordinator ${coordinator ?? 'unknown'}`];
  lines.push(...badShares.map(badShareInWords));
  if (recounted > 0)
    lines.push(`${recounted} studies over groups: scores, suspects and exclusions counted again`);
  if (notRecounted > 0)
    lines.push(
      `${notRecounted} studies NOT counted again: payloads were erased, or documents are of another version`,
    );
  return lines;
}

function badShareInWords({ member, rounds, alone, dealers }: NarrowedShare): string {
  const share = `the share of member ${member} was off in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;
  if (alone) return `${share}: its own doing, because it released what no dealer can bring about`;
  if (dealers.length === 0) return `${share}: its own doing, unless several dealers dealt badly to it`;
  return `${share}: its doing, or that of one of these dealers, who were there each time: ${dealers.join(', ')}`;
}
