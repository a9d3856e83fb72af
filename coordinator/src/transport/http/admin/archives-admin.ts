// Old entries of the ledger as files: fetched first, then let go.
import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { archiveReport } from '../../../reports/audit-schemas.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleHash, exampleTimeMs } from './examples.js';
import { archiveShown, time, withLineEnds } from './ledger-admin.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const archiveExample = {
  ...{ from: 0, to: 1204, root: exampleHash, sha256: exampleHash, bytes: 1_482_240, entry: 2310 },
  at: exampleTimeMs,
};

const archives = adminRoute({
  method: 'GET',
  path: 'ledger/archives',
  tag: 'ledger',
  summary: 'Files that hold the old part of the ledger, oldest first',
  query: pageQuery,
  answer: pageOf(archiveReport),
  example: { answer: { items: [archiveExample], next: null } },
});
const next = adminRoute({
  method: 'GET',
  path: 'ledger/archives/next',
  tag: 'ledger',
  summary: 'The oldest entries that lie in no archive, as one; they stay until the archive is put on record',
  query: z.strictObject({
    before: time.optional().describe('day or time, ISO 8601: entries from then on stay'),
    keep: count.optional().describe('how many of the newest entries stay at least'),
  }),
  streams: 'application/x-ndjson',
  problems: ['nothing-to-archive'],
  example: {},
});
const archive = adminRoute({
  method: 'POST',
  path: 'ledger/archives',
  tag: 'ledger',
  summary: 'Put an archive on record that you hold: its entries leave the database, every proof goes on',
  body: z.strictObject({
    from: count.describe('`from` of its first line, or 0'),
    to: count.describe('size of the signed head in its last line'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('of the bytes as they were fetched'),
  }),
  answer: archiveReport,
  status: 201,
  problems: ['archive-differs'],
  example: { body: { from: 0, to: 1204, sha256: exampleHash }, answer: archiveExample },
});

@Controller()
export class ArchivesAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(archives)
  async archives(@Asked() { query }: AdminCall<typeof archives>): Promise<AnswerOf<typeof archives>> {
    const shown = (await this.house.archivist.archives()).map(archiveShown);
    return cutPage(shown, query, ({ to }) => String(to));
  }

  @Serves(next)
  async next(@Asked() { query: { before, keep } }: AdminCall<typeof next>): Promise<StreamableFile> {
    const { archivist } = this.house;
    const part = await archivist.next({
      keep,
      before: before === undefined ? undefined : Date.parse(before),
    });
    return new StreamableFile(Readable.from(withLineEnds(archivist.lines(part))), {
      type: 'application/x-ndjson',
    });
  }

  @Serves(archive)
  async archive(@Asked() { body }: AdminCall<typeof archive>): Promise<AnswerOf<typeof archive>> {
    return archiveShown(await this.house.archivist.archive(body));
  }
}
