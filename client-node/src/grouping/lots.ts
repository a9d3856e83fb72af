// This node's part in drawing groups: it binds itself to a chain of values before the first drawing, and shows one value a
// drawing when it is called.
import {
  anchorOf,
  LOT_BYTES,
  lotAnchor,
  lotOf,
  lotUpload,
  signMessage,
  type StudyId,
  type ListedDrawing,
  type ShownLot,
} from '@chorale/crypto';
import type { NodeParts } from '../round/node-parts.js';

/** Answers what the coordinator wants for a study's drawings; the same bytes however often it asks. */
export async function answerDrawing(node: NodeParts, { study, called }: ListedDrawing): Promise<void> {
  const { store, coordinator } = node;
  const chain = store.lots.chain(study) ?? beginChain(node, study);
  let shown: ShownLot | undefined;
  if (called) {
    store.lots.show(study, called);
    const secret = node.storageKey.open(chain.sealedSecret, placeOf(study));
    const { drawing } = called;
    shown = { drawing, value: lotOf(secret, { study, node: node.self }, drawing) };
    secret.fill(0);
  }
  const body = lotUpload.encode({ anchor: chain.anchor, shown });
  await coordinator.request('lots', { params: { study }, body, study });
}

function beginChain(
  { self, store, signingKey, storageKey, federation, entropy }: NodeParts,
  study: StudyId,
): { sealedSecret: Uint8Array; anchor: Uint8Array } {
  const secret = new Uint8Array(LOT_BYTES);
  entropy.fill(secret);
  const anchor = anchorOf(secret, { study, node: self });
  const signed = signMessage(lotAnchor, signingKey, federation, { study, node: self, anchor });
  const chain = { sealedSecret: storageKey.seal(secret, placeOf(study)), anchor: signed.bytes };
  secret.fill(0);
  store.lots.begin(study, chain);
  return chain;
}

function placeOf(study: StudyId): string {
  return `lots.sealed_secret/${study}`;
}
