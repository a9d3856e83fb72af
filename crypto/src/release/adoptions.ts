// What a recipient signed of a round, in either layout.
import { envelope, openSigned, type Signed, type SigningPublicKey } from '../identity/identity.js';
import type { NodeId } from '../wire/ids.js';
import { hasTag, type MessageBody } from '../wire/message.js';
import { adoption, adoptionWithoutSet } from '../wire/round-messages.js';

export type Adoption = MessageBody<typeof adoption>;

/** Whether an envelope holds the older layout, which does not say what the set was. @throws DecodeError */
export function saysNoSet(bytes: Uint8Array): boolean {
  return hasTag(adoptionWithoutSet, envelope.decode(bytes).body);
}

/**
 * Reads an envelope without checking who signed it. The older layout comes without bad shares, and as if nobody was left out:
 * see {@link saysNoSet}.
 * @throws DecodeError
 */
export function readAdoption(bytes: Uint8Array): Adoption {
  const { body } = envelope.decode(bytes);
  return hasTag(adoptionWithoutSet, body)
    ? completed(adoptionWithoutSet.decode(body))
    : adoption.decode(body);
}

/** Like {@link openSigned}, of either layout. */
export function openAdoption(
  bytes: Uint8Array,
  contextHex: string,
  keyOf: (signer: NodeId) => SigningPublicKey | undefined,
): Signed<Adoption> {
  if (!saysNoSet(bytes)) return openSigned(adoption, bytes, contextHex, keyOf);
  const { message, signer } = openSigned(adoptionWithoutSet, bytes, contextHex, keyOf);
  return { message: completed(message), signer, bytes };
}

function completed({ badMembers: _, ...older }: MessageBody<typeof adoptionWithoutSet>): Adoption {
  return { ...older, badShares: [], leftOut: [] };
}
