// chorale-ledger verify: chain, Merkle roots, signed heads and countersignatures of an exported ledger.
import { createReadStream, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Command } from 'commander';
import {
  fingerprintOf,
  verifyLedger,
  type EntryReader,
  type LedgerVerdict,
  type PinnedHead,
} from '@chorale/crypto';
import type { PackVerdict } from '@chorale/models/evidence';
import { sameFingerprint } from '../../agreement/compare-fingerprints.js';
import type { NarrowedShare } from '../../committee/audit-bad-shares.js';
import type { SearchesRead } from '../../grouping/audit-searches.js';
import { LedgerAudit } from '../../ledger/ledger-audit.js';
import { NoPackError, PackAudit, readPack } from '../../ledger/pack-audit.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { CommandFailed, ExitCode, UsageError } from '../exit-codes.js';
import { jsonOption, type Runner } from '../program.js';

interface VerifyOptions extends SharedOptions {
  readonly head: readonly PinnedHead[];
  readonly coordinatorFingerprint?: string;
  readonly pack?: string;
}

export function registerVerify(parent: Command, run: Runner): void {
  const command = parent
    .command('verify')
    .description('verify an export line by line; the first wrong record is named')
    .argument('<file>', 'export of the ledger, also as .gz')
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
    .option('--pack <file>', 'pack.json of an evidence pack: every figure of it is computed again')
    .option(...jsonOption);
  run<VerifyOptions>(command, (context, options) => verify(context, options, command.args[0]!));
}

async function verify(context: CommandContext, options: VerifyOptions, file: string): Promise<ExitCode> {
  const audit = new LedgerAudit();
  const packAudit = options.pack === undefined ? undefined : new PackAudit(packIn(options.pack));
  const lines = linesOf(await contentOf(file));
  const heads = [...options.head, ...(packAudit ? [packAudit.head] : [])];
  const { coordinatorKey, ...verdict } = await verifyLedger(lines, heads, readersOf(audit, packAudit));
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
  const verified = verdict.verified && !wrongCoordinator && pack?.problem === undefined;
  const result = {
    ...verdict,
    verified,
    coordinatorFingerprint: coordinatorFingerprint ?? null,
    searches,
    badShares,
    ...(packAudit ? { pack: pack ? { ...pack, problem: pack.problem ?? null } : null } : {}),
  };
  const words = inWords(verdict, coordinatorFingerprint, wrongCoordinator, searches, badShares);
  context.result(result, pack ? `${packInWords(pack)}\n${words}` : words);
  if (verified && options.head.length === 0)
    context.note(
      'No --head was given: entries cut off at the end together with their heads cannot be missed.',
    );
  return verified ? ExitCode.done : ExitCode.failed;
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

/** What the coordinator's program declared of itself no ledger proves, and this says so. */
function packInWords({ figures, records, problem }: PackVerdict): string {
  if (problem)
    return `PACK NOT VERIFIED: ${problem.path} says ${shown(problem.said)}, and the ledger says ${shown(problem.follows)}`;
  return `PACK VERIFIED: ${figures} figures computed again from ${records} entries; cryptography and components are the coordinator's word`;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}
const MOST_SHOWN = 120;

/** @throws UsageError for a file that cannot be read. */
async function contentOf(file: string): Promise<Readable> {
  const magic = new Uint8Array(2);
  try {
    const handle = await open(file);
    try {
      await handle.read(magic, 0, 2, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(`${file} cannot be read (${code}); name the file that "ledger export" wrote`);
  }
  const stream = createReadStream(file);
  const zipped = magic[0] === 0x1f && magic[1] === 0x8b;
  // A damaged archive ends the unpacked stream with its error, which whoever reads the lines gets.
  return zipped ? pipeline(stream, createGunzip(), () => undefined) : stream;
}

/** @throws CommandFailed where the file breaks off or is damaged as a file. */
async function* linesOf(content: Readable): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: content, crlfDelay: Infinity });
  } catch (error) {
    if (content.errored === null) throw error;
    throw new CommandFailed(
      `the file cannot be read to its end (${content.errored.message}); fetch it again`,
    );
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
  wrongCoordinator: boolean,
  { recounted, notRecounted }: SearchesRead,
  badShares: readonly NarrowedShare[],
): string {
  const { verified, entries, heads, countersignatures, erasedPayloads, root, problem } = verdict;
  const facts = `${entries} entries, ${heads} signed heads, ${countersignatures} countersignatures, ${erasedPayloads} erased payloads`;
  const lines = [facts, `head ${entries}:${root}`, `coordinator ${coordinator ?? 'unknown'}`];
  lines.push(...badShares.map(badShareInWords));
  if (recounted > 0)
    lines.push(`${recounted} studies over groups: scores, suspects and exclusions counted again`);
  if (notRecounted > 0)
    lines.push(
      `${notRecounted} studies NOT counted again: payloads were erased, or documents are of another version`,
    );
  if (problem)
    lines.unshift(`NOT VERIFIED: line ${problem.line}, after ${problem.entry} entries: ${problem.reason}`);
  else if (wrongCoordinator) lines.unshift('NOT VERIFIED: the ledger was signed by another coordinator');
  else if (verified) lines.unshift('VERIFIED');
  return lines.join('\n');
}

function badShareInWords({ member, rounds, alone, dealers }: NarrowedShare): string {
  const share = `the share of member ${member} was off in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;
  if (alone) return `${share}: its own doing, because it released what no dealer can bring about`;
  if (dealers.length === 0) return `${share}: its own doing, unless several dealers dealt badly to it`;
  return `${share}: its doing, or that of one of these dealers, who were there each time: ${dealers.join(', ')}`;
}
