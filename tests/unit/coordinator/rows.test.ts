import type { AgreementHash, Hash, NodeId, RoundId, StateHash, StudyId } from '@chorale/crypto';
import {
  Between,
  In,
  IsNull,
  LessThan,
  MoreThan,
  MoreThanOrEqual,
  Not,
} from '../../../coordinator/src/storage/conditions.js';
import type { Database } from '../../../coordinator/src/storage/database.js';
import { openDatabase } from '../../../coordinator/src/storage/open-database.js';
import type { Rows } from '../../../coordinator/src/storage/rows.js';
import {
  Agreements,
  Nodes,
  Settings,
  type NodeRow,
} from '../../../coordinator/src/storage/tables/federation-tables.js';
import { BytesReceived } from '../../../coordinator/src/storage/tables/request-tables.js';
import {
  Contributions,
  RoundKeys,
  Rounds,
  ShareVerdicts,
  Studies,
  type RoundKeyRow,
  type RoundRow,
  type StudyRow,
} from '../../../coordinator/src/storage/tables/round-tables.js';
import { onEachDatabase } from '../../support/coordinator/databases.js';
import type { Place } from '../../support/coordinator/place.js';

const keyOf = (node: string, keyIndex: number, usedFor: string | null = null): RoundKeyRow => ({
  node: node as NodeId,
  keyIndex,
  publicKey: Uint8Array.of(0, 255, keyIndex),
  envelope: new Uint8Array(),
  usedFor,
});

const nodeOf = (name: string): NodeRow => ({
  id: name as NodeId,
  member: name,
  name,
  region: '',
  role: 'contributor',
  signingKey: new Uint8Array(),
  envelope: new Uint8Array(),
  enrolledAt: 0,
  retiredAt: null,
  replaces: null,
  succeeds: null,
});

const agreement = { hash: 'a' as AgreementHash, title: '', document: new Uint8Array(), proposedAt: 0 };
const study: StudyRow = {
  id: 's' as StudyId,
  name: 's',
  agreement: agreement.hash,
  document: new Uint8Array(),
  status: 'running',
  reason: '',
  startedAt: 0,
  endedAt: null,
  state: '0' as StateHash,
  layout: new Uint8Array(),
  roundsClosed: 0,
  roundsPlanned: 1,
  attempt: 0,
  waitingSince: 0,
};

