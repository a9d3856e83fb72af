// Golden values, worked out by make-vectors.py apart from the product's code.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  parametersByName,
  type IntegerBlock,
  type ParametersName,
  type RoundId,
} from '../../../crypto/src/index.js';
import { testEntropy } from '../../../crypto/src/testing/index.js';
import { shareKey } from '../../../crypto/src/committee/shamir.js';
import { encryptContribution } from '../../../crypto/src/encryption/encrypt-contribution.js';
import { OneTimeKey } from '../../../crypto/src/encryption/one-time-key.js';
import { writePublicPolynomial } from '../../../crypto/src/encryption/public-polynomials.js';
import { SealRuntime } from '../../../crypto/src/encryption/seal-runtime.js';
import { unpackCoefficients } from '../../../crypto/src/packing/coefficients.js';
import { newResidues, type Residues } from '../../../crypto/src/parameters/residues.js';

type Ends = [first: string, last: string];
interface Vectors {
  round: RoundId;
  parmsId: Record<ParametersName, string[]>;
  publicPolynomials: { parameters: ParametersName; index: number; ends: Ends }[];
  encryptions: {
    parameters: ParametersName;
    seed: string;
    blocks: IntegerBlock[];
    values: number[] | { count: number; most: number };
    key: Ends;
    ciphertext: Ends;
    bytes: number;
    sha256: string;
  }[];
  sharings: {
    parameters: ParametersName;
    seed: string;
    threshold: number;
    members: number;
    key: Ends;
    shares: { ends: Ends; sha256: string }[];
  }[];
}

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as Vectors;
let runtime: SealRuntime;
beforeAll(async () => {
  runtime = await SealRuntime.open();
});
afterAll(() => runtime.dispose());

test.each(Object.entries(vectors.parmsId))('%s has its golden parms_id, in SEAL as well', (name, words) => {
  const parameters = parametersByName(name as ParametersName);
  expect(parameters.parmsId.map(String)).toEqual(words);
  expect(runtime.ring(parameters).context.parametersSet()).toBe(true);
});

test.each(vectors.publicPolynomials)(
  '$parameters: public polynomial $index',
  ({ parameters: name, index, ends }) => {
    const polynomial = newResidues(parametersByName(name));
    writePublicPolynomial(parametersByName(name), vectors.round, index, polynomial);
    expect(endsOf(polynomial)).toEqual(ends);
  },
);

test.each(vectors.encryptions)('$parameters: encryption of "$seed"', (vector) => {
  const parameters = parametersByName(vector.parameters);
  const values = Array.isArray(vector.values)
    ? vector.values
    : spread(vector.values.count, vector.values.most);
  const { key, chunks } = encryptContribution(runtime, {
    parameters,
    round: vectors.round,
    layout: { blocks: vector.blocks },
    values: Float64Array.from(values),
    entropy: testEntropy(vector.seed),
  });
  expect(endsOf(key.reveal())).toEqual(vector.key);
  const [chunk, ...none] = [...chunks];
  expect(none).toEqual([]);
  expect(chunk!.length).toBe(vector.bytes);
  const ciphertext = newResidues(parameters, vector.bytes / parameters.polynomialBytes);
  unpackCoefficients(parameters, chunk!, ciphertext);
  expect(endsOf(ciphertext)).toEqual(vector.ciphertext);
  expect(sha256(chunk!)).toBe(vector.sha256);
});

test.each(vectors.sharings)('$parameters: shares of "$seed", $threshold of $members', (vector) => {
  const parameters = parametersByName(vector.parameters);
  const entropy = testEntropy(vector.seed);
  const key = OneTimeKey.generate(parameters, entropy);
  expect(endsOf(key.reveal())).toEqual(vector.key);
  const shares = shareKey(parameters, key, vector, entropy);
  const found = shares.map((share) => {
    const residues = newResidues(parameters);
    unpackCoefficients(parameters, share, residues);
    return { ends: endsOf(residues), sha256: sha256(share) };
  });
  expect(found).toEqual(vector.shares);
});

function endsOf(residues: Residues): Ends {
  const at = (index: number): string =>
    String((BigInt(residues[index + 1]!) << 32n) | BigInt(residues[index]!));
  return [at(0), at(residues.length - 2)];
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The same reproducible integers in [-most, most) as `spread` of make-vectors.py. */
function spread(count: number, most: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const position = Buffer.alloc(4);
    position.writeUInt32BE(index);
    const digest = createHash('sha256').update(position).digest();
    return Number(digest.readBigUInt64BE() % BigInt(2 * most)) - most;
  });
}
