// Members show each other the newest head that each countersigned. Each node by itself only sees that the history it is shown goes
// on; a coordinator that shows two histories to two nodes that never meet in a round is caught here, because no proof leads
// from one to the other.
import {
  DecodeError,
  headCountersignature,
  nodeIdOf,
  openSigned,
  shownHead,
  signMessage,
  SignatureError,
  type Hash,
  type NodeId,
  type SigningKey,
  type SigningPublicKey,
} from '@chorale/crypto';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { RosterView } from '../round/node-parts.js';
import { openDescriptor } from '../round/round-desk.js';
import type { NodeStore } from '../storage/node-store.js';
import { proveOneHistory } from './ledger-heads.js';

export interface HeadParts {
  readonly store: NodeStore;
  readonly coordinator: CoordinatorPort;
  readonly federation: string;
  readonly coordinatorKey: SigningPublicKey;
  readonly roster: Pick<RosterView, 'nodes' | 'retired'>;
}

/** What somebody shows that neither its node nor the coordinator signed like this: it says nothing about the coordinator. */
export class FalseHead extends Error {
  override readonly name = 'FalseHead';
}

export interface ComparedHead {
  /** Name of the node that was shown it. */
  readonly node: string;
  readonly size: number;
  readonly root: Hash;
  /** `same`: the two are one; `continues`: one is part of the other's history. */
  readonly verdict: 'same' | 'continues';
}

/** @returns the newest head with both signatures, as one line of text; undefined before the first round. */
export function showHead(store: NodeStore, key: SigningKey, federation: string): string | undefined {
  const newest = store.ledgerHeads.newest();
  if (!newest) return undefined;
  const { size, root, envelope: descriptor } = newest;
  const countersignature = signMessage(headCountersignature, key, federation, { size, root }).bytes;
  return Buffer.from(shownHead.encode({ countersignature, descriptor })).toString('base64');
}

/**
 * Holds what another member shows against this node's newest head. A fork is kept on record: this node takes part in no round from then on.
 * @param shown a line of {@link showHead}.
 * @throws FalseHead, which changes nothing; RoundRefused `ledger-forked` for two histories; RangeError where this node has no head yet;
 * Unreachable, or what the coordinator refuses else.
 */
export async function compareHead(parts: HeadParts, shown: string): Promise<ComparedHead> {
  const { store, coordinator } = parts;
  const own = store.ledgerHeads.newest();
  if (!own) throw new RangeError('this node has countersigned no head yet; there is nothing to compare');
  const { node, size, root, envelope } = opened(parts, shown);
  const head = { size, root };
  if (own.size === size && own.root === root) return { node, ...head, verdict: 'same' };
  const whose = `one for this node and one for "${node}"`;
  await proveOneHistory(store, coordinator, own, { ...head, envelope }, { whose, stops: true });
  return { node, ...head, verdict: 'continues' };
}

function opened(
  { federation, coordinatorKey, roster }: HeadParts,
  shown: string,
): { readonly node: string; readonly size: number; readonly root: Hash; readonly envelope: Uint8Array } {
  try {
    const { countersignature, descriptor } = shownHead.decode(
      new Uint8Array(Buffer.from(shown.trim(), 'base64')),
    );
    const keyed = keysOf(roster);
    const { message, signer } = openSigned(
      headCountersignature,
      countersignature,
      federation,
      (id) => keyed.get(id)?.key,
    );
    const { ledgerSize, ledgerRoot } = openDescriptor({ coordinatorKey, federation }, descriptor);
    if (ledgerSize !== message.size || ledgerRoot !== message.root)
      throw new FalseHead('the node signed another head than the coordinator did');
    return { node: keyed.get(signer)!.name, ...message, envelope: descriptor };
  } catch (error) {
    if (!(error instanceof DecodeError) && !(error instanceof SignatureError)) throw error;
    throw new FalseHead(
      `it is no head that a node of this federation and its coordinator signed: ${error.message}`,
    );
  }
}

/** Nodes of the roster, and keys that were retired: a head that an old key countersigned says as much. */
function keysOf({
  nodes,
  retired,
}: HeadParts['roster']): ReadonlyMap<NodeId, { readonly key: SigningPublicKey; readonly name: string }> {
  return new Map([
    ...retired.map(({ key, name }) => [nodeIdOf(key), { key, name }] as const),
    ...nodes.map(({ id, signingKey: key, name }) => [id, { key, name }] as const),
  ]);
}
