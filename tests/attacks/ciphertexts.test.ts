// Attacks on the cryptography alone that must fail, and one on a weaker design that must succeed.
import {
  addShares,
  parametersByName,
  systemEntropy,
  type IntegerLayout,
  type KeyShare,
  type RoundId,
  type SecureSumErrorCode,
} from '../../crypto/src/index.js';
import { addChunks, checkChunk } from '../../crypto/src/aggregation/add-chunks.js';
import { shareKey } from '../../crypto/src/committee/shamir.js';
import { encryptContribution } from '../../crypto/src/encryption/encrypt-contribution.js';
import { OneTimeKey } from '../../crypto/src/encryption/one-time-key.js';
import { SealRuntime } from '../../crypto/src/encryption/seal-runtime.js';
import { combine, newResidues } from '../../crypto/src/parameters/residues.js';
import { interpolateKey } from '../../crypto/src/release/interpolate-key.js';
import { openRelease } from '../../crypto/src/release/open-release.js';
import { openSum, type OpenedIntegers } from '../../crypto/src/release/open-sum.js';
import { refusal } from '../unit/secure-sum/refusal.js';

const parameters = parametersByName('P1');
const entropy = systemEntropy();
const round = 'aa'.repeat(32) as RoundId;
const otherRound = 'bb'.repeat(32) as RoundId;
const threshold = 4;
const members = 5;
/** One polynomial of random 46-bit messages: a wrong guess hits one with probability 2^-46. */
const layout: IntegerLayout = { blocks: [{ name: 'message', length: 4095, laneBits: 46, limbs: 1 }] };

let runtime: SealRuntime;
beforeAll(async () => {
  runtime = await SealRuntime.open();
});
afterAll(() => runtime.dispose());

interface Dealt {
  values: Float64Array;
  key: OneTimeKey;
  chunk: Uint8Array;
  shares: Uint8Array[];
}

function contribute(inRound: RoundId = round, underKey?: OneTimeKey): Dealt {
  const values = Float64Array.from(
    { length: 4095 },
    () => (entropy.uint32() - 2 ** 31) * 2 ** 10 + (entropy.uint32() % 1024),
  );
  const contribution = encryptContribution(runtime, { parameters, round: inRound, layout, values, entropy });
  if (underKey) contribution.key.reveal().set(underKey.reveal());
  const [chunk] = [...contribution.chunks];
  const shares = shareKey(parameters, contribution.key, { threshold, members }, entropy);
  return { values, key: contribution.key, chunk: chunk!, shares };
}

function add(...dealt: readonly Dealt[]): Promise<Uint8Array> {
  return addChunks(
    runtime,
    parameters,
    dealt.map(({ chunk }) => chunk),
  );
}

function summedShares(...dealt: readonly Dealt[]): KeyShare[] {
  return Array.from({ length: members }, (_, index) => ({
    x: index + 1,
    share: addShares(
      parameters,
      dealt.map(({ shares }) => shares[index]!),
    ),
  }));
}

function sumOfKeys(...keys: readonly OneTimeKey[]): OneTimeKey {
  const sum = newResidues(parameters);
  for (const key of keys) combine(parameters, sum, 1, sum, 1, key.reveal());
  return OneTimeKey.fromResidues(sum);
}

const open = (chunk: Uint8Array, key: OneTimeKey): Promise<OpenedIntegers> =>
  openSum(runtime, { parameters, round, layout, chunkAt: () => chunk }, key);

/** How many whole coefficients of the victim's message came out. */
function matches(opened: OpenedIntegers, values: Float64Array): number {
  return values.filter((value, index) => value === opened.values[index]).length;
}

test('the honest sum opens, so that the attacks below fail for their own reason', async () => {
  const [a, b] = [contribute(), contribute()];
  const opened = await open(await add(a, b), sumOfKeys(a.key, b.key));
  expect(opened.canary).toBe(2);
  const truth = a.values.map((value, index) =>
    Number(BigInt.asIntN(46, BigInt(value) + BigInt(b.values[index]!))),
  );
  expect(matches(opened, truth)).toBe(4095);
});

test('the coordinator with one colluding node opens nothing of another node', async () => {
  const [victim, colluder] = [contribute(), contribute()];
  expect(matches(await open(victim.chunk, colluder.key), victim.values)).toBe(0);
  expect(
    matches(await open(victim.chunk, OneTimeKey.fromResidues(newResidues(parameters))), victim.values),
  ).toBe(0);
});

