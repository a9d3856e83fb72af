import type { Command } from 'commander';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AdminClient } from './admin-client.js';
import type { Output } from './output.js';

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
}
