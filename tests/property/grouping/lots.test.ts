import {
  anchorOf,
  drawGroups,
  isLotOf,
  lotOf,
  MOST_DRAWINGS,
  type LotOwner,
  type NodeId,
} from '@chorale/crypto';
import type { StudyId } from '@chorale/crypto';
import fc from 'fast-check';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const owner: LotOwner = { study: 'ab'.repeat(32) as StudyId, node: 'cd'.repeat(16) as NodeId };
const idOf = (index: number): NodeId => index.toString(16).padStart(32, '0') as NodeId;

describe('chains of lots', () => {
  test('a value opens its own drawing under its own anchor, and no other', () => {
    fc.assert(
      fc.property(bytes32, fc.nat(300), (secret, drawing) => {
        const anchor = anchorOf(secret, owner);
        const value = lotOf(secret, owner, drawing);
        expect(isLotOf(anchor, owner, drawing, value)).toBe(true);
        expect(isLotOf(anchor, owner, drawing + 1, value)).toBe(false);
        expect(isLotOf(anchor, { ...owner, node: idOf(1) }, drawing, value)).toBe(false);
        expect(isLotOf(anchor, { ...owner, study: 'ef'.repeat(32) as StudyId }, drawing, value)).toBe(false);
        const changed = value.map((byte, at) => (at === 7 ? byte ^ 1 : byte));
        expect(isLotOf(anchor, owner, drawing, changed)).toBe(false);
      }),
      { numRuns: 10 },
    );
  });

  test('what was shown says nothing of the next value: the next one is its preimage', () => {
    const secret = new Uint8Array(32).fill(5);
    const [shown, next] = [lotOf(secret, owner, 0), lotOf(secret, owner, 1)];
    expect(isLotOf(Buffer.from(shown).toString('hex') as ReturnType<typeof anchorOf>, owner, 0, next)).toBe(
      true,
    );
  });

  test('there is no drawing beyond the chain', () => {
    expect(() => lotOf(new Uint8Array(32), owner, MOST_DRAWINGS)).toThrow(RangeError);
    expect(isLotOf(anchorOf(new Uint8Array(32), owner), owner, -1, new Uint8Array(32))).toBe(false);
  });
});

describe('drawing groups', () => {
  const drawing = fc.record({
    seed: bytes32,
    nodes: fc.integer({ min: 5, max: 120 }),
    groupSize: fc.integer({ min: 5, max: 9 }),
    nodesAMember: fc.constantFrom(1, 2),
  });
  test('every node stands in one group; groups have their size or more, and differ by one at most', () => {
    fc.assert(
      fc.property(drawing, ({ seed, nodes, groupSize, nodesAMember }) => {
        fc.pre(nodes >= groupSize);
        const cohort = Array.from({ length: nodes }, (_, index) => idOf(index));
        const memberOf = (node: NodeId): string => String(Math.floor(cohort.indexOf(node) / nodesAMember));
        const groupOf = drawGroups({ seed, cohort, groupSize, memberOf });
        const groups = Math.floor(nodes / groupSize);
        const sizes = Array.from(
          { length: groups },
          (_, group) => groupOf.filter((of) => of === group).length,
        );
        expect(groupOf).toHaveLength(nodes);
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(groupSize);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(drawGroups({ seed, cohort, groupSize, memberOf })).toEqual(groupOf);
        for (const [at, node] of cohort.entries()) {
          const others = cohort.filter((_, other) => groupOf[other] === groupOf[at]);
          expect(others.filter((other) => memberOf(other) !== memberOf(node)).length).toBeGreaterThanOrEqual(
            2,
          );
        }
      }),
    );
  });

  test('any two nodes meet as often as chance has it', () => {
    const cohort = Array.from({ length: 25 }, (_, index) => idOf(index));
    let met = 0;
    const trials = 3000;
    for (let trial = 0; trial < trials; trial += 1) {
      const seed = new Uint8Array(32);
      new DataView(seed.buffer).setUint32(0, trial);
      const groupOf = drawGroups({ seed, cohort, groupSize: 5, memberOf: (node) => node });
      if (groupOf[3] === groupOf[17]) met += 1;
    }
    // 4 of the 24 others: 1/6; six standard deviations.
    expect(Math.abs(met / trials - 1 / 6)).toBeLessThan(6 * Math.sqrt(5 / 36 / trials));
  });

  test('a member with too many nodes leaves no fair drawing', () => {
    const cohort = Array.from({ length: 20 }, (_, index) => idOf(index));
    const memberOf = (node: NodeId): string => (cohort.indexOf(node) < 15 ? 'chain' : node);
    expect(() => drawGroups({ seed: new Uint8Array(32), cohort, groupSize: 5, memberOf })).toThrow(
      /larger groups/,
    );
    const groupOf = drawGroups({ seed: new Uint8Array(32), cohort, groupSize: 5, memberOf: () => 'all' });
    expect(new Set(groupOf)).toEqual(new Set([0, 1, 2, 3]));
  });
});