test('BASELINE, a key shared by all: there the same collusion succeeds', async () => {
  const shared = OneTimeKey.generate(parameters, entropy);
  const [victim, colluder] = [contribute(round, shared), contribute(round, shared)];
  expect(matches(await open(victim.chunk, colluder.key), victim.values)).toBe(4095);
});

test('t - 1 shares open no coefficient of a sum', async () => {
  const [a, b] = [contribute(), contribute()];
  const opened = await open(
    await add(a, b),
    interpolateKey(parameters, summedShares(a, b).slice(0, threshold - 1)),
  );
  const truth = a.values.map((value, index) =>
    Number(BigInt.asIntN(46, BigInt(value) + BigInt(b.values[index]!))),
  );
  expect(matches(opened, truth)).toBe(0);
  expect(opened.canary).not.toBe(2);
});

test('a sum over descriptors that differ opens to noise, and says so', async () => {
  const [a, b] = [contribute(), contribute(otherRound)];
  const opened = await open(await add(a, b), sumOfKeys(a.key, b.key));
  expect(matches(opened, a.values)).toBe(0);
  await expect(
    openRelease(runtime, {
      parameters,
      round,
      layout,
      chunkAt: () => add(a, b),
      shares: summedShares(a, b),
      threshold,
      contributions: 2,
    }),
  ).rejects.toThrow(refusal('no-subset-opens'));
});

test('canaries of a longer sum differ from one polynomial to the next when it is noise', async () => {
  const longer: IntegerLayout = { blocks: [{ name: 'message', length: 3 * 4095, laneBits: 46, limbs: 1 }] };
  const { key, chunks } = encryptContribution(runtime, {
    parameters,
    round: otherRound,
    layout: longer,
    values: new Float64Array(3 * 4095),
    entropy,
  });
  const drawn = [...chunks];
  await expect(
    openSum(runtime, { parameters, round, layout: longer, chunkAt: (at) => drawn[at]! }, key),
  ).rejects.toThrow(refusal('canary-mismatch', { polynomial: 1 }));
});

test('a replayed or re-randomised ciphertext counts its victim twice and opens neither', async () => {
  const [victim, zero] = [contribute(), contribute()];
  // The replayer adds an encryption of its own, so that the bytes differ, and submits the result as its own.
  const replay = { ...zero, chunk: await add(victim, zero) };
  const withoutVictimsKey = await open(replay.chunk, zero.key);
  expect(matches(withoutVictimsKey, victim.values)).toBe(0);
  // In a sum with its victim it lacks a second share of the victim's key: the committee's key does not open it.
  await expect(
    openRelease(runtime, {
      parameters,
      round,
      layout,
      chunkAt: () => add(victim, replay),
      shares: summedShares(victim, zero),
      threshold,
      contributions: 2,
    }),
  ).rejects.toThrow(refusal('no-subset-opens'));
});

test('a contribution whose shares belong to another key spoils the sum and is noticed', async () => {
  const [honest, dealer] = [contribute(), contribute()];
  const badDeal = { ...dealer, shares: contribute().shares };
  await expect(
    openRelease(runtime, {
      parameters,
      round,
      layout,
      chunkAt: () => add(honest, badDeal),
      shares: summedShares(honest, badDeal),
      threshold,
      contributions: 2,
    }),
  ).rejects.toThrow(refusal('no-subset-opens'));
});

test('chunks that would cancel each other are added without complaint', async () => {
  const zeros = new Uint8Array(parameters.polynomialBytes);
  expect(await addChunks(runtime, parameters, [zeros, zeros])).toEqual(zeros);
});

test.each<[string, Uint8Array, SecureSumErrorCode]>([
  ['truncated', new Uint8Array(parameters.polynomialBytes - 1), 'chunk-length'],
  ['overlong', new Uint8Array(parameters.polynomialBytes + 1), 'chunk-length'],
  ['of two polynomials', new Uint8Array(2 * parameters.polynomialBytes), 'chunk-length'],
  ['not below q', new Uint8Array(parameters.polynomialBytes).fill(0xff), 'coefficient-range'],
])('a chunk that is %s is refused before SEAL sees it', async (_, chunk, code) => {
  const good = contribute().chunk;
  expect(() => checkChunk(parameters, chunk, 1)).toThrow(refusal(code));
  await expect(addChunks(runtime, parameters, [good, chunk])).rejects.toThrow(refusal(code));
  await expect(open(chunk, contribute().key)).rejects.toThrow(refusal(code));
});
