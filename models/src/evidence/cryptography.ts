// The cryptography in use (docs/protocol.md), with the component of an installation that each comes from.
import type { Declared } from './pack-schema.js';

interface Primitive extends Omit<Declared['cryptography'][number], 'version'> {
  /** `primitive` of CycloneDX, or `protocol`. */
  readonly kind:
    'ae' | 'drbg' | 'hash' | 'kdf' | 'kem' | 'mac' | 'other' | 'pke' | 'protocol' | 'signature' | 'xof';
  /** npm package, `node` for what comes with Node, or `chorale` for what is written here. */
  readonly library: string;
}

/** Every primitive that protects a person's data, a signature or the ledger. */
export const primitives: readonly Primitive[] = [
  {
    name: 'BGV over R_q, Microsoft SEAL',
    kind: 'pke',
    use: 'encrypts contributions under one-time keys, adds them up',
    parameters:
      'P1: N = 4096, q 60 bits, T = 2^46; P2: N = 2048, q 54 bits, T = 2^40; error: centred binomial(42, 42)',
    library: 'node-seal',
    standard: 'ePrint 2011/277; HomomorphicEncryption.org 2018',
  },
  {
    name: 'Shamir secret sharing over Z_q',
    kind: 'other',
    use: 'shares one-time keys among the committee, t = floor(2m/3) + 1',
    parameters: 'q as for BGV',
    library: 'chorale',
    standard: 'Shamir 1979',
  },
  {
    name: 'X-Wing (X25519 and ML-KEM-768)',
    kind: 'kem',
    use: 'seals shares, sums of shares and states to nodes; hybrid, post-quantum',
    parameters: '1216-byte keys, one round each',
    library: 'libsodium-wrappers',
    standard: 'draft-connolly-cfrg-xwing-kem; FIPS 203; RFC 7748',
  },
  {
    name: 'HKDF-SHA-256',
    kind: 'kdf',
    use: 'keys of the AEAD from the shared secret',
    parameters: 'salt: hash of encapsulation and public key',
    library: 'node',
    standard: 'RFC 5869',
  },
  {
    name: 'ChaCha20-Poly1305',
    kind: 'ae',
    use: 'sealed shares and states, bound to round, node, member and ciphertext',
    parameters: '256-bit keys, one message each',
    library: 'node',
    standard: 'RFC 8439',
  },
  {
    name: 'XChaCha20-Poly1305',
    kind: 'ae',
    use: 'secrets on disk and in the database, sealed in their place',
    parameters: '256-bit keys, 192-bit random nonces',
    library: 'libsodium-wrappers',
    standard: 'draft-irtf-cfrg-xchacha',
  },
  {
    name: 'Ed25519',
    kind: 'signature',
    use: 'identities of nodes, coordinator and administrators; heads of the ledger',
    parameters: '256-bit keys',
    library: 'libsodium-wrappers',
    standard: 'RFC 8032',
  },
  {
    name: 'SHA-256',
    kind: 'hash',
    use: 'documents, rounds, the Merkle tree and chain of the ledger',
    parameters: 'RFC 9162 leaf and node prefixes',
    library: 'node',
    standard: 'FIPS 180-4; RFC 9162',
  },
  {
    name: 'SHAKE256',
    kind: 'xof',
    use: 'public polynomials of a round',
    parameters: 'rejection sampling',
    library: 'node',
    standard: 'FIPS 202',
  },
  {
    name: 'HMAC-SHA-256',
    kind: 'mac',
    use: 'keyed pseudonyms of erased persons, signed webhooks',
    parameters: '256-bit keys',
    library: 'node',
    standard: 'RFC 2104',
  },
  {
    name: 'Argon2id',
    kind: 'kdf',
    use: 'passphrases of nodes, passwords of people',
    parameters: '64 MiB',
    library: 'node',
    standard: 'RFC 9106',
  },
  {
    name: 'AES-256-CTR',
    kind: 'drbg',
    use: 'expands seeds of the system into randomness for keys, errors and noise',
    parameters: 'seed: 256 bits of the system, fresh',
    library: 'node',
    standard: 'FIPS 197; SP 800-38A',
  },
  {
    name: 'TOTP (HMAC-SHA-1)',
    kind: 'mac',
    use: 'second factor of local accounts',
    parameters: '6 digits, 30 s, each code once',
    library: 'otpauth',
    standard: 'RFC 6238',
  },
  {
    name: 'TLS 1.2, 1.3',
    kind: 'protocol',
    use: 'every connection beyond the machine',
    parameters: 'defaults of Node',
    library: 'node',
    standard: 'RFC 8446',
  },
];

/** @param versionOf a library by its name. */
export function cryptographyOf(versionOf: (library: string) => string): Declared['cryptography'] {
  return primitives.map(({ name, use, parameters, library, standard }) => ({
    ...{ name, use, parameters, library, version: versionOf(library), standard },
  }));
}
