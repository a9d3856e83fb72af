// Whom a release is sealed to: keys that the recipients signed for this round, fetched by committee members only.
import { envelope, envelopes, nodeIdOf, openSigned, roundKey, type SigningPublicKey } from '@chorale/crypto';
import type { AcceptedRound } from '../round/accepted-round.js';
import { EvidenceError } from './verify-manifest.js';

/**
 * X-Wing public keys in the order of the recipients, where the descriptor holds all of them: each recipient then sits on
 * the committee, and its signature was checked with the descriptor.
 */
export function recipientKeysInDescriptor({ descriptor }: AcceptedRound): Uint8Array[] | undefined {
  const { committee, committeeKeys, recipients, recipientKeyIndexes } = descriptor;
  const keys = recipients.flatMap((recipient, position) => {
    const served = committeeKeys[committee.indexOf(recipient)];
    const { index, publicKey } = served ? roundKey.decode(envelope.decode(served).body) : {};
    return publicKey && index === recipientKeyIndexes[position] ? [publicKey] : [];
  });
  return keys.length === recipients.length ? keys : undefined;
}

/**
 * X-Wing public keys in the order of the recipients.
 * @param coordinatorKey it is one recipient more where the agreement says so.
 * @throws DecodeError, SignatureError or EvidenceError unless each recipient signed its own key, of the index in the
 * descriptor.
 */
export function verifyRecipientKeys(
  round: AcceptedRound,
  coordinatorKey: SigningPublicKey,
  keysBytes: Uint8Array,
): Uint8Array[] {
  const { recipients, recipientKeyIndexes, federation } = round.descriptor;
  const keys = envelopes.decode(keysBytes).envelopes;
  if (keys.length !== recipients.length)
    throw new EvidenceError(`${keys.length} keys came for ${recipients.length} recipients`);
  return keys.map((bytes, position) => {
    const { message, signer } = openSigned(roundKey, bytes, federation, (id) =>
      id === nodeIdOf(coordinatorKey) ? coordinatorKey : round.signingKeyOf(id),
    );
    const isTheirs = signer === recipients[position] && message.node === signer;
    if (!isTheirs || message.index !== recipientKeyIndexes[position])
      throw new EvidenceError(`recipient ${recipients[position]} did not sign the key that stands for it`);
    return message.publicKey;
  });
}
