// How deliveries are signed, as https://www.standardwebhooks.com asks for, so that receivers check them with any of its
// libraries: HMAC-SHA256 over id, time and body.
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

export const SECRET_BYTES = 32;

/** As receivers configure it. */
export function showSecret(secret: Uint8Array): string {
  return PREFIX + Buffer.from(secret).toString('base64');
}

export function signedHeaders(
  secret: Uint8Array,
  id: string,
  nowMs: number,
  body: string,
): Readonly<Record<string, string>> {
  const seconds = Math.floor(nowMs / 1000);
  const signature = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
