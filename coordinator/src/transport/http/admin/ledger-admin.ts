// The ledger as people read it.
import { fingerprintOf } from '@chorale/crypto';
import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { exportLedger } from '../../../ledger/export.js';
import type { ShownHead } from '../../../ledger/ledger-reader.js';
import { requireStudyOf } from '../../../people/member-view.js';
import { CoordinatorError } from '../../../platform/errors.js';
import { headReport, listedEntry, provenEntry } from '../../../reports/audit-schemas.js';
import { ledgerHeadReport } from '../../../reports/report-schemas.js';
import type { LedgerArchiveRow } from '../../../storage/tables/ledger-tables.js';
import { requireCount } from '../require-count.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleAccount, exampleFingerprint, exampleHash, exampleNode, exampleTimeMs } from './examples.js';
import { decodeCursor, encodeCursor, pageOf, pageQuery, unknownCursor } from './paging.js';

const DAY_MS = 24 * 3_600_000;
/** As people write a moment or a day. */
export const time = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const id = z.string().min(1).max(120);

const entryExample = {
  position: 1203,
  at: exampleTimeMs,
  kind: 'records-read',
  actor: `account:${exampleAccount}`,
  subject: exampleHash,
  study: null,
  member: null,
};
const headExample = {
  size: 1204,
  root: exampleHash,
  at: exampleTimeMs,
  envelope: 'AAEC...',
  countersignatures: [{ node: exampleNode, envelope: 'AAEC...' }],
};

const head = adminRoute({
  method: 'GET',
  path: 'ledger/head',
  tag: 'ledger',
  summary: 'The newest signed head; keep it elsewhere to notice a ledger that was cut off',
  answer: ledgerHeadReport,
  example: {
    answer: { size: 1204, root: exampleHash, coordinatorFingerprint: exampleFingerprint },
  },
});
const heads = adminRoute({
  method: 'GET',
  path: 'ledger/heads',
  tag: 'ledger',
  summary: 'Signed heads with the nodes’ countersignatures, newest first',
  query: pageQuery,
  answer: pageOf(headReport),
  example: { answer: { items: [headExample], next: null } },
});
const headOf = adminRoute({
  method: 'GET',
  path: 'ledger/heads/:size',
  tag: 'ledger',
  summary: 'The signed head over so many entries',
  answer: headReport,
  problems: ['not-found'],
  example: { answer: headExample },
});
const entries = adminRoute({
  method: 'GET',
  path: 'ledger/entries',
  tag: 'ledger',
  summary: 'Entries, narrowed by kind, study, member, actor, subject and time',
  query: pageQuery.extend({
    kind: id.optional().describe('such as round-opened'),
    study: id.optional().describe('id or name'),
    member: id.optional(),
    actor: id.optional(),
    subject: id.optional(),
    from: time.optional().describe('day or time, ISO 8601, inside'),
    to: time.optional().describe('day, inside, or time, outside'),
    order: z.enum(['asc', 'desc']).default('asc').describe('oldest or newest first'),
  }),
  answer: pageOf(listedEntry),
  problems: ['not-found'],
  example: { answer: { items: [{ ...entryExample, archived: false }], next: 'MTIwMw' } },
});
const entry = adminRoute({
  method: 'GET',
  path: 'ledger/entries/:position',
  tag: 'ledger',
  summary:
    'One entry with its payload, and the proof that it is in the signed ledger, for "chorale-ledger verify-entry"',
  answer: provenEntry,
  problems: ['not-found'],
  example: {
    answer: {
      ...entryExample,
      archive: null,
      payload: {
        role: 'auditor',
        member: null,
        route: 'GET /v1/admin/studies',
        query: {},
        reason: 'yearly audit',
      },
      proof: {
        leaf: exampleHash,
        entry: 'AAEC...',
        payloadHash: exampleHash,
        payloadText: '{"role":"auditor"}',
        size: 1204,
        root: exampleHash,
        head: 'AAEC...',
        federation: exampleHash,
        coordinatorKey: exampleHash,
        path: [exampleHash],
      },
    },
  },
});
const exported = adminRoute({
  method: 'GET',
  path: 'ledger/export',
  tag: 'ledger',
  summary: 'The ledger but for what lies in archives, one JSON object a line, for "chorale-ledger verify"',
  streams: 'application/x-ndjson',
  example: {},
});

