// Coalitions: the coordinator, other nodes and committee members pool all that they hold. Up to the stated bound it fits
// every vector that a victim may have sent; with one member more it fits the true one alone. Beside it the baseline of
// one key shared by all clients, where the coordinator and a single client are enough.
import {
  addShares,
  committeeThreshold,
  parametersByName,
  systemEntropy,
  type IntegerLayout,
  type KeyShare,
  type RoundId,
} from '../../crypto/src/index.js';
import { addChunks } from '../../crypto/src/aggregation/add-chunks.js';
import { shareKey } from '../../crypto/src/committee/shamir.js';
import { encryptContribution } from '../../crypto/src/encryption/encrypt-contribution.js';
import type { OneTimeKey } from '../../crypto/src/encryption/one-time-key.js';
import { writePublicPolynomial } from '../../crypto/src/encryption/public-polynomials.js';
import { SealRuntime } from '../../crypto/src/encryption/seal-runtime.js';
import { packCoefficients, unpackCoefficients } from '../../crypto/src/packing/coefficients.js';
import { newResidues } from '../../crypto/src/parameters/residues.js';
import { interpolateAt, interpolateKey } from '../../crypto/src/release/interpolate-key.js';
import { openSum } from '../../crypto/src/release/open-sum.js';
import { CkksClient, CkksServer } from '../support/baseline/shared-key-ckks.js';

const parameters = parametersByName('P2');
const { modulus } = parameters;
const entropy = systemEntropy();
const round = 'cc'.repeat(32) as RoundId;
const LENGTH = parameters.degree - 1;
/** One polynomial of random 40-bit messages: a wrong guess hits one with probability 2^-40. */
const layout: IntegerLayout = { blocks: [{ name: 'message', length: LENGTH, laneBits: 40, limbs: 1 }] };
const MEMBERS = 5;
const THRESHOLD = committeeThreshold(MEMBERS);
/** Committee members that the guarantee allows to be corrupt: 2t - m - 1. */
const bound = (members: number): number => 2 * committeeThreshold(members) - members - 1;

let runtime: SealRuntime;
beforeAll(async () => {
  runtime = await SealRuntime.open();
});
afterAll(() => runtime.dispose());

interface Dealt {
  readonly values: Float64Array;
  readonly key: OneTimeKey;
  readonly chunk: Uint8Array;
  readonly shares: readonly Uint8Array[];
}

function randomVector(): Float64Array {
  return Float64Array.from(
    { length: LENGTH },
    () => (entropy.uint32() - 2 ** 31) * 2 ** 7 + (entropy.uint32() % 128),
  );
}
function encryptUnder(
  values: Float64Array,
  key: OneTimeKey | undefined,
): { key: OneTimeKey; chunk: Uint8Array } {
  const contribution = encryptContribution(runtime, { parameters, round, layout, values, entropy });
  if (key) contribution.key.reveal().set(key.reveal());
  const [chunk] = [...contribution.chunks];
  return { key: contribution.key, chunk: chunk! };
}
function contribute(members = MEMBERS): Dealt {
  const values = randomVector();
  const { key, chunk } = encryptUnder(values, undefined);
  const scheme = { threshold: committeeThreshold(members), members };
  return { values, key, chunk, shares: shareKey(parameters, key, scheme, entropy) };
}
function matches(values: Float64Array, truth: Float64Array): number {
  return values.filter((value, index) => value === truth[index]).length;
}
const open = async (chunk: Uint8Array, key: OneTimeKey): Promise<Float64Array> =>
  (await openSum(runtime, { parameters, round, layout, chunkAt: () => chunk }, key)).values;

