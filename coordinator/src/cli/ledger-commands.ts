// chorale-coordinator ledger export|archive|archives|entries|entry: the record, whole and by entry, and where its old part lies.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { ConfigurationError } from '../platform/config.js';
import { archiveReport, listedEntry, provenEntry } from '../reports/audit-schemas.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';
import { writeArchive } from './write-archive.js';

const SHOWN_AT_ONCE = 50;
const page = z.object({ items: z.array(listedEntry), next: z.string().nullable() });

interface ArchiveOptions {
  readonly before?: string;
  readonly keep?: number;
}
interface EntriesOptions {
  readonly kind?: string;
  readonly study?: string;
  readonly member?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
}

export function addLedgerCommands(program: Command, output: Output, client: () => AdminClient): void {
  const ledger = program.command('ledger').description('the append-only record of everything');

  ledger
    .command('export [file]')
    .description('write the ledger for "chorale-ledger verify"; to stdout without a file')
    .action((file: string | undefined) => exportLedger(output, client(), file));

  ledger
    .command('archive <file>')
    .description('move old entries from the database to a file; every proof goes on')
    .addOption(new Option('--before <time>', 'day or time: entries from then on stay').conflicts('keep'))
    .option('--keep <count>', 'how many of the newest entries stay at least', wholeNumber)
    .action((file: string, options: ArchiveOptions, command: Command) =>
      archive(output, client, file, options, isJson(command)),
    );

  ledger
    .command('archives')
    .description('files that hold the old part of the ledger')
    .action((_: unknown, command: Command) => showArchives(output, client(), isJson(command)));

  ledger
    .command('entries')
    .description('entries, newest first')
    .option('--kind <kind>', 'such as round-opened or records-read')
    .option('--study <study>', 'id or name')
    .option('--member <member>', 'that it is about, or whose node did it')
    .option('--from <time>', 'day or time, such as 2026-03-01')
    .option('--to <time>', 'day or time; a day reaches to its end')
    .option('--limit <count>', 'how many at most', positiveCount, SHOWN_AT_ONCE)
    .action((options: EntriesOptions, command: Command) =>
      showEntries(output, client(), options, isJson(command)),
    );

  ledger
    .command('entry <position>')
    .description('one entry with what it says and the proof that it is in the signed ledger')
    .action((position: string, _: unknown, command: Command) =>
      showEntry(output, client(), position, isJson(command)),
    );
}

async function exportLedger(output: Output, client: AdminClient, file: string | undefined): Promise<void> {
  const bytes = Readable.from(await client.stream('ledger/export'));
  if (file !== undefined) await pipeline(bytes, createWriteStream(file));
  else await pipeline(bytes, output.stdout, { end: false });
}

/** @throws ConfigurationError, before anybody is asked, where nothing says which entries stay. */
async function archive(
  output: Output,
  client: () => AdminClient,
  file: string,
  { before, keep }: ArchiveOptions,
  asJson: boolean,
): Promise<void> {
  if (before === undefined && keep === undefined)
    throw new ConfigurationError(['say which entries stay, with --before DATE or --keep N']);
  const query = new URLSearchParams({
    ...(before === undefined ? {} : { before }),
    ...(keep === undefined ? {} : { keep: String(keep) }),
  });
  const asked = client();
  const written = await writeArchive(file, await asked.stream(`ledger/archives/next?${query.toString()}`));
  const archived = await asked.post('ledger/archives', written, archiveReport);
  show(output, asJson, { ...archived, file }, () =>
    [
      `entries ${archived.from} to ${archived.to - 1} lie in ${file} now, and no longer in the database`,
      `SHA-256 ${archived.sha256}, on record in entry ${archived.entry}`,
      'keep it as long as the ledger: "chorale-ledger verify" asks for every archive beside the newest export',
    ].join('\n'),
  );
}

async function showArchives(output: Output, client: AdminClient, asJson: boolean): Promise<void> {
  const archives = await client.list('ledger/archives', archiveReport);
  show(output, asJson, archives, () =>
    archives.length === 0
      ? 'nothing was archived: the whole ledger is in the database'
      : table([
          ['ENTRIES', 'TIME', 'BYTES', 'SHA-256'],
          ...archives.map(({ from, to, at, bytes, sha256 }) => [
            `${from} to ${to - 1}`,
            new Date(at).toISOString(),
            String(bytes),
            sha256,
          ]),
        ]),
  );
}

async function showEntries(
  output: Output,
  client: AdminClient,
  options: EntriesOptions,
  asJson: boolean,
): Promise<void> {
  const query = new URLSearchParams({ order: 'desc' });
  for (const [name, value] of Object.entries(options)) query.set(name, String(value));
  const { items, next } = await client.get(`ledger/entries?${query.toString()}`, page);
  show(output, asJson, items, () =>
    items.length === 0
      ? 'no entry is like that'
      : [
          table([
            ['ENTRY', 'TIME', 'KIND', 'ACTOR', 'MEMBER', 'SUBJECT'],
            ...items.map(({ position, at, kind, actor, member, subject }) => [
              String(position),
              new Date(at).toISOString(),
              kind,
              actor,
              member ?? '',
              subject,
            ]),
          ]),
          ...(next === null ? [] : ['', 'older ones: narrow the time, or raise --limit']),
        ].join('\n'),
  );
}

async function showEntry(
  output: Output,
  client: AdminClient,
  position: string,
  asJson: boolean,
): Promise<void> {
  const entry = await client.get(`ledger/entries/${encodeURIComponent(position)}`, provenEntry);
  const { proof, payload, archive: file, at, ...facts } = entry;
  show(output, asJson, entry, () =>
    [
      table([
        ['at', new Date(at).toISOString()],
        ...Object.entries(facts).map(([name, value]) => [name, String(value ?? '')]),
      ]),
      '',
      file === null
        ? JSON.stringify(payload, null, 2)
        : `what it says lies in the archive of entries ${file.from} to ${file.to - 1}, SHA-256 ${file.sha256}`,
      '',
      `proven by ${proof.path.length} hashes to the signed root ${proof.root} over ${proof.size} entries`,
    ].join('\n'),
  );
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Give a whole number, 0 or more.');
  return value;
}

function positiveCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 500)
    throw new InvalidArgumentError('Give a whole number from 1 to 500.');
  return value;
}
