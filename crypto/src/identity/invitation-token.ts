// An invitation as one line of text that fits into a mail: a prefix that people recognise and base64url.
import { DecodeError } from '../wire/codec.js';
import { invitation } from '../wire/federation-messages.js';
import { sha256Hex, type MessageBody } from '../wire/message.js';

export type Invitation = MessageBody<typeof invitation>;
const PREFIX = 'chorale-invite-';
const CHECK_DIGITS = 8;

/** The text that {@link parseInvitationToken} reads: prefix, 8 hex digits of SHA-256 against slips of the pen, base64url. */
export function invitationToken(value: Invitation): string {
  const bytes = invitation.encode(value);
  return PREFIX + sha256Hex(bytes).slice(0, CHECK_DIGITS) + Buffer.from(bytes).toString('base64url');
}

/** @throws DecodeError when the token was mistyped or cut off. */
export function parseInvitationToken(token: string): Invitation {
  const trimmed = token.trim();
  if (!trimmed.startsWith(PREFIX)) throw new DecodeError('invitation', `a token begins with ${PREFIX}`);
  const check = trimmed.slice(PREFIX.length, PREFIX.length + CHECK_DIGITS);
  const encoded = trimmed.slice(PREFIX.length + CHECK_DIGITS);
  const bytes = new Uint8Array(Buffer.from(encoded, 'base64url'));
  // Buffer skips what is no base64, and what stands behind its end: a token has one form only.
  const isWhole = Buffer.from(bytes).toString('base64url') === encoded;
  if (!isWhole || sha256Hex(bytes).slice(0, CHECK_DIGITS) !== check)
    throw new DecodeError('invitation', 'the token is incomplete or mistyped; copy it again as one line');
  return invitation.decode(bytes);
}