/** Residues as big integers: slow, and plain to read beside the formulas. */
const residuesOf = (packed: Uint8Array): bigint[] => {
  const residues = newResidues(parameters);
  unpackCoefficients(parameters, packed, residues);
  return [...new BigUint64Array(residues.buffer)];
};
const residuesOfKey = (key: OneTimeKey): bigint[] => [...new BigUint64Array(key.reveal().slice().buffer)];
const packed = (residues: readonly bigint[]): Uint8Array => {
  const words = BigUint64Array.from(residues, (residue) => ((residue % modulus) + modulus) % modulus);
  return packCoefficients(parameters, new Uint32Array(words.buffer));
};
function inverse(value: bigint): bigint {
  let result = 1n;
  let power = value;
  for (let exponent = modulus - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}
function publicPolynomial(): bigint[] {
  const residues = newResidues(parameters);
  writePublicPolynomial(parameters, round, 0, residues);
  return [...new BigUint64Array(residues.buffer)];
}
const added = (a: readonly bigint[], b: readonly bigint[]): bigint[] => a.map((value, at) => value + b[at]!);
const minus = (a: readonly bigint[], b: readonly bigint[]): bigint[] => a.map((value, at) => value - b[at]!);
const keyOf = (residues: readonly bigint[]): OneTimeKey =>
  interpolateKey(parameters, [{ x: 1, share: packed(residues) }]);

/** Shares that lie on one polynomial of degree t-1 through the known ones and the secret. */
function sharesThrough(secret: readonly bigint[], known: readonly KeyShare[]): Uint8Array[] {
  const points = [{ x: 0, share: packed(secret) }, ...known].map(({ x, share }) => {
    const residues = newResidues(parameters);
    unpackCoefficients(parameters, share, residues);
    return { x, residues };
  });
  return Array.from({ length: MEMBERS }, (_, index) =>
    packCoefficients(parameters, interpolateAt(parameters, points, index + 1)),
  );
}

describe('what the coordinator and t-1 members hold fits every vector', () => {
  // All but two nodes collude, so what is left of the sum is that of two honest ones.
  test('for any guess there are keys, errors and shares that make the very bytes that the coalition saw', async () => {
    const [victim, other] = [contribute(), contribute()];
    const corrupt = [1, 2, 3].slice(0, THRESHOLD - 1);
    const view = {
      chunks: [victim.chunk, other.chunk],
      shares: corrupt.map((x) => [victim.shares[x - 1]!, other.shares[x - 1]!]),
      released: Array.from({ length: MEMBERS }, (_, at) =>
        addShares(parameters, [victim.shares[at]!, other.shares[at]!]),
      ),
    };
    const u = publicPolynomial();
    for (const guess of [randomVector(), new Float64Array(LENGTH), other.values]) {
      // An encryption of the guess with its key taken off again is T e + x, with an error as honest as any.
      const trial = encryptUnder(guess, undefined);
      const masked = added(
        residuesOf(trial.chunk),
        residuesOfKey(trial.key).map((residue, at) => u[at]! * residue),
      );
      // c = -u s + T e + x, so s = (T e + x - c) / u; the other node's key is what is left of the sum.
      const key = minus(masked, residuesOf(victim.chunk)).map((residue, at) => residue * inverse(u[at]!));
      const keySum = added(residuesOfKey(victim.key), residuesOfKey(other.key));
      const otherKey = minus(keySum, key);
      const known = corrupt.map((x) => ({ x, share: victim.shares[x - 1]! }));
      const dealt = sharesThrough(key, known);
      const otherDealt = view.released.map((sum, at) =>
        packed(minus(residuesOf(sum), residuesOf(dealt[at]!))),
      );

      // The same ciphertexts: the victim's opens to the guess, the other's to the rest of the true sum.
      expect(await open(victim.chunk, keyOf(key))).toEqual(
        guess.map((value) => (Object.is(value, -0) ? 0 : value)),
      );
      const rest = await open(other.chunk, keyOf(otherKey));
      const total = (a: Float64Array, b: Float64Array) =>
        a.map((value, at) => Number(BigInt.asIntN(40, BigInt(value) + BigInt(b[at]!))));
      expect(total(rest, guess)).toEqual(total(victim.values, other.values));
      // The same shares at the corrupt members, the same released sums, and shares that open to these keys.
      expect(corrupt.map((x) => [dealt[x - 1]!, otherDealt[x - 1]!])).toEqual(view.shares);
      expect(dealt.map((share, at) => addShares(parameters, [share, otherDealt[at]!]))).toEqual(
        view.released,
      );
      const subset = (all: readonly Uint8Array[]) => [5, 3, 1, 4].map((x) => ({ x, share: all[x - 1]! }));
      expect(interpolateKey(parameters, subset(dealt)).reveal()).toEqual(keyOf(key).reveal());
      expect(interpolateKey(parameters, subset(otherDealt)).reveal()).toEqual(keyOf(otherKey).reveal());
    }
  });

  test('and so guesses at the missing share open nothing: no coordinate of the victim matches', async () => {
    const victim = contribute();
    const known = victim.shares.slice(0, THRESHOLD - 1).map((share, at) => ({ x: at + 1, share }));
    for (const guess of [
      victim.shares[0]!,
      contribute().shares[3]!,
      packed(new Array<bigint>(LENGTH + 1).fill(0n)),
    ]) {
      const key = interpolateKey(parameters, [...known, { x: 4, share: guess }]);
      expect(matches(await open(victim.chunk, key), victim.values)).toBe(0);
    }
  });

  test('while one share more opens all of it: the test can see a break', async () => {
    const victim = contribute();
    const enough = victim.shares.slice(0, THRESHOLD).map((share, at) => ({ x: at + 1, share }));
    expect(matches(await open(victim.chunk, interpolateKey(parameters, enough)), victim.values)).toBe(LENGTH);
  });
});

describe('two sets of one round, of which one lacks the victim', () => {
  /** Honest members commit, and so release, once; corrupt ones for both. Whether both sets get t releases. */
  function bothOpen(members: number, corrupt: number): boolean {
    const honest = members - corrupt;
    const t = committeeThreshold(members);
    return Array.from({ length: honest + 1 }, (_, first) => first).some(
      (first) => first + corrupt >= t && honest - first + corrupt >= t,
    );
  }

  test.each([3, 4, 5, 6, 7, 10, 13, 16, 32, 64])(
    'of %i members the bound keeps one shut, one more corrupt opens both',
    (members) => {
      expect(bothOpen(members, bound(members))).toBe(false);
      expect(bothOpen(members, bound(members) + 1)).toBe(true);
    },
  );

  test('with three corrupt members of five both open, and their difference is the victim, exactly', async () => {
    const [victim, ...others] = [contribute(), contribute(), contribute(), contribute(), contribute()];
    const corrupt = [1, 2, 3];
    const sets = [
      { set: [victim, ...others], releasing: [...corrupt, 4] },
      { set: others, releasing: [...corrupt, 5] },
    ];
    const opened: Float64Array[] = [];
    for (const { set, releasing } of sets) {
      const shares = releasing.map((x) => ({
        x,
        share: addShares(
          parameters,
          set.map(({ shares }) => shares[x - 1]!),
        ),
      }));
      const chunk = await addChunks(
        runtime,
        parameters,
        set.map(({ chunk }) => chunk),
      );
      opened.push(await open(chunk, interpolateKey(parameters, shares)));
    }
    const difference = opened[0]!.map((value, at) =>
      Number(BigInt.asIntN(40, BigInt(value) - BigInt(opened[1]![at]!))),
    );
    expect(matches(difference, victim.values)).toBe(LENGTH);
  });

  test('with the two that the bound allows, a second set lacks a share and opens to noise', async () => {
    const [victim, ...others] = [contribute(), contribute(), contribute(), contribute(), contribute()];
    expect(bound(MEMBERS)).toBe(2);
    const releasing = [1, 2, 5];
    const shares = releasing.map((x) => ({
      x,
      share: addShares(
        parameters,
        others.map(({ shares }) => shares[x - 1]!),
      ),
    }));
    const chunk = await addChunks(
      runtime,
      parameters,
      others.map(({ chunk }) => chunk),
    );
    const truth = others
      .slice(1)
      .reduce(
        (sum, { values }) =>
          sum.map((value, at) => Number(BigInt.asIntN(40, BigInt(value) + BigInt(values[at]!)))),
        others[0].values,
      );
    expect(matches(await open(chunk, interpolateKey(parameters, shares)), truth)).toBe(0);
    expect(matches(await open(victim.chunk, interpolateKey(parameters, shares)), victim.values)).toBe(0);
  });
});

test('BASELINE, one CKKS key shared by all clients (NVFlare): coordinator and one client recover the exact update', async () => {
  const server = await CkksServer.open();
  const colluder = await CkksClient.provision();
  const victim = await CkksClient.join(colluder.sharedKey);
  try {
    const update = Float64Array.from({ length: 5_000 }, () => (entropy.uint32() - 2 ** 31) / 2 ** 31);
    const upload = victim.encrypt(update);
    // What the server keeps of the victim, opened by what any other client holds.
    const recovered = colluder.decrypt(upload, update.length);
    const worst = Math.max(...recovered.map((value, at) => Math.abs(value - update[at]!)));
    const line = (values: Float64Array): string =>
      [...values.subarray(0, 6)].map((value) => value.toFixed(6)).join(' ');
    process.stderr.write(
      `shared-key baseline: the victim sent      ${line(update)} ...\n` +
        `                     the coalition opened ${line(recovered)} ... (all ${update.length} values within ${worst.toExponential(1)})\n`,
    );
    expect(worst).toBeLessThan(1e-6);
    expect(server.add(upload)).toHaveLength(upload.length);
  } finally {
    for (const party of [victim, colluder, server]) party.dispose();
  }
});
