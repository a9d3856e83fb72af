// Another node of the roster missed rounds and asks for a state; this one seals it to the key that the other signed.
import {
  openSigned,
  roundKey,
  sealTo,
  signMessage,
  stateBinding,
  stateRequest,
  stateTransfer,
  type NodeId,
  type StudyId,
} from '@chorale/crypto';
import { agreementSchema } from '@chorale/models';
import { consentHolds } from '../governance/roster-in-force.js';
import type { NodeParts } from '../round/node-parts.js';
import { readStudy } from '../study/documents.js';
import { contributorsTo } from '../study/study-runtime.js';

/**
 * Whether a node may have the study's results: one of a party, that brings rows and is not left out as a suspect. Who joined after the agreement was signed
 * has not signed it, so they see nothing of its studies until everybody signs again.
 */
function isGranted(node: NodeParts, study: StudyId, asking: NodeId): boolean {
  const record = node.store.studies.find(study);
  const agreement = record && node.store.agreements.find(record.agreement);
  const roster = node.roster();
  if (!agreement || !consentHolds(node.store, agreement, roster) || roster.suspended.includes(asking))
    return false;
  const terms = agreementSchema.parse(JSON.parse(Buffer.from(agreement.bytes).toString()));
  const leftOut = new Set(readStudy(study, record.bytes).exclusions?.nodes as NodeId[] | undefined);
  return contributorsTo(terms, roster.nodes, leftOut).has(asking);
}

/**
 * Answers a request if this node knows the state.
 * @throws DecodeError or SignatureError for a request that no node of the roster made.
 */
export async function sendState(node: NodeParts, requestBytes: Uint8Array): Promise<void> {
  const roster = node.roster().nodes;
  const keyOf = (id: NodeId): Uint8Array | undefined => roster.find((entry) => entry.id === id)?.signingKey;
  const { message: request, signer } = openSigned(stateRequest, requestBytes, node.federation, keyOf);
  const key = openSigned(roundKey, request.keyEnvelope, node.federation, keyOf);
  const { study, state } = request;
  const known = node.store.studies.state(study, state);
  const isTheirs = request.node === signer && key.signer === signer && key.message.node === signer;
  if (!known || !isTheirs || signer === node.self || !isGranted(node, study, signer)) return;
  const binding = stateBinding.encode({ to: signer, from: node.self, study, state });
  const sealedState = sealTo(key.message.publicKey, known.bytes, binding, node.entropy);
  const transfer = { to: signer, study, state, sealedState };
  const { bytes } = signMessage(stateTransfer, node.signingKey, node.federation, transfer);
  await node.coordinator.request('sendState', { body: bytes, study });
  node.report({ event: 'state-sent', study, state });
}
