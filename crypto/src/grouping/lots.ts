// Values that nodes bind themselves to long before a drawing, so that nobody can choose one to suit the others'. Each node
// keeps a chain of hashes for a study: it signs the last link first (the anchor) and shows one link more at each drawing.
// A link is checked by hashing it forward to the anchor, and says nothing about those still to come (Lamport 1981).
import { hash } from 'node:crypto';
import type { Hash, NodeId, StudyId } from '../wire/ids.js';

/** Drawings that one chain serves; a study makes one a round, and one more for each that came to nothing. */
export const MOST_DRAWINGS = 16_384;
export const LOT_BYTES = 32;

/** Whose chain it is: links of one node or study mean nothing in another. */
export interface LotOwner {
  readonly study: StudyId;
  readonly node: NodeId;
}

/** The value of drawing `drawing` in the chain that starts from a secret. */
export function lotOf(secret: Uint8Array, owner: LotOwner, drawing: number): Uint8Array {
  requireDrawing(drawing);
  return follow(secret, owner, MOST_DRAWINGS - 1 - drawing);
}

/** What the node signs before the first drawing: one link past the value of drawing 0. */
export function anchorOf(secret: Uint8Array, owner: LotOwner): Hash {
  return hexOf(follow(secret, owner, MOST_DRAWINGS));
}

/** Whether `value` is the one value that the anchor allows for this drawing. */
export function isLotOf(anchor: Hash, owner: LotOwner, drawing: number, value: Uint8Array): boolean {
  if (value.length !== LOT_BYTES || drawing < 0 || drawing >= MOST_DRAWINGS) return false;
  return hexOf(follow(value, owner, drawing + 1)) === anchor;
}

function follow(from: Uint8Array, { study, node }: LotOwner, steps: number): Uint8Array {
  if (from.length !== LOT_BYTES) throw new RangeError(`a link has ${LOT_BYTES} bytes, not ${from.length}`);
  const prefix = Buffer.concat([
    Buffer.from('chorale/lot/1'),
    Buffer.from(study, 'hex'),
    Buffer.from(node, 'hex'),
  ]);
  // One buffer for all steps, and digests as text: thousands of objects would take four times as long.
  const input = Buffer.concat([prefix, from]);
  for (let step = 0; step < steps; step += 1) input.write(hash('sha256', input, 'hex'), prefix.length, 'hex');
  return Uint8Array.from(input.subarray(prefix.length));
}

function requireDrawing(drawing: number): void {
  if (!Number.isInteger(drawing) || drawing < 0 || drawing >= MOST_DRAWINGS)
    throw new RangeError(`a chain serves ${MOST_DRAWINGS} drawings, there is no drawing ${drawing}`);
}
function hexOf(bytes: Uint8Array): Hash {
  return Buffer.from(bytes).toString('hex') as Hash;
}