@Controller()
export class LedgerAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(head)
  async head(): Promise<AnswerOf<typeof head>> {
    const { ledger, database, federation } = this.house;
    const { size, root } = await database.read((manager) => ledger.head(manager));
    return { size, root, coordinatorFingerprint: fingerprintOf(federation.key.publicKey) };
  }

  @Serves(heads)
  async heads(
    @Asked() { query: { cursor, limit } }: AdminCall<typeof heads>,
  ): Promise<AnswerOf<typeof heads>> {
    const found = await this.house.ledgerReader.heads(positionOf(cursor), limit);
    const last = found.at(-1);
    return {
      items: found.map(headShown),
      next: found.length < limit || !last ? null : encodeCursor(String(last.size)),
    };
  }

  @Serves(headOf)
  async headOf(@Asked() { params }: AdminCall<typeof headOf>): Promise<AnswerOf<typeof headOf>> {
    return headShown(await this.house.ledgerReader.headOf(requireCount(params.size)));
  }

  @Serves(entries)
  async entries(@Asked() { who, query }: AdminCall<typeof entries>): Promise<AnswerOf<typeof entries>> {
    const { cursor, limit, order, from, to, study, ...equal } = query;
    const found = await this.house.ledgerReader.entries(
      {
        ...equal,
        study: study === undefined ? undefined : await this.idOfStudy(study, who.member),
        from: from === undefined ? undefined : Date.parse(from),
        // A day reaches to its end.
        to: to === undefined ? undefined : Date.parse(to) + (to.length === 10 ? DAY_MS : 0),
      },
      { after: positionOf(cursor), limit, order },
      who.member,
    );
    const last = found.at(-1);
    const archivedTo = await this.house.ledgerReader.archivedTo();
    const items = found.map((row) => ({ ...row, archived: row.position < archivedTo }));
    return { items, next: found.length < limit || !last ? null : encodeCursor(String(last.position)) };
  }

  @Serves(entry)
  async entry(@Asked() { who, params }: AdminCall<typeof entry>): Promise<AnswerOf<typeof entry>> {
    const found = await this.house.ledgerReader.entry(requireCount(params.position), who.member);
    return {
      ...found.row,
      archive: found.archive && archiveShown(found.archive),
      payload: found.payload === null ? null : (JSON.parse(found.payload) as unknown),
      proof: {
        leaf: Buffer.from(found.leafHash).toString('hex'),
        entry: found.bytes ? base64(found.bytes) : null,
        payloadHash: found.entry?.payloadHash ?? null,
        payloadText: found.payload,
        size: found.head.size,
        root: found.head.root,
        head: base64(found.head.envelope),
        federation: this.house.federation.id,
        coordinatorKey: Buffer.from(this.house.federation.key.publicKey).toString('hex'),
        path: [...found.path],
      },
    };
  }

  @Serves(exported)
  export(@Asked() { who }: AdminCall<typeof exported>): StreamableFile {
    if (who.member !== null)
      throw new CoordinatorError(
        'role-forbidden',
        `your account is bound to "${who.member}", and the whole ledger tells of all; ask an officer of the federation`,
      );
    const { database, ledger, federation } = this.house;
    return new StreamableFile(Readable.from(withLineEnds(exportLedger(database, ledger, federation))), {
      type: 'application/x-ndjson',
    });
  }

  /** An entry may tell of a study by its id alone, whoever knows only the name. */
  private async idOfStudy(idOrName: string, member: string | null): Promise<string> {
    return (await this.house.database.read((manager) => requireStudyOf(manager, idOrName, member))).id;
  }
}

function headShown({ size, root, at, envelope, countersignatures }: ShownHead): AnswerOf<typeof headOf> {
  return {
    ...{ size, root, at, envelope: base64(envelope) },
    countersignatures: countersignatures.map(({ node, envelope: own }) => ({ node, envelope: base64(own) })),
  };
}

/** @returns as archiveReport describes it. */
export function archiveShown({ toSize, fromSize, root, sha256, bytes, entry, at }: LedgerArchiveRow) {
  return { from: fromSize, to: toSize, root, sha256, bytes, entry, at };
}

function positionOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const key = decodeCursor(cursor);
  if (!/^\d{1,15}$/.test(key)) throw unknownCursor();
  return Number(key);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

export async function* withLineEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
