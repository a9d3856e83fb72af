// Sums of disjoint groups, opened one by one: through the real rooms of node, committee and recipient.
import { contentHash, drawing as drawingMessage, drawingCall, type Descriptor } from '@chorale/crypto';
import { checkAdditions } from '../../../client-node/src/adopt/check-additions.js';
import { openRound, type OpenedRound, type RoundArchive } from '../../../client-node/src/adopt/open-sum.js';
import { RoundRefused } from '../../../client-node/src/agreement/refusal.js';
import { verifySet } from '../../../client-node/src/committee/commit.js';
import { EvidenceError } from '../../../client-node/src/committee/verify-manifest.js';
import type { PreparedContribution } from '../../../client-node/src/encrypt/encrypt-contribution.js';
import { checkDrawing } from '../../../client-node/src/grouping/check-drawing.js';
import type { ShownDrawing } from '../../../client-node/src/storage/lot-records.js';
import { entropy, ring } from '../../support/round/five-nodes.js';
import {
  anchorBy,
  archiveOf,
  callBytes,
  contribute,
  descriptor,
  drawingBytes,
  groups,
  ids,
  indexOf,
  lotBy,
  nodes,
  roster,
  roundAt,
  setBytes,
} from '../../support/round/grouped-nodes.js';

const all: PreparedContribution[] = [];
beforeAll(async () => {
  for (const index of nodes.keys()) all.push(await contribute(index));
});

/** Contributions of all nodes but those of some groups, in order of ids. */
function without(...left: readonly (readonly string[])[]): PreparedContribution[] {
  return all.filter((_, index) => !left.flat().includes(ids[index]!));
}
function open(contributions: readonly PreparedContribution[], archive: RoundArchive): Promise<OpenedRound> {
  const set = verifySet(roundAt(0), setBytes(contributions));
  return openRound(roundAt(0), set, nodes[0]!.pair, archive, ring);
}
/** The sum that a group has to open to. */
const sumOf = (group: readonly (typeof ids)[number][]): number =>
  group.reduce((total, id) => total + indexOf(id) + 1, 0);

test('every group opens to its own sum, and to nothing of another', async () => {
  const { groups: opened, badShares } = await open(all, await archiveOf([0, 1, 2, 4, 6], all));
  expect(groups.map(({ length }) => length)).toEqual([4, 4, 4, 4]);
  expect(opened.map(({ values, nodes: size }) => ({ size, values }))).toEqual(
    groups.map((group) => ({ size: group.length, values: new Float64Array(20).fill(sumOf(group)) })),
  );
  expect(badShares).toEqual([]);
});

test('a group that lost a node is left out whole; the others open', async () => {
  const rest = without(groups[2]!);
  const { groups: opened } = await open(rest, await archiveOf([0, 1, 2, 3, 4], rest));
  expect(opened.map(({ values }) => values[0])).toEqual([0, 1, 3].map((group) => sumOf(groups[group]!)));
});

test('no member helps to open a group below k_min, or fewer groups than the rule takes', () => {
  const short = without([groups[1]![0]!]);
  expect(() => verifySet(roundAt(0), setBytes(short))).toThrow(/a sum in the set holds 3 nodes/);
  const few = without(groups[0]!, groups[3]!);
  expect(() => verifySet(roundAt(0), setBytes(few))).toThrow(/holds 2 groups.*takes 3/);
});

test('the coordinator cannot move a contribution from one sum to another, or swap sums', async () => {
  const swapped = await archiveOf([0, 1, 2, 3, 4], all, ([a, b, ...rest]) => [b!, a!, ...rest]);
  await expect(open(all, swapped)).rejects.toThrow(/no 5 of the 5 released shares open this sum/);
  const missing = await archiveOf([0, 1, 2, 3, 4], all, (sums) => sums.slice(1));
  await expect(open(all, missing)).rejects.toThrow(EvidenceError);
});

