import { readRoster, type SigningPublicKey } from '@chorale/crypto';
import type { NodeStore } from '../storage/node-store.js';

/** Names and keys of the nodes in the newest roster that this node signed; undefined where it signed none. */
export function rosterKeys(
  store: NodeStore | undefined,
): readonly { readonly name: string; readonly key: SigningPublicKey }[] | undefined {
  const signed = store?.federation.newestRoster();
  return signed && readRoster(signed.bytes).nodes.map(({ name, signingKey }) => ({ name, key: signingKey }));
}
