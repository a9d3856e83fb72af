// Secrets at rest under a passphrase: argon2id (RFC 9106) stretches it, an AEAD seals with the result. The
// bytes carry all that is needed to open them but the passphrase; whoever calls reads and writes the file.
import { argon2Sync } from 'node:crypto';
import type { Entropy } from '../random/entropy.js';
import {
  DecodeError,
  fixedBytes,
  flag,
  struct,
  text,
  u32,
  u8,
  variableBytes,
  type Decoded,
} from '../wire/codec.js';
import { defineMessage } from '../wire/message.js';
import { openSecret, sealSecret, SEALING_KEY_BYTES } from './sealed-secret.js';

// RFC 9106, section 4, second recommended option, on one lane.
const STRETCHING = { memoryKiB: 64 * 1024, passes: 3, parallelism: 1 };
/** A passphrase that everybody knows gains nothing from stretching. */
const NO_STRETCHING = { memoryKiB: 8, passes: 1, parallelism: 1 };
/** Above these a header is no header of ours, but an attempt to exhaust memory or time. */
const MOST = { memoryKiB: 256 * 1024, passes: 8, parallelism: 4 };

const headerCodec = struct({
  /** What is inside, for example `node-identity`; a file of another kind does not open. */
  kind: text(40),
  /** Sealed under the published development passphrase, so it protects nothing. */
  development: flag,
  memoryKiB: u32,
  passes: u32,
  parallelism: u8,
  salt: fixedBytes(16),
});
const header = defineMessage('chorale/sealed-file-header/1', headerCodec);
const sealedFile = defineMessage(
  'chorale/sealed-file/1',
  struct({ header: variableBytes(400), sealed: variableBytes(64 * 1024 * 1024) }),
);

export type SealedFileLabel = Pick<Decoded<typeof headerCodec>, 'kind' | 'development'>;

/** @param passphrase as people wrote it; never stored. */
export function sealUnderPassphrase(
  passphrase: string,
  secret: Uint8Array,
  { kind, development }: SealedFileLabel,
  entropy: Entropy,
): Uint8Array {
  const salt = new Uint8Array(16);
  entropy.fill(salt);
  const stretching = development ? NO_STRETCHING : STRETCHING;
  const headerBytes = header.encode({ kind, development, ...stretching, salt });
  const key = stretch(passphrase, headerBytes);
  const sealed = sealSecret(key, secret, headerBytes, entropy);
  key.fill(0);
  return sealedFile.encode({ header: headerBytes, sealed });
}

/**
 * @throws DecodeError for bytes that are no sealed file of this kind, CannotOpenSecretError for a wrong
 * passphrase or changed bytes.
 */
export function openUnderPassphrase(passphrase: string, bytes: Uint8Array, kind: string): Uint8Array {
  const found = sealedFileLabel(bytes).kind;
  if (found !== kind) throw new DecodeError('sealed file', `holds "${found}", expected "${kind}"`);
  const { header: headerBytes, sealed } = sealedFile.decode(bytes);
  const key = stretch(passphrase, headerBytes);
  try {
    return openSecret(key, sealed, headerBytes);
  } finally {
    key.fill(0);
  }
}

/** What the file says about itself; only opening it proves that nobody changed that. */
export function sealedFileLabel(bytes: Uint8Array): SealedFileLabel {
  const { kind, development } = header.decode(sealedFile.decode(bytes).header);
  return { kind, development };
}

function stretch(passphrase: string, headerBytes: Uint8Array): Uint8Array {
  const { memoryKiB, passes, parallelism, salt } = header.decode(headerBytes);
  const sane =
    memoryKiB >= 8 * parallelism &&
    memoryKiB <= MOST.memoryKiB &&
    passes >= 1 &&
    passes <= MOST.passes &&
    parallelism >= 1 &&
    parallelism <= MOST.parallelism;
  if (!sane) throw new DecodeError('sealed file', 'its argon2id parameters are out of bounds');
  // Composed form, so that the same passphrase typed on another system is the same bytes.
  const message = Buffer.from(passphrase.normalize('NFC'), 'utf8');
  const key = argon2Sync('argon2id', {
    message,
    nonce: salt,
    parallelism,
    tagLength: SEALING_KEY_BYTES,
    memory: memoryKiB,
    passes,
  });
  message.fill(0);
  return key;
}
