import { inspect } from 'node:util';
import {
  commit,
  fingerprintOf,
  formatRequestSignature,
  invitationToken,
  nodeIdOf,
  openSigned,
  parseInvitationToken,
  parseRequestSignature,
  SignatureError,
  signMessage,
  signRequest,
  SigningKey,
  verifyRequest,
  type Hash,
  type NodeId,
  type RoundId,
} from '@chorale/crypto';

const key = SigningKey.fromSeed(new Uint8Array(32).fill(7));
const other = SigningKey.fromSeed(new Uint8Array(32).fill(8));
const [round, anotherRound] = ['aa'.repeat(32), 'bb'.repeat(32)];
const known = (id: NodeId) => (id === key.nodeId ? key.publicKey : undefined);
const message = { round: round as RoundId, member: key.nodeId, setRoot: 'cc'.repeat(32) as Hash };

test('a signed message opens for its own round and signer only', () => {
  const signed = signMessage(commit, key, round, message);
  expect(openSigned(commit, signed.bytes, round, known).message).toEqual(message);
  expect(() => openSigned(commit, signed.bytes, anotherRound, known)).toThrow(SignatureError);
  expect(() => openSigned(commit, signMessage(commit, other, round, message).bytes, round, known)).toThrow(
    /not in the roster/,
  );
  // A key that does not hash to the signer's id is not that signer's.
  expect(() => openSigned(commit, signed.bytes, round, () => other.publicKey)).toThrow(SignatureError);
});

test('every changed byte of an envelope is refused', () => {
  const { bytes } = signMessage(commit, key, round, message);
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = bytes.slice();
    changed[at]! ^= 1;
    expect(() => openSigned(commit, changed, round, known)).toThrow();
  }
});

test('the small-order key, for which anybody can sign, is refused', () => {
  const smallOrder = new Uint8Array(32);
  smallOrder[0] = 1;
  expect(() =>
    openSigned(commit, signMessage(commit, key, round, message).bytes, round, () => smallOrder),
  ).toThrow();
});

test('a signing key shows no secret', () => {
  const seedHex = Buffer.from(new Uint8Array(32).fill(7)).toString('hex');
  for (const shown of [inspect(key, { depth: 9, showHidden: true }), JSON.stringify({ key })])
    expect(shown).not.toContain(seedHex);
  expect(nodeIdOf(key.publicKey)).toBe(key.nodeId);
  expect(fingerprintOf(key.publicKey)).toMatch(/^([0-9a-f]{4}-){9}[0-9a-f]{4}$/);
});

test('a signed request covers method, path, body, time and nonce', () => {
  const parts = { method: 'POST', target: '/v1/rounds?x=1', body: Uint8Array.of(1, 2) };
  const signature = signRequest(key, round, parts, 1_000, 'ab'.repeat(16));
  expect(parseRequestSignature(formatRequestSignature(signature))).toEqual(signature);
  expect(verifyRequest(key.publicKey, round, parts, signature)).toBe(true);
  const changes = [{ method: 'PUT' }, { target: '/v1/rounds' }, { body: Uint8Array.of(1) }];
  for (const change of changes)
    expect(verifyRequest(key.publicKey, round, { ...parts, ...change }, signature)).toBe(false);
  expect(verifyRequest(key.publicKey, round, parts, { ...signature, createdMs: 1_001 })).toBe(false);
  expect(verifyRequest(key.publicKey, round, parts, { ...signature, nonce: 'cd'.repeat(16) })).toBe(false);
  expect(parseRequestSignature('node="x"')).toBeUndefined();
});

test('an invitation survives a mail, and a mistyped one says so', () => {
  const value = {
    coordinatorUrl: 'https://coordinator.example:7400',
    federation: round as Hash,
    federationName: 'Gruppe Süd',
    coordinatorKey: key.publicKey,
    member: 'Laden',
    role: 'contributor' as const,
    secret: new Uint8Array(32).fill(9),
    members: [{ node: 'nord', fingerprint: fingerprintOf(other.publicKey) }],
  };
  const token = invitationToken(value);
  expect(parseInvitationToken(` ${token}\n`)).toEqual(value);
  expect(() => parseInvitationToken(token.slice(0, -3))).toThrow(/incomplete or mistyped/);
  expect(() => parseInvitationToken('hello')).toThrow(/begins with/);
});

test('a signature header and an invitation have one form each', () => {
  const parts = { method: 'GET', target: '/v1/work', body: new Uint8Array() };
  const header = formatRequestSignature(
    signRequest(key, 'fe'.repeat(32), parts, 1_767_268_800_000, 'ab'.repeat(16)),
  );
  expect(parseRequestSignature(header)).toBeDefined();
  expect(parseRequestSignature(header.replace('created=', 'created=0'))).toBeUndefined();
  // The last base64 digit before `==` carries two bits; four more would be ignored.
  const at = header.indexOf('==') - 1;
  const next = String.fromCharCode(header.charCodeAt(at) + 1);
  expect(parseRequestSignature(header.slice(0, at) + next + header.slice(at + 1))).toBeUndefined();

  const token = invitationToken({
    coordinatorUrl: 'https://coordinator.example.org',
    federation: 'ab'.repeat(32) as Hash,
    federationName: 'Test',
    coordinatorKey: key.publicKey,
    member: 'North',
    role: 'contributor',
    secret: new Uint8Array(32),
    members: [],
  });
  expect(parseInvitationToken(` ${token}\n`).member).toBe('North');
  for (const changed of [`${token}=`, `${token}=more`, token.replace(/.{40}/, '$& ')])
    expect(() => parseInvitationToken(changed)).toThrow(/as one line/);
});
