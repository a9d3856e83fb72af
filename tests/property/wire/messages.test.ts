// Every message: one encoding for each value, one value for each encoding, and only a DecodeError for
// anything else.
import fc from 'fast-check';
import {
  DecodeError,
  adoption,
  burn,
  commit,
  consistencyProof,
  contribution,
  contributionSet,
  descriptor,
  enrolment,
  envelope,
  invitation,
  ledgerEntry,
  ledgerHead,
  manifest,
  release,
  roster,
  roundKey,
  shareReport,
  stateRequest,
  work,
  type Message,
} from '@chorale/crypto';

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => Buffer.from(value).toString('hex'));
const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const blob = fc.uint8Array({ maxLength: 40 });
const text = fc.string({ maxLength: 12, unit: 'grapheme' }).filter((value) => Buffer.byteLength(value) <= 40);
const nodeId = hex(16);
const hash = hex(32);
const count = fc.nat({ max: 2 ** 31 });
const time = fc.maxSafeNat();
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));

const messages: Record<string, { kind: Message<never>; values: fc.Arbitrary<unknown> }> = {};
type Shape<T> = { [K in keyof T]: fc.Arbitrary<unknown> };
function cover<T>(kind: Message<T>, shape: Shape<T> & Record<string, fc.Arbitrary<unknown>>): void {
  messages[kind.tag] = {
    kind: kind as unknown as Message<never>,
    values: fc.record<Record<string, unknown>>(shape),
  };
}

cover(envelope, { signer: nodeId, body: blob, signature: bytes(64) });
cover(invitation, {
  coordinatorUrl: text,
  federation: hash,
  federationName: text,
  coordinatorKey: bytes(32),
  member: text,
  secret: bytes(32),
  members: fc.array(fc.record({ node: text, fingerprint: text }), { maxLength: 3 }),
});
cover(enrolment, {
  protocol: fc.nat({ max: 65535 }),
  member: text,
  node: text,
  region: text,
  signingKey: bytes(32),
  secret: bytes(32),
});
cover(roster, {
  federation: hash,
  version: count,
  coordinatorKey: bytes(32),
  nodes: fc.array(fc.record({ id: nodeId, member: text, name: text, region: text, signingKey: bytes(32) }), {
    maxLength: 3,
  }),
});
cover(roundKey, { node: nodeId, index: count, publicKey: bytes(1216) });
cover(descriptor, {
  protocol: fc.nat({ max: 65535 }),
  federation: hash,
  agreement: hash,
  study: hash,
  computation: text,
  round: count,
  attempt: fc.nat({ max: 65535 }),
  state: hash,
  roster: hash,
  rosterVersion: count,
  parties: fc.array(fc.record({ node: nodeId, keyIndex: count, publicKey: bytes(1216), keyEnvelope: blob }), {
    maxLength: 2,
  }),
  cohort: fc.array(nodeId, { maxLength: 3 }),
  committee: fc.array(nodeId, { maxLength: 3 }),
  threshold: fc.nat({ max: 255 }),
  kMin: fc.nat({ max: 65535 }),
  parameters: fc.constantFrom('P1', 'P2'),
  blocks: fc.array(
    fc.record({
      name: text,
      length: count,
      laneBits: fc.nat({ max: 255 }),
      limbs: fc.nat({ max: 255 }),
      grid: real,
    }),
    { maxLength: 3 },
  ),
  privacy: fc.record({
    mode: fc.constantFrom('pooled', 'local', 'member', 'none'),
    clipNormL2: real,
    samplingRate: real,
    noiseMultiplier: real,
    nodeNoiseVarianceNumerator: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    nodeNoiseVarianceDenominator: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    nodesPerPerson: fc.nat({ max: 65535 }),
    colluding: fc.nat({ max: 65535 }),
  }),
  release: fc.constantFrom('members', 'coordinator'),
  recipients: fc.array(nodeId, { maxLength: 3 }),
  openedAt: time,
  collectBy: time,
  committeeBy: time,
  ledgerSize: time,
  ledgerRoot: hash,
});
cover(manifest, {
  round: hash,
  node: nodeId,
  polynomials: count,
  chunks: fc.array(hash, { maxLength: 3 }),
  ciphertextRoot: hash,
  sealedShares: fc.array(hash, { maxLength: 3 }),
});
cover(contribution, { manifest: blob, sealedShares: fc.array(blob, { maxLength: 3 }) });
cover(contributionSet, { round: hash, manifests: fc.array(blob, { maxLength: 3 }) });
cover(shareReport, {
  round: hash,
  member: nodeId,
  good: fc.array(nodeId, { maxLength: 3 }),
  bad: fc.array(nodeId, { maxLength: 3 }),
});
cover(commit, { round: hash, member: nodeId, setRoot: hash });
cover(release, { round: hash, member: nodeId, setRoot: hash, sealedSum: blob });
cover(adoption, {
  round: hash,
  node: nodeId,
  setRoot: hash,
  state: hash,
  layout: blob,
  done: fc.boolean(),
  badMembers: fc.array(nodeId, { maxLength: 3 }),
  sumChecked: fc.nat({ max: 65535 }),
  sumWrong: fc.boolean(),
});
cover(burn, { round: hash, member: nodeId });
cover(stateRequest, { node: nodeId, study: hash, state: hash, keyEnvelope: blob });
cover(ledgerEntry, {
  index: time,
  at: time,
  kind: text,
  actor: text,
  subject: text,
  payloadHash: hash,
  previous: hash,
});
cover(ledgerHead, { size: time, root: hash, at: time });
cover(consistencyProof, { fromSize: time, toSize: time, path: fc.array(hash, { maxLength: 5 }) });
cover(work, {
  protocol: fc.nat({ max: 65535 }),
  now: time,
  roster: hash,
  rosterVersion: count,
  head: blob,
  unusedRoundKeys: count,
  agreements: fc.array(fc.record({ agreement: hash, active: fc.boolean(), signedByYou: fc.boolean() }), {
    maxLength: 2,
  }),
  studies: fc.constant([]),
  rounds: fc.constant([]),
  stateRequests: fc.array(blob, { maxLength: 2 }),
});

describe.each(Object.entries(messages))('%s', (_tag, { kind, values }) => {
  test('decodes to what was encoded, and encodes to the same bytes again', () => {
    fc.assert(
      fc.property(values, (value) => {
        const encoded = kind.encode(value as never);
        const decoded = kind.decode(encoded);
        expect(kind.encode(decoded)).toEqual(encoded);
        expect(decoded).toEqual(value);
      }),
      { numRuns: 50 },
    );
  });

  test('refuses every truncation and every byte too many', () => {
    fc.assert(
      fc.property(values, fc.nat(), (value, cut) => {
        const encoded = kind.encode(value as never);
        expect(() => kind.decode(encoded.subarray(0, cut % encoded.length))).toThrow(DecodeError);
        expect(() => kind.decode(Uint8Array.of(...encoded, 0))).toThrow(DecodeError);
      }),
      { numRuns: 50 },
    );
  });

  test('lets only a DecodeError out for mutated bytes; what it accepts is canonical', () => {
    fc.assert(
      fc.property(
        values,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1 }),
        (value, edits) => {
          const mutated = kind.encode(value as never);
          for (const [at, byte] of edits) mutated[at % mutated.length] = byte;
          try {
            expect(kind.encode(kind.decode(mutated))).toEqual(mutated);
          } catch (error) {
            if (!(error instanceof DecodeError)) throw error;
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