test('a wrong addition in any group is found: all are added again', async () => {
  const set = verifySet(roundAt(0), setBytes(all));
  const archive = await archiveOf([0], all);
  const { sumChunks } = await open(all, await archiveOf([0, 1, 2, 3, 4], all));
  expect(await checkAdditions(roundAt(0), set, sumChunks, archive, ring, entropy)).toMatchObject({
    checked: 4,
    wrong: false,
  });
  for (const group of groups.keys()) {
    const wrong = sumChunks.with(group, sumChunks[(group + 1) % 4]!);
    expect(await checkAdditions(roundAt(0), set, wrong, archive, ring, entropy)).toMatchObject({
      wrong: true,
    });
  }
});

describe('a node draws the groups itself', () => {
  const shown: ShownDrawing = { drawing: 0, round: 0, attempt: 0, call: contentHash(callBytes) };
  /** The code and reason of the refusal; undefined when the drawing is accepted. */
  function refusalOf(
    change: Partial<Descriptor>,
    bytes = drawingBytes,
    last: ShownDrawing = shown,
  ): string | undefined {
    const grouping = descriptor.grouping && { ...descriptor.grouping, drawing: contentHash(bytes) };
    try {
      checkDrawing({ ...descriptor, grouping, ...change }, bytes, {
        self: ids[0]!,
        federation: descriptor.federation,
        roster: { nodes: roster },
        shown: last,
      });
      return undefined;
    } catch (error) {
      if (!(error instanceof RoundRefused)) throw error;
      expect(error.code).toBe('groups-differ');
      return error.message;
    }
  }
  const grouping = descriptor.grouping!;
  const values = nodes.map((_, index) => lotBy(index));

  test('and accepts those that follow from all values', () => {
    expect(refusalOf({})).toBeUndefined();
  });

  test('and refuses groups that somebody chose', () => {
    const [a, b] = [grouping.groupOf.indexOf(0), grouping.groupOf.indexOf(1)];
    const swapped = grouping.groupOf.with(a, 1).with(b, 0);
    expect(refusalOf({ grouping: { ...grouping, groupOf: swapped } })).toMatch(/not those that were drawn/);
    expect(
      refusalOf({ grouping: { ...grouping, drawing: 'ab'.repeat(32) as typeof grouping.drawing } }),
    ).toMatch(/not the one that the round names/);
  });

  test('and refuses a cohort that is not who showed a value', () => {
    expect(refusalOf({ cohort: ids.slice(1) })).toMatch(/cohort/);
    const withheld = drawingMessage.encode({ call: callBytes, values: values.with(3, undefined as never) });
    expect(refusalOf({}, withheld)).toMatch(/cohort/);
  });

  test('and refuses a value that its node did not bind itself to', () => {
    const forged = drawingMessage.encode({ call: callBytes, values: values.with(3, new Uint8Array(32)) });
    expect(refusalOf({}, forged)).toMatch(/bound itself to another value/);
  });

  test('and refuses anchors that were exchanged after it showed its own value', () => {
    const anchors = nodes.map((_, index) => anchorBy(index, index === 5 ? 1 : 0));
    const call = drawingCall.encode({ ...drawingCall.decode(callBytes), anchors });
    const late = drawingMessage.encode({ call, values: values.with(5, undefined as never) });
    expect(refusalOf({ cohort: ids.toSpliced(5, 1) }, late)).toMatch(/showed its value for another drawing/);
    expect(refusalOf({}, drawingBytes, { ...shown, call: contentHash(call) })).toMatch(/another drawing/);
  });

  test('and refuses a drawing of another round, attempt or state', () => {
    expect(refusalOf({ round: 1 })).toMatch(/another round/);
    expect(refusalOf({ attempt: 1 })).toMatch(/another round/);
    expect(refusalOf({ state: 'ab'.repeat(32) as Descriptor['state'] })).toMatch(/another round/);
  });
});
