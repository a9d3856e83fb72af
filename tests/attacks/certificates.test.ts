// Certificates of erasure that no node signed, or that were changed since, are refused; a good one tells of no person.
import { SigningKey } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import fc from 'fast-check';
import {
  CertificateRefused,
  signCertificate,
  verifyCertificate,
  type ErasureStatement,
} from '../../client-node/src/rights/certificate.js';

const entropy = testEntropy('certificates');
const { key } = SigningKey.generate(entropy);
const statement: ErasureStatement = {
  format: 'chorale-erasure/1',
  federation: 'ab'.repeat(32),
  federationName: 'Harbour shops',
  member: 'Quay Ltd',
  node: 'quay',
  pseudonym: 'cd'.repeat(32),
  ground: 'objection',
  requestedOn: '2026-01-01',
  dueOn: '2026-01-31',
  erasedAt: '2026-01-05T10:00:00.000Z',
  rowsInSource: 2,
  scoredLists: { cleaned: 1, without: 0, gone: 0, unreadable: 0 },
  contributionsSince: null,
  studies: [
    {
      study: 'ef'.repeat(32),
      name: 'first',
      agreement: '01'.repeat(32),
      agreementTitle: 'Churn',
      purpose: 'Keep customers',
      computation: 'logistic-regression',
      contributions: 4,
      firstOn: '2025-11-01',
      lastOn: '2025-11-02',
      released: { state: '23'.repeat(32), rounds: 4, finished: true },
      mode: 'pooled',
      epsilon: 1,
      delta: 1e-6,
      privacy: 'epsilon 1 at delta 0.000001, per person, add or remove one',
      answer: 'privacy-argument',
    },
  ],
};
const { text, hash } = signCertificate(key, statement);

interface Parts {
  format: string;
  statement: string;
  signingKey: string;
  signature: string;
}
const changed = (change: (parts: Parts) => Partial<Parts>): string => {
  const parts = JSON.parse(text) as Parts;
  return JSON.stringify({ ...parts, ...change(parts) });
};

test('a certificate verifies as it was signed, however its file is laid out', () => {
  for (const file of [text, changed(() => ({}))])
    expect(verifyCertificate(file)).toMatchObject({ statement, hash });
});

test.each([
  ['another person', ({ statement: signed }: Parts) => ({ statement: signed.replace('cdcd', 'dcdc') })],
  [
    'a study less',
    ({ statement: signed }: Parts) => ({ statement: signed.replace(/"studies":\[.*\]/, '"studies":[]') }),
  ],
  [
    'a later day',
    ({ statement: signed }: Parts) => ({ statement: signed.replace('2026-01-05', '2026-01-06') }),
  ],
  ['a blank more', ({ statement: signed }: Parts) => ({ statement: `${signed} ` })],
  [
    'the key of somebody else',
    () => ({ signingKey: Buffer.from(SigningKey.generate(entropy).key.publicKey).toString('hex') }),
  ],
  ['no curve point for a key', () => ({ signingKey: 'ff'.repeat(32) })],
  ['no signature', () => ({ signature: '00'.repeat(64) })],
])('%s is refused', (_, change) => {
  expect(() => verifyCertificate(changed(change))).toThrow(/the signature does not fit/);
});

test('what another message was signed with is no signature of a certificate', () => {
  const bytes = new TextEncoder().encode((JSON.parse(text) as Parts).statement);
  const foreign = key.sign('chorale/erasure-notice/1', new Uint8Array(32).fill(0xab), bytes);
  expect(() =>
    verifyCertificate(changed(() => ({ signature: Buffer.from(foreign).toString('hex') }))),
  ).toThrow(CertificateRefused);
});

test('one signed for another federation is none of this one', () => {
  const elsewhere = signCertificate(key, { ...statement, federation: 'ba'.repeat(32) });
  const { signature } = JSON.parse(elsewhere.text) as Parts;
  expect(() => verifyCertificate(changed(() => ({ signature })))).toThrow(CertificateRefused);
});

test.each([
  ['', /no JSON text/],
  ['[]', /look at the whole/],
  ['{"format":"chorale-erasure-certificate/1"}', /statement, signingKey, signature/],
  [changed(() => ({ statement: '{}' })), /format, federation/],
  [
    changed(({ statement: signed }) => ({ statement: signed.replace('{', '{"person":"c-17",') })),
    /the whole/,
  ],
])('%s is no certificate', (file, message) => {
  expect(() => verifyCertificate(file)).toThrow(message);
});

test('no change of a single character passes', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: text.length - 1 }),
      fc.constantFrom('0', 'f', 'Z', '"', ' '),
      (at, character) => {
        if (text[at] === character) return;
        const forged = text.slice(0, at) + character + text.slice(at + 1);
        let verdict: unknown;
        try {
          verdict = verifyCertificate(forged).statement;
        } catch (error) {
          expect(error).toBeInstanceOf(CertificateRefused);
          return;
        }
        // Blanks between the parts of the file are nobody's statement.
        expect(text[at]).toMatch(/\s/);
        expect(verdict).toEqual(statement);
      },
    ),
    { numRuns: 1_000 },
  );
});