onEachDatabase((fresh: () => Promise<Place>) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase((await fresh()).location);
    await database.write(async ({ manager }) => {
      await manager.insert(Nodes, ['a', 'b', 'many'].map(nodeOf));
      await manager.insert(Agreements, agreement);
      await manager.insert(Studies, study);
      await manager.insert(RoundKeys, [keyOf('a', 1, 'r'), keyOf('a', 2), keyOf('a', 3), keyOf('b', 7)]);
    });
  });
  afterAll(() => database.close());

  const keys = (where: Parameters<typeof Rows.prototype.find<RoundKeyRow>>[1]): Promise<string[]> =>
    database.read(async (manager) =>
      (await manager.find(RoundKeys, where)).map(({ node, keyIndex }) => `${node}${keyIndex}`).sort(),
    );

  test.each([
    ['a value', { node: 'a' as NodeId, keyIndex: 2 }, ['a2']],
    ['one of a list', { keyIndex: In([7, 1, 4]) }, ['a1', 'b7']],
    ['one of a list of texts', { node: In(['b' as NodeId, `'"` as NodeId]) }, ['b7']],
    ['one of an empty list', { keyIndex: In([]) }, []],
    ['none of a list', { keyIndex: Not(In([7, 1])) }, ['a2', 'a3']],
    ['none of an empty list', { keyIndex: Not(In<number>([])) }, ['a1', 'a2', 'a3', 'b7']],
    ['another value', { node: Not('a' as NodeId) }, ['b7']],
    ['NULL', { usedFor: IsNull() }, ['a2', 'a3', 'b7']],
    ['anything but NULL', { usedFor: Not(IsNull()) }, ['a1']],
    ['more', { keyIndex: MoreThan(3) }, ['b7']],
    ['as much or more', { keyIndex: MoreThanOrEqual(3) }, ['a3', 'b7']],
    ['less', { keyIndex: LessThan(2) }, ['a1']],
    ['between, ends included', { keyIndex: Between(2, 7) }, ['a2', 'a3', 'b7']],
    ['either of two things', [{ node: 'b' as NodeId }, { keyIndex: 1, usedFor: 'r' }], ['a1', 'b7']],
  ])('finds rows by %s', async (_, where, expected) => {
    expect(await keys({ where })).toEqual(expected);
  });

  test('orders, limits, and reads no other columns than it is asked for', async () => {
    const rows = await database.read((manager) =>
      manager.find(RoundKeys, {
        select: { keyIndex: true, publicKey: true },
        order: { node: 'DESC', keyIndex: 'DESC' },
        take: 2,
      }),
    );
    expect(rows).toEqual([
      { keyIndex: 7, publicKey: Uint8Array.of(0, 255, 7) },
      { keyIndex: 3, publicKey: Uint8Array.of(0, 255, 3) },
    ]);
    // Not Node's Buffer, whose slices would share its memory.
    expect(rows[0]!.publicKey.constructor).toBe(Uint8Array);
  });

  test('counts, also by group, and finds the least of each', async () => {
    await database.read(async (manager) => {
      expect(await manager.count(RoundKeys)).toBe(4);
      expect(await manager.countBy(RoundKeys, { node: 'a' as NodeId })).toBe(3);
      expect(await manager.exists(ShareVerdicts)).toBe(false);
      expect(await manager.existsBy(RoundKeys, { node: 'c' as NodeId })).toBe(false);
      const counts = await manager.countEach(RoundKeys, ['node'], { usedFor: IsNull() });
      expect(new Map(counts.map(({ node, count }) => [node, count]))).toEqual(
        new Map([
          ['a', 2],
          ['b', 1],
        ]),
      );
      const least = await manager.leastOfEach(RoundKeys, ['node'], 'keyIndex', { usedFor: IsNull() });
      expect(new Map(least.map(({ node, keyIndex }) => [node, keyIndex]))).toEqual(
        new Map([
          ['a', 2],
          ['b', 7],
        ]),
      );
    });
  });

  test('keeps bytes, large numbers, truths and NULL as they were', async () => {
    const round: RoundRow = {
      id: 'r' as RoundId,
      study: study.id,
      round: 0,
      attempt: 0,
      phase: 'collecting',
      phaseSince: 1_764_000_000_123,
      reason: 'NULL',
      state: '0' as RoundRow['state'],
      envelope: Uint8Array.of(1, 0, 2),
      openedAt: Number.MAX_SAFE_INTEGER,
      collectBy: 2,
      committeeBy: 3,
      contributionSet: null,
      setRoot: '' as Hash,
      ciphertextSum: new Uint8Array(),
      nextState: null,
      endedAt: null,
      chunksErased: true,
    };
    await database.write(async ({ manager }) => {
      await manager.insert(Rounds, [
        round,
        { ...round, id: 'q' as RoundId, attempt: 1, phase: 'closed', chunksErased: false },
      ]);
    });
    await database.read(async (manager) => {
      expect(await manager.findOneBy(Rounds, { id: 'r' as RoundId })).toEqual(round);
      expect(await manager.findBy(Rounds, { chunksErased: false })).toMatchObject([{ id: 'q' }]);
      expect(await manager.findOneBy(Rounds, { id: 'none' as RoundId })).toBeNull();
      await expect(manager.findOneByOrFail(Rounds, { id: 'none' as RoundId })).rejects.toThrow(
        /must be there/,
      );
    });
  });

  test('changes, adds, replaces and deletes what is meant, and says how much that was', async () => {
    await database.write(async ({ manager }) => {
      const node = 'n' as NodeId;
      await manager.insert(BytesReceived, { node, study: '', bytes: 5 });
      expect(await manager.increment(BytesReceived, { node }, 'bytes', 3)).toEqual({ affected: 1 });
      expect(await manager.update(BytesReceived, { node: 'm' as NodeId }, { bytes: 0 })).toEqual({
        affected: 0,
      });
      expect(await manager.findBy(BytesReceived, { node })).toEqual([{ node, study: '', bytes: 8 }]);
      await manager.upsert(Settings, { name: 'x', value: '1' }, ['name']);
      await manager.upsert(Settings, { name: 'x', value: '2' }, ['name']);
      expect(await manager.findBy(Settings, { name: 'x' })).toEqual([{ name: 'x', value: '2' }]);
      expect(await manager.delete(Settings, { name: 'x' })).toEqual({ affected: 1 });
      expect(await manager.exists(Settings)).toBe(false);
      await manager.insert(Contributions, []);
    });
  });

  test('more rows than one statement holds', async () => {
    const rows = Array.from({ length: 2345 }, (_, index) => keyOf('many', index));
    await database.write(({ manager }) => manager.insert(RoundKeys, rows));
    const found = { node: 'many' as NodeId, keyIndex: In(rows.map(({ keyIndex }) => keyIndex)) };
    expect(await database.read((manager) => manager.countBy(RoundKeys, found))).toBe(2345);
  });

  test('a condition that would mean something else than it says is a bug, told before anything is asked', async () => {
    await database.read(async (manager) => {
      const wrong = (where: object): Promise<unknown> => manager.findBy(RoundKeys, where);
      await expect(wrong({})).rejects.toThrow(RangeError);
      await expect(wrong({ node: undefined })).rejects.toThrow(RangeError);
      await expect(wrong({ usedFor: null })).rejects.toThrow(RangeError);
      await expect(wrong({ nothing: 1 })).rejects.toThrow(RangeError);
    });
  });
});
