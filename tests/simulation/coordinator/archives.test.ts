// Old entries leave the database for files, on both databases: proofs go on, files and the rest verify together, and what is
// missing, edited or exchanged is named.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import {
  leafHash,
  verifyConsistency,
  verifyInclusion,
  verifyLedgerParts,
  type EntryLine,
  type Hash,
} from '@chorale/crypto';
import { EVIDENCE_KINDS } from '@chorale/models/evidence';
import { ArchiveAudit } from '../../../client-node/src/ledger/archive-audit.js';
import { exportLedger, type LedgerPart } from '../../../coordinator/src/ledger/export.js';
import { In, LessThan } from '../../../coordinator/src/storage/conditions.js';
import {
  Countersignatures,
  LedgerEntries,
  LedgerIndex,
  LedgerPayloads,
} from '../../../coordinator/src/storage/tables/ledger-tables.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import type { TestFederation } from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { runLedger } from '../../unit/node/cli/run-command.js';

const newFolder = temporaryFolders();
const HOUR_MS = 3_600_000;
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

onEachFederation((federation) => {
  const house = (): TestFederation['house'] => federation().house;
  const head = () => house().database.read((manager) => house().ledger.head(manager));

  async function linesOf(part: LedgerPart): Promise<string[]> {
    const lines: string[] = [];
    for await (const line of house().archivist.lines(part)) lines.push(line);
    return lines;
  }
  /** Somebody fetches the next archive and has it put on record. */
  async function archive(wish: Parameters<TestFederation['house']['archivist']['next']>[0]) {
    const part = await house().archivist.next(wish);
    const lines = await linesOf(part);
    const row = await house().archivist.archive({ ...part, sha256: sha256Of(lines) });
    return { part, lines, row };
  }
  const storedPayloads = (): Promise<number> =>
    house().database.read((manager) => manager.count(LedgerPayloads));

  /** Entries below a position that evidence packs are made of. */
  const staying = (to: number): Promise<number> =>
    house().database.read((manager) =>
      manager.countBy(LedgerIndex, { kind: In(EVIDENCE_KINDS), position: LessThan(to) }),
    );

  test('archives and what is left verify together, and every proof goes on', async () => {
    await federation().enrol(5);
    await federation().agree();
    const early = await head();
    const before = (await federation().ledgerLines()).filter((line) => line.startsWith('{"entry"'));
    federation().clock.advance(3 * 3600);
    await federation().shelveKeys(20);
    await house().studies.start(federation().studyDocument);
    await federation().runRound();
    const kept = await head();
    const packBefore = await house().evidence.pack({ kind: 'member', member: 'Member 1' }, null);
    const first = await archive({ before: federation().clock.now() - HOUR_MS });
    expect(first.part).toEqual({ from: 0, to: early.size });
    await federation().reopen();
    const second = await archive({ keep: 5 });
    expect(second.part.from).toBe(early.size);
    const { size } = await head();
    expect(second.part.to).toBeLessThanOrEqual(size - 6);

    // What was archived is in the files alone, but for what evidence packs are made of.
    expect(await storedPayloads()).toBe(size - second.part.to + (await staying(second.part.to)));
    expect(await staying(second.part.to)).toBeLessThan(second.part.to);
    const live = await federation().ledgerLines();
    const audit = new ArchiveAudit();
    const parts = [first.lines, second.lines, live];
    expect(await verifyLedgerParts(parts, [early, kept], audit)).toMatchObject({
      verified: true,
      entries: size,
      erasedPayloads: 0,
    });
    for (const { part, lines } of [first, second])
      expect([
        audit.isArchive(part.from, part.to, sha256Of(lines)),
        audit.isArchive(part.from, part.to, sha256Of([...lines, ''])),
      ]).toEqual([true, false]);
    expect(audit.isArchive(second.part.to, size, sha256Of(live))).toBeNull();

    const newest = await head();
    const path = await house().ledger.consistency(early.size, newest.size);
    expect(
      verifyConsistency(early.size, bytesOf(early.root), size, bytesOf(newest.root), path.map(bytesOf)),
    ).toBe(true);
    for (const position of [0, 7, early.size - 1, second.part.to - 1, second.part.to, size - 1]) {
      const told = await house().ledgerReader.entry(position, null);
      const proof = told.path.map(bytesOf);
      expect(verifyInclusion(told.leafHash, position, size, proof, bytesOf(newest.root))).toBe(true);
      const isArchived = position < second.part.to;
      expect([told.entry === undefined, told.payload === null, told.archive === null]).toEqual([
        isArchived,
        isArchived,
        !isArchived,
      ]);
      if (position < early.size) {
        expect(told.archive).toMatchObject({ sha256: sha256Of(first.lines) });
        const { entry } = JSON.parse(before[position]!) as EntryLine;
        expect(told.leafHash).toEqual(new Uint8Array(leafHash(new Uint8Array(Buffer.from(entry, 'base64')))));
      }
    }
    const pack = await house().evidence.pack({ kind: 'member', member: 'Member 1' }, null);
    expect({ ...pack, madeAt: 0, ledger: 0 }).toEqual({ ...packBefore, madeAt: 0, ledger: 0 });
    // Found as before, and the next round is appended to the same tree.
    const filter = { kind: 'node-enrolled' };
    const found = await house().ledgerReader.entries(
      filter,
      { after: undefined, limit: 9, order: 'asc' },
      null,
    );
    expect(found).toHaveLength(5);
    await federation().runRound();
    const all = [first.lines, second.lines, await federation().ledgerLines()];
    expect(await verifyLedgerParts(all, [early, kept, newest])).toMatchObject({ verified: true });
  });

  test('a part that is missing, edited, cut off, given twice or of somebody else is named', async () => {
    await federation().startStudy();
    const first = await archive({ keep: 20 });
    await federation().runRound();
    const second = await archive({ keep: 5 });
    const live = await federation().ledgerLines();
    const [a, b] = [first.lines, second.lines];
    const verdictOf = async (...parts: string[][]) => (await verifyLedgerParts(parts)).problem;
    const edited = (lines: string[], at: number): string[] => {
      const line = JSON.parse(lines[at]!) as EntryLine;
      return lines.with(at, JSON.stringify({ ...line, payload: '{"edited":true}' }));
    };
    const entryIn = (lines: string[]): number => lines.findLastIndex((line) => line.startsWith('{"entry"'));
    expect(await verdictOf(a, b, live)).toBeUndefined();
    const missing = `entries 0 to ${first.part.to - 1} are missing`;
    expect(await verdictOf(b, live)).toMatchObject({
      part: 0,
      reason: expect.stringContaining(missing) as string,
    });
    expect(await verdictOf(a, live)).toMatchObject({
      part: 1,
      line: 1,
      reason: expect.stringContaining(
        `entries ${second.part.from} to ${second.part.to - 1} are missing`,
      ) as string,
    });
    expect(await verdictOf(a, edited(b, entryIn(b)), live)).toMatchObject({ part: 1, line: entryIn(b) + 1 });
    expect(await verdictOf(edited(a, 3), b, live)).toMatchObject({ part: 0, line: 4 });
    expect(await verdictOf(a.slice(0, -1), b, live)).toMatchObject({ part: 0 });
    expect(await verdictOf(a, b.slice(0, -1), live)).toMatchObject({ part: 1 });
    expect(await verdictOf(a, a, b, live)).toMatchObject({ part: 1, line: 1 });
    expect(await verdictOf(a, [], live)).toMatchObject({ part: 1, reason: 'the file is empty' });
    const renamed = b.with(0, b[0]!.replace(`"from":${second.part.from}`, '"from":0'));
    expect(await verdictOf(a, renamed, live)).toMatchObject({ part: 1, line: 1 });
  });

  test('nothing leaves for a file that nobody holds, and nothing is archived twice', async () => {
    await federation().startStudy();
    const { size } = await head();
    const part = await house().archivist.next({ keep: 3 });
    const sha256 = sha256Of(await linesOf(part));
    const wrong = 'ab'.repeat(32);
    const { archivist } = house();
    await expect(archivist.archive({ ...part, sha256: wrong })).rejects.toMatchObject({
      code: 'archive-differs',
    });
    for (const range of [{ from: 1 }, { to: part.to + 1_000 }, { from: part.to, to: part.from }])
      await expect(archivist.archive({ ...part, ...range, sha256 })).rejects.toMatchObject({
        code: 'malformed',
      });
    expect([(await head()).size, await storedPayloads()]).toEqual([size, size]);
    const row = await archivist.archive({ ...part, sha256 });
    expect(await archivist.archive({ ...part, sha256 })).toMatchObject({ entry: row.entry });
    expect(await federation().payloads('ledger-archived')).toEqual([
      { ...part, root: row.root, sha256, bytes: row.bytes },
    ]);
    await expect(archivist.next({ before: 1 })).rejects.toMatchObject({ code: 'nothing-to-archive' });
    await expect(archivist.next({ keep: 1e6 })).rejects.toMatchObject({ code: 'nothing-to-archive' });
  });

  test('files whose lines were joined or split anew without what countersigns them are not the archive', async () => {
    await federation().startStudy();
    const { database, ledger, countersignatures } = house();
    const { size, root } = await head();
    for (const node of federation().nodes)
      await countersignatures.accept(federation().callerOf(node), node.countersignature(size, root));
    const { part, lines } = await archive({ keep: 0 });
    // Of a node whose round began before that: taken without a word, and not kept.
    const signed = () => database.read((manager) => manager.count(Countersignatures));
    const late = await federation().enrolOne('late', 'Late');
    const before = await signed();
    for (const node of federation().nodes)
      await countersignatures.accept(federation().callerOf(node), node.countersignature(size, root));
    expect([before, await signed(), late.name]).toEqual([5, 5, 'late']);
    await database.write((transaction) =>
      ledger.append(transaction, {
        kind: 'round-spent',
        actor: 'coordinator',
        subject: '',
        payload: {} as never,
      }),
    );
    const live = await federation().ledgerLines();
    const stripped = lines.map((line) =>
      line.startsWith('{"head"') ? JSON.stringify({ ...JSON.parse(line), countersignatures: [] }) : line,
    );
    const written = (content: readonly string[], name: string): string => {
      const file = join(newFolder(), name);
      writeFileSync(file, content.map((line) => `${line}\n`).join(''));
      return file;
    };
    const rest = written(live, 'live.jsonl');
    const good = await runLedger(['verify', written(lines, 'archive.jsonl'), rest]);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringMatching(/^VERIFIED/) as string });
    const joined = [...stripped, ...live.slice(1)];
    const bad = await runLedger(['verify', written(joined, 'joined.jsonl')]);
    expect(bad).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        new RegExp(
          `^NOT VERIFIED: entries 0 to ${part.to - 1} were archived .*give the archive file as it was written`,
        ),
      ) as string,
    });
    // Nor does it help to say nothing of the archive.
    const silent = joined.map((line) => {
      const { entry } = JSON.parse(line) as Partial<EntryLine>;
      const isArchive = entry && Buffer.from(entry, 'base64').includes('ledger-archived');
      return isArchive ? JSON.stringify({ entry, payload: null }) : line;
    });
    expect(silent).not.toEqual(joined);
    const nulled = await runLedger(['verify', written(silent, 'silent.jsonl')]);
    expect(nulled).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^NOT VERIFIED: .*ledger-archived entry is missing/) as string,
    });
  });

  test('a process that ends before the entries have left goes on with that at its next start', async () => {
    await federation().startStudy();
    const { archivist } = house();
    const sweep = jest.spyOn(archivist, 'sweep').mockResolvedValue();
    const { part, lines } = await archive({ keep: 4 });
    sweep.mockRestore();
    const stored = (): Promise<number> =>
      house().database.read((manager) => manager.countBy(LedgerEntries, { entry: new Uint8Array() }));
    expect([await stored(), await storedPayloads()]).toEqual([0, (await head()).size]);
    // On record it is gone for readers already.
    expect(await house().ledgerReader.entry(0, null)).toMatchObject({ entry: undefined, payload: null });
    const live = await federation().ledgerLines();
    await federation().reopen();
    expect([await stored(), await storedPayloads()]).toEqual([
      part.to,
      (await head()).size - part.to + (await staying(part.to)),
    ]);
    expect(await federation().ledgerLines()).toEqual(live);
    expect(await verifyLedgerParts([lines, live])).toMatchObject({ verified: true });
  });

  test('an export that meets entries which leave meanwhile ends with an error, not with less', async () => {
    await federation().startStudy();
    const { database, ledger, federation: own } = house();
    const open = exportLedger(database, ledger, own);
    await open.next();
    await archive({ keep: 4 });
    await expect(open.next()).rejects.toThrow(/export again/);
  });
});

/** Of a file with these lines. */
function sha256Of(lines: readonly string[]): Hash {
  return createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex') as Hash;
}
