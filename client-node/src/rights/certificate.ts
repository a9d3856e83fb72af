// The certificate of an erasure: a statement as JSON text, signed by the node. Anybody who knows the node's fingerprint can verify
// it, offline; it names the person by a keyed pseudonym alone.
import {
  documentHash,
  fingerprintOf,
  verifySignature,
  type Hash,
  type SigningKey,
  type SigningPublicKey,
} from '@chorale/crypto';
import { z } from 'zod';

const TAG = 'chorale/erasure-certificate/1';
/** More than any node has studies for. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Why a person is erased: GDPR 17(1) (a) to (d), PIPL 47; or that they asked, whatever the ground. */
export const grounds = ['request', 'consent-withdrawn', 'objection', 'no-longer-needed', 'unlawful'] as const;
export type Ground = (typeof grounds)[number];

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const count = z.int().min(0);

const affectedStudy = z.strictObject({
  study: hex(64),
  name: z.string(),
  agreement: hex(64),
  agreementTitle: z.string(),
  purpose: z.string(),
  computation: z.string(),
  /** Contributions of this node that may hold the person, and the days of the first and the last. */
  contributions: count,
  firstOn: z.iso.date(),
  lastOn: z.iso.date(),
  /** Newest state that the node knows; null where it received none. */
  released: z.strictObject({ state: hex(64), rounds: count, finished: z.boolean() }).nullable(),
  mode: z.string(),
  epsilon: z.number().nullable(),
  delta: z.number().nullable(),
  /** In words: epsilon with delta, unit, adjacency and sampling. */
  privacy: z.string(),
  answer: z
    .enum(['privacy-argument', 'retrain'])
    .describe(
      'privacy-argument: what was released bounds what it tells of any person; retrain: it promises nothing',
    ),
});
export type AffectedStudy = z.infer<typeof affectedStudy>;

const statementSchema = z.strictObject({
  format: z.literal('chorale-erasure/1'),
  federation: hex(64),
  federationName: z.string(),
  member: z.string(),
  node: z.string(),
  /** HMAC-SHA256 of the person's id under a key of the node. */
  pseudonym: hex(64),
  ground: z.enum(grounds),
  requestedOn: z.iso.date(),
  dueOn: z.iso.date(),
  erasedAt: z.iso.datetime(),
  /** Rows that the source held of the person: left out of every reading, and for the source's owner to delete. */
  rowsInSource: count,
  /** Lists of scored customers that the node wrote: the person was taken out, was not in it, the file was gone, or is no longer as written. */
  scoredLists: z.strictObject({ cleaned: count, without: count, gone: count, unreadable: count }),
  /** Since when contributions are counted; null: since the node began. Who took part in which is not recorded. */
  contributionsSince: z.iso.date().nullable(),
  studies: z.array(affectedStudy).max(4096),
});
export type ErasureStatement = z.infer<typeof statementSchema>;

const certificateSchema = z.strictObject({
  format: z.literal('chorale-erasure-certificate/1'),
  /** Exactly the text that was signed. */
  statement: z.string(),
  /** Raw Ed25519 key of the node. */
  signingKey: hex(64),
  signature: hex(128),
});

export interface SignedCertificate {
  readonly text: string;
  /** Of the statement; stands in the ledger. */
  readonly hash: Hash;
}

export function signCertificate(key: SigningKey, statement: ErasureStatement): SignedCertificate {
  const signed = JSON.stringify(statementSchema.parse(statement));
  const bytes = new TextEncoder().encode(signed);
  const signature = key.sign(TAG, contextOf(statement.federation), bytes);
  const certificate: z.infer<typeof certificateSchema> = {
    format: 'chorale-erasure-certificate/1',
    statement: signed,
    signingKey: hexOf(key.publicKey),
    signature: hexOf(signature),
  };
  return { text: `${JSON.stringify(certificate, null, 2)}\n`, hash: hashOf(bytes) };
}

/** The file is no certificate of this node; the message says why. */
export class CertificateRefused extends Error {
  override readonly name = 'CertificateRefused';
}

export interface VerifiedCertificate {
  readonly statement: ErasureStatement;
  readonly hash: Hash;
  readonly signingKey: SigningPublicKey;
  readonly fingerprint: string;
}

/**
 * What a certificate states, after its signature was checked. Whose key signed is for the caller to compare.
 * @throws CertificateRefused for anything that is not as its node signed it.
 */
export function verifyCertificate(text: string): VerifiedCertificate {
  const { statement: signed, signingKey, signature } = parsed(certificateSchema, text);
  const statement = parsed(statementSchema, signed);
  const key = bytesOf(signingKey);
  const bytes = new TextEncoder().encode(signed);
  if (!verifySignature(key, TAG, contextOf(statement.federation), bytes, bytesOf(signature)))
    throw new CertificateRefused(
      'the signature does not fit: the certificate was changed after it was signed',
    );
  return { statement, hash: hashOf(bytes), signingKey: key, fingerprint: fingerprintOf(key) };
}

function parsed<T>(schema: z.ZodType<T>, text: string): T {
  if (text.length > MOST_CHARACTERS) throw new CertificateRefused('the file is too long for a certificate');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CertificateRefused('the file is no certificate of an erasure: it is no JSON text');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const places = result.error.issues.map(({ path }) => path.join('.') || 'the whole');
  throw new CertificateRefused(
    `the file is no certificate of an erasure; look at ${[...new Set(places)].join(', ')}`,
  );
}

function contextOf(federation: string): Uint8Array {
  return bytesOf(federation);
}
function hashOf(statement: Uint8Array): Hash {
  return documentHash('chorale/erasure-statement/1', statement) as Hash;
}
function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
function bytesOf(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, 'hex'));
}
