// From a drawing to its seed: every check that a node makes before it believes a grouping.
import { createHash } from 'node:crypto';
import { openSigned, type SigningPublicKey } from '../identity/identity.js';
import { drawing as drawingMessage, drawingCall, lotAnchor } from '../wire/drawing-messages.js';
import type { NodeId } from '../wire/ids.js';
import type { MessageBody } from '../wire/message.js';
import { isLotOf } from './lots.js';

export interface OpenedDrawing {
  readonly call: MessageBody<typeof drawingCall>;
  /** Bytes of the call, whose hash every node called was told before it showed its value. */
  readonly callBytes: Uint8Array;
  /** Nodes that showed their value, by ascending id. */
  readonly shown: readonly NodeId[];
  /** Nodes that were called and did not. */
  readonly withheld: readonly NodeId[];
  readonly seed: Uint8Array;
}

/** A drawing that does not hold together; the message names the thing. */
export class DrawingError extends Error {
  override readonly name = 'DrawingError';
}

/**
 * Opens a drawing: anchors signed by their nodes for this study, values that their anchors allow.
 * @throws DecodeError, SignatureError or DrawingError.
 */
export function openDrawing(
  bytes: Uint8Array,
  federation: string,
  keyOf: (node: NodeId) => SigningPublicKey | undefined,
): OpenedDrawing {
  const { call: callBytes, values } = drawingMessage.decode(bytes);
  const call = drawingCall.decode(callBytes);
  if (values.length !== call.anchors.length)
    throw new DrawingError(
      `${call.anchors.length} nodes were called, the drawing has ${values.length} places`,
    );
  const [shown, withheld]: [NodeId[], NodeId[]] = [[], []];
  const seed = createHash('sha256').update('chorale/drawing-seed/1').update(callBytes);
  let last = '';
  call.anchors.forEach((envelope, at) => {
    const { message, signer } = openSigned(lotAnchor, envelope, federation, keyOf);
    const { study, node, anchor } = message;
    if (node !== signer || study !== call.study || node <= last)
      throw new DrawingError(
        `anchor ${at} of the drawing is not one of node ${signer} for this study, in order`,
      );
    last = node;
    const value = values[at];
    if (value && !isLotOf(anchor, { study, node }, call.drawing, value))
      throw new DrawingError(`node ${node} bound itself to another value than the one shown for it`);
    (value ? shown : withheld).push(node);
    seed.update(Uint8Array.of(value ? 1 : 0)).update(value ?? new Uint8Array());
  });
  return { call, callBytes, shown, withheld, seed: seed.digest() };
}
