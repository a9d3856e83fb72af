// Time-based one-time codes (RFC 6238), as every authenticator app makes them.
import type { Entropy } from '@chorale/crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 4226 recommends 160 bits. */
const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
/** Steps that a phone's clock may be off, to either side. */
const WINDOW_STEPS = 1;

export function newCodeSecret(entropy: Entropy): Uint8Array {
  const secret = new Uint8Array(SECRET_BYTES);
  entropy.fill(secret);
  return secret;
}

/** What an app takes in: the secret in base32, and an address to make a QR code from. */
export function codeSetup(secret: Uint8Array, issuer: string, name: string): { secret: string; uri: string } {
  const totp = totpOf(secret, issuer, name);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/**
 * @param lastStep newest step whose code was taken: that code and older ones serve no more.
 * @returns the step of a right code; undefined for a wrong or used one.
 */
export function stepOfCode(
  secret: Uint8Array,
  code: string,
  nowMs: number,
  lastStep: number,
): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: nowMs, window: WINDOW_STEPS });
  if (delta === null) return undefined;
  const step = Math.floor(nowMs / 1000 / PERIOD_SECONDS) + delta;
  return step > lastStep ? step : undefined;
}

function totpOf(secret: Uint8Array, issuer = '', label = ''): TOTP {
  // Apps understand nothing but SHA-1, which is sound inside HMAC.
  const own = secret.slice().buffer;
  return new TOTP({
    issuer,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: new Secret({ buffer: own }),
  });
}
