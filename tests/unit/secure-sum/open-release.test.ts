import {
  addShares,
  parametersByName,
  systemEntropy,
  type KeyShare,
  type RoundId,
} from '../../../crypto/src/index.js';
import { addChunks } from '../../../crypto/src/aggregation/add-chunks.js';
import { shareKey } from '../../../crypto/src/committee/shamir.js';
import { encryptContribution } from '../../../crypto/src/encryption/encrypt-contribution.js';
import { OneTimeKey } from '../../../crypto/src/encryption/one-time-key.js';
import { SealRuntime } from '../../../crypto/src/encryption/seal-runtime.js';
import { openRelease, type OpenedRelease } from '../../../crypto/src/release/open-release.js';
import { refusal } from './refusal.js';

const parameters = parametersByName('P2');
const entropy = systemEntropy();
const round = 'ab'.repeat(32) as RoundId;
const layout = { blocks: [{ name: 'counts', length: 4, laneBits: 20, limbs: 1 }] };
const scheme = { threshold: 4, members: 7 };
const contributions = 3;

let runtime: SealRuntime;
let chunk: Uint8Array;
let shares: KeyShare[];
beforeAll(async () => {
  runtime = await SealRuntime.open();
  const dealt = Array.from({ length: contributions }, (_, node) => {
    const values = Float64Array.of(node, -node, 1000, 0);
    const { key, chunks } = encryptContribution(runtime, { parameters, round, layout, values, entropy });
    const [only] = [...chunks];
    return { chunk: only!, shares: shareKey(parameters, key, scheme, entropy) };
  });
  chunk = await addChunks(
    runtime,
    parameters,
    dealt.map((node) => node.chunk),
  );
  shares = Array.from({ length: scheme.members }, (_, index) => ({
    x: index + 1,
    share: addShares(
      parameters,
      dealt.map((node) => node.shares[index]!),
    ),
  }));
});
afterAll(() => runtime.dispose());

const open = (released: readonly KeyShare[]): Promise<OpenedRelease> =>
  openRelease(runtime, {
    parameters,
    round,
    layout,
    chunkAt: () => chunk,
    shares: released,
    threshold: scheme.threshold,
    contributions,
  });

/** The shares with those of some members replaced by shares of some other key. */
function withBad(...bad: readonly number[]): KeyShare[] {
  const strange = shareKey(parameters, OneTimeKey.generate(parameters, entropy), scheme, entropy);
  return shares.map((share) => (bad.includes(share.x) ? { ...share, share: strange[share.x - 1]! } : share));
}

test('opens from exactly the threshold and from all', async () => {
  for (const released of [shares.slice(0, 4), shares.slice(3), shares]) {
    const opened = await open(released);
    expect([...opened.values]).toEqual([3, -3, 3000, 0]);
    expect(opened.contributions).toBe(3);
    expect(opened.badShares).toEqual([]);
  }
});

test.each([[[1]], [[4]], [[7]], [[1, 2]], [[1, 4, 7]], [[5, 6, 7]]])(
  'opens around bad shares %j and names them',
  async (bad) => {
    const opened = await open(withBad(...bad));
    expect([...opened.values]).toEqual([3, -3, 3000, 0]);
    expect(opened.badShares).toEqual(bad);
  },
);

test('names a share that differs in one coefficient', async () => {
  const changed = shares.map((share) => ({ ...share, share: Uint8Array.from(share.share) }));
  changed[2]!.share[0]! ^= 1;
  expect((await open(changed)).badShares).toEqual([3]);
});

test('with one bad share and none to spare nothing opens', async () => {
  await expect(open(withBad(2).slice(0, 4))).rejects.toThrow(refusal('no-subset-opens'));
});

test.each([
  ['too short', () => new Uint8Array(5)],
  ['too long', (share: Uint8Array) => Uint8Array.of(...share, 0)],
  ['out of range', (share: Uint8Array) => new Uint8Array(share.length).fill(0xff)],
])('a share that is %s keeps nobody from opening, and is named', async (_, spoil) => {
  const released = shares.map(({ x, share }) => ({ x, share: x === 3 ? spoil(share) : share }));
  const opened = await open(released);
  expect([...opened.values]).toEqual([3, -3, 3000, 0]);
  expect(opened).toMatchObject({ badShares: [], malformedShares: [3] });
  const both = await open([...withBad(6).slice(3), ...released.slice(0, 3)]);
  expect(both).toMatchObject({ badShares: [6], malformedShares: [3] });
  await expect(open(released.slice(0, 4))).rejects.toThrow(refusal('no-subset-opens'));
});

test('refuses too few shares, a member twice and an impossible point', async () => {
  await expect(open(shares.slice(0, 3))).rejects.toThrow(refusal('too-few-shares'));
  await expect(open([...shares.slice(0, 3), shares[0]!])).rejects.toThrow(refusal('sharing-invalid'));
  await expect(open([...shares.slice(0, 3), { ...shares[3]!, x: 0 }])).rejects.toThrow(
    refusal('sharing-invalid'),
  );
});

test.each([
  [1, 5],
  [6, 5],
  [2, 65],
])('does not share %i of %i', (threshold, members) => {
  const key = OneTimeKey.generate(parameters, entropy);
  expect(() => shareKey(parameters, key, { threshold, members }, entropy)).toThrow(
    refusal('sharing-invalid'),
  );
});
