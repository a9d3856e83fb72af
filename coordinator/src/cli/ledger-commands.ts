import { InvalidArgumentError, type Command } from 'commander';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { entryReport, provenEntry } from '../reports/audit-schemas.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';

const SHOWN_AT_ONCE = 50;
const page = z.object({ items: z.array(entryReport), next: z.string().nullable() });

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
    .action(async (file: string | undefined) => {
      const bytes = Readable.from(await client().stream('ledger/export'));
      if (file !== undefined) await pipeline(bytes, createWriteStream(file));
      else await pipeline(bytes, output.stdout, { end: false });
    });

  ledger
    .command('entries')
    .description('entries, newest first')
    .option('--kind <kind>', 'such as round-opened or records-read')
    .option('--study <study>', 'id or name')
    .option('--member <member>', 'that it is about, or whose node did it')
    .option('--from <time>', 'day or time, such as 2026-03-01')
    .option('--to <time>', 'day or time; a day reaches to its end')
    .option('--limit <count>', 'how many at most', positiveCount, SHOWN_AT_ONCE)
    .action(async (options: EntriesOptions, command: Command) => {
      const query = new URLSearchParams({ order: 'desc' });
      for (const [name, value] of Object.entries(options)) query.set(name, String(value));
      const { items, next } = await client().get(`ledger/entries?${query.toString()}`, page);
      show(output, isJson(command), items, () =>
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
    });

  ledger
    .command('entry <position>')
    .description('one entry with what it says and the proof that it is in the signed ledger')
    .action(async (position: string, _: unknown, command: Command) => {
      const entry = await client().get(`ledger/entries/${encodeURIComponent(position)}`, provenEntry);
      const { proof, payload, ...facts } = entry;
      show(output, isJson(command), entry, () =>
        [
          table(Object.entries(facts).map(([name, value]) => [name, String(value ?? '')])),
          '',
          JSON.stringify(payload, null, 2),
          '',
          `proven by ${proof.path.length} hashes to the signed root ${proof.root} over ${proof.size} entries`,
        ].join('\n'),
      );
    });
}

function positiveCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 500)
    throw new InvalidArgumentError('Give a whole number from 1 to 500.');
  return value;
}
