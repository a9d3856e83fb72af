// Signatures, seals, tokens and proofs: what opens is, byte for byte, what somebody made.
import {
  adoption,
  adoptionWithoutSet,
  burn,
  CannotOpenSecretError,
  consistencyPath,
  consistencyProof,
  createRoundKeyPair,
  DecodeError,
  envelope,
  formatRequestSignature,
  inclusionPath,
  invitationToken,
  leafHash,
  merkleRoot,
  openAdoption,
  openFromMany,
  openSealed,
  openSecret,
  openSigned,
  openUnderPassphrase,
  parseHash,
  parseInvitationToken,
  parseRequestSignature,
  readAdoption,
  sealedFileLabel,
  SEALING_OVERHEAD_BYTES,
  sealSecret,
  sealTo,
  sealToMany,
  sealUnderPassphrase,
  SecureSumError,
  SignatureError,
  signMessage,
  signRequest,
  SigningKey,
  verifyConsistency,
  verifyInclusion,
  verifyRequest,
  verifySignature,
  type Hash,
  type RoundId,
  type StateHash,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';
import { Refused, utf8, textOf } from './refused.js';

const entropy = testEntropy('fuzzing');
const federation = 'fe'.repeat(32) as Hash;
const keys = ['north', 'south', 'west'].map((name) => SigningKey.generate(testEntropy(name)).key);
const rounds = ['1a', '2b', '3c'].map((digits) => digits.repeat(32) as RoundId);

/** Where nothing else than the corpus can be accepted, because nobody can make more of it. */
function unforgeable(decoder: FuzzedDecoder): FuzzedDecoder {
  const made = new Set(decoder.corpus.map((bytes) => Buffer.from(bytes).toString('latin1')));
  return {
    ...decoder,
    decode: async (bytes) => {
      const encoded = await decoder.decode(bytes);
      if (!made.has(Buffer.from(bytes).toString('latin1'))) throw new Error('bytes that nobody made open');
      return encoded;
    },
  };
}

const signed: FuzzedDecoder = {
  name: 'openSigned',
  corpus: keys.flatMap((key) =>
    rounds.map((round) => signMessage(burn, key, federation, { round, member: key.nodeId }).bytes),
  ),
  decode: (bytes) => {
    const keyOf = (id: string): Uint8Array | undefined => keys.find((key) => key.nodeId === id)?.publicKey;
    const { message, signer } = openSigned(burn, bytes, federation, keyOf);
    const { signature } = envelope.decode(bytes);
    return envelope.encode({ signer, body: burn.encode(message), signature });
  },
  refusals: [DecodeError, SignatureError],
  weight: 3,
};

const word = {
  ...{
    round: rounds[0]!,
    setRoot: federation,
    state: 'aa'.repeat(32) as StateHash,
    layout: new Uint8Array(3),
  },
  ...{ done: false, sumChecked: 1, sumWrong: false, groupScores: [20] },
};
/** In both layouts. */
const adoptions = keys.flatMap((key) => [
  signMessage(adoption, key, federation, { ...word, node: key.nodeId, badShares: [], leftOut: [1] }).bytes,
  signMessage(adoptionWithoutSet, key, federation, { ...word, node: key.nodeId, badMembers: [key.nodeId] })
    .bytes,
]);
const readWord: FuzzedDecoder = {
  name: 'readAdoption',
  corpus: adoptions,
  decode: (bytes) => {
    readAdoption(bytes);
    return undefined;
  },
  refusals: [DecodeError],
};
const signedWord: FuzzedDecoder = {
  name: 'openAdoption',
  corpus: adoptions,
  decode: (bytes) => {
    openAdoption(bytes, federation, (id) => keys.find((key) => key.nodeId === id)?.publicKey);
    return undefined;
  },
  refusals: [DecodeError, SignatureError],
  weight: 3,
};

const purpose = 'chorale/fuzz/1';
const context = new Uint8Array(32).fill(9);
const bodies = ['', 'body', 'a longer body of a message'].map(utf8);
/** Key, signature and body one after the other. */
const signature: FuzzedDecoder = {
  name: 'verifySignature',
  corpus: keys.flatMap((key) =>
    bodies.map((body) => Buffer.concat([key.publicKey, key.sign(purpose, context, body), body])),
  ),
  decode: (bytes) => {
    const [key, made, body] = [bytes.subarray(0, 32), bytes.subarray(32, 96), bytes.subarray(96)];
    if (!verifySignature(key, purpose, context, body, made)) throw new Refused();
    return undefined;
  },
  refusals: [Refused],
  weight: 3,
};

const parts = { method: 'PUT', target: '/v1/rounds/x?y=z', body: utf8('chunk') };
const createdMs = 1_767_268_800_000;
const requests = keys.map((key, index) =>
  signRequest(key, federation, parts, createdMs + index, `${index}`.repeat(32)),
);
const requestHeader: FuzzedDecoder = {
  name: 'parseRequestSignature',
  corpus: requests.map((request) => utf8(formatRequestSignature(request))),
  decode: (bytes) => {
    const request = parseRequestSignature(textOf(bytes));
    if (!request) throw new Refused();
    return utf8(formatRequestSignature(request));
  },
  refusals: [Refused],
};
const signedRequest: FuzzedDecoder = {
  name: 'verifyRequest',
  corpus: requestHeader.corpus,
  decode: (bytes) => {
    const request = parseRequestSignature(textOf(bytes));
    const key = keys.find(({ nodeId }) => nodeId === request?.signer);
    if (!request || !key || !verifyRequest(key.publicKey, federation, parts, request)) throw new Refused();
    return undefined;
  },
  refusals: [Refused],
  weight: 2,
};

const invitation = {
  coordinatorUrl: 'https://coordinator.example.org:7400',
  federation,
  federationName: 'Märkte',
  coordinatorKey: keys[0]!.publicKey,
  member: 'North Ltd',
  role: 'contributor' as const,
  secret: new Uint8Array(32).fill(5),
  members: [{ node: 'south', fingerprint: '1234-5678' }],
};
const token: FuzzedDecoder = {
  name: 'parseInvitationToken',
  corpus: [invitation, { ...invitation, members: [], federationName: '' }].map((value) =>
    utf8(invitationToken(value)),
  ),
  decode: (bytes) => {
    const text = textOf(bytes);
    const again = invitationToken(parseInvitationToken(text));
    // People copy blanks along with it.
    if (again !== text.trim()) throw new Error(`"${text}" is no token that anybody made`);
    return undefined;
  },
  refusals: [DecodeError],
};
const hashText: FuzzedDecoder = {
  name: 'parseHash',
  corpus: [utf8(federation)],
  decode: (bytes) => {
    const hash = parseHash(textOf(bytes));
    if (hash === undefined) throw new Refused();
    return utf8(hash);
  },
  refusals: [Refused],
};

const key32 = new Uint8Array(32).fill(3);
const purposeBytes = utf8('fuzz/storage');
const secrets = ['', 'secret', 'a longer secret than the others'].map(utf8);
const sealedSecret: FuzzedDecoder = {
  name: 'openSecret',
  corpus: secrets.map((secret) => sealSecret(key32, secret, purposeBytes, entropy)),
  decode: (bytes) => {
    openSecret(key32, bytes, purposeBytes);
    return undefined;
  },
  refusals: [DecodeError, CannotOpenSecretError],
};
const passphrase = 'correct horse';
const sealedFile: FuzzedDecoder = {
  name: 'openUnderPassphrase',
  // Unstretched, or every case would take a quarter of a second.
  corpus: secrets.map((secret) =>
    sealUnderPassphrase(passphrase, secret, { kind: 'fuzz', development: true }, entropy),
  ),
  decode: (bytes) => {
    openUnderPassphrase(passphrase, bytes, 'fuzz');
    return undefined;
  },
  refusals: [DecodeError, CannotOpenSecretError],
  weight: 10,
  // What argon2id may be told to take, by a file that lies: see MOST in sealed-file.ts.
  allowance: 256 * 1024 * 1024,
};
const fileLabel: FuzzedDecoder = {
  name: 'sealedFileLabel',
  corpus: sealedFile.corpus,
  decode: (bytes) => {
    sealedFileLabel(bytes);
    return undefined;
  },
  refusals: [DecodeError],
};

const pairs = ['one', 'two', 'three'].map((name) => createRoundKeyPair(testEntropy(name)));
const binding = utf8('round, node, member');
const sealed: FuzzedDecoder = {
  name: 'openSealed',
  corpus: secrets.map((secret) => sealTo(pairs[0]!.publicKey, secret, binding, entropy)),
  decode: (bytes) => {
    openSealed(pairs[0]!, bytes, binding);
    return undefined;
  },
  refusals: [SecureSumError],
  weight: 10,
};
/** Bytes of a content key sealed to one recipient: 32 of its own. */
const SEALED_KEY_BYTES = 32 + SEALING_OVERHEAD_BYTES;
/** The recipient's sealed key, then the body that all recipients share. */
const sealedToMany: FuzzedDecoder = {
  name: 'openFromMany',
  corpus: secrets.map((secret) => {
    const publicKeys = pairs.map(({ publicKey }) => publicKey);
    const { sealedKeys, body } = sealToMany(publicKeys, secret, binding, entropy);
    return Buffer.concat([sealedKeys[1]!, body]);
  }),
  decode: (bytes) => {
    openFromMany(pairs[1]!, bytes.subarray(0, SEALED_KEY_BYTES), bytes.subarray(SEALED_KEY_BYTES), binding);
    return undefined;
  },
  refusals: [SecureSumError],
  weight: 10,
};
/** Valid bytes of a key, of whoever it is, are a key that one can seal to: more than the corpus is accepted. */
const recipientKey: FuzzedDecoder = {
  name: 'sealTo, its public key',
  corpus: pairs.map(({ publicKey }) => publicKey),
  decode: (bytes) => {
    sealTo(bytes, secrets[1]!, binding, entropy);
    return undefined;
  },
  refusals: [SecureSumError],
  weight: 10,
};

const leaves = Array.from({ length: 21 }, (_, index) => leafHash(utf8(`entry ${index}`)));
const sizes = [1, 4, 8, 13, 20];
const consistency: FuzzedDecoder = {
  name: 'verifyConsistency',
  corpus: sizes.map((size) =>
    consistencyProof.encode({
      fromSize: size,
      toSize: leaves.length,
      path: consistencyPath(leaves, size).map((digest) => Buffer.from(digest).toString('hex') as Hash),
    }),
  ),
  decode: (bytes) => {
    const { fromSize, toSize, path } = consistencyProof.decode(bytes);
    const digests = path.map((digest) => Buffer.from(digest, 'hex'));
    const old = merkleRoot(leaves.slice(0, sizes.includes(fromSize) ? fromSize : 5));
    if (!verifyConsistency(fromSize, old, toSize, merkleRoot(leaves), digests)) throw new Refused();
    return undefined;
  },
  refusals: [DecodeError, Refused],
};
const inclusion: FuzzedDecoder = {
  name: 'verifyInclusion',
  corpus: [0, 5, 20].map((index) =>
    consistencyProof.encode({
      fromSize: index,
      toSize: leaves.length,
      path: inclusionPath(leaves, index).map((digest) => Buffer.from(digest).toString('hex') as Hash),
    }),
  ),
  decode: (bytes) => {
    const { fromSize: index, toSize, path } = consistencyProof.decode(bytes);
    const digests = path.map((digest) => Buffer.from(digest, 'hex'));
    if (!verifyInclusion(leaves[index] ?? leaves[0]!, index, toSize, digests, merkleRoot(leaves)))
      throw new Refused();
    return undefined;
  },
  refusals: [DecodeError, Refused],
};

export const identityDecoders: readonly FuzzedDecoder[] = [
  unforgeable(signed),
  readWord,
  unforgeable(signedWord),
  unforgeable(signature),
  requestHeader,
  unforgeable(signedRequest),
  token,
  hashText,
  unforgeable(sealedSecret),
  unforgeable(sealedFile),
  fileLabel,
  unforgeable(sealed),
  unforgeable(sealedToMany),
  recipientKey,
  consistency,
  inclusion,
];
