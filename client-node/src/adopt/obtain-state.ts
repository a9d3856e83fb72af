// The state that a round starts from: derived here, or, for a node that missed rounds, sealed to it by a member. What
// it must be is not the coordinator's word but the signatures of t nodes over its hash.
import {
  adoptionQuorum,
  descriptor as descriptorMessage,
  envelope,
  envelopes,
  openAdoption,
  openSealed,
  openSigned,
  readAdoption,
  roundId,
  roundKey,
  SecureSumError,
  signMessage,
  stateBinding,
  stateRequest,
  stateTransfer,
  type Descriptor,
  type NodeId,
  type RoundId,
  type RoundKeyPair,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import { hashOfEncodedState } from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import type { NodeParts } from '../round/node-parts.js';
import type { NodeStore } from '../storage/node-store.js';
import type { KnownState, StudyRuntime } from '../study/study-runtime.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';

const POLL_MS = 500;
/** Before a state is asked for anew: every try uses up a key. */
const ASK_AGAIN_MS = 2_000;

/** A state of a study, and the closed rounds that led to it. */
export type WantedState = Pick<Descriptor, 'study' | 'state' | 'round'>;

/** @throws RoundRefused `state-unknown` when fewer than t nodes stand for the state that the round names. */
export async function obtainState(
  node: NodeParts,
  study: StudyRuntime,
  wanted: WantedState,
): Promise<KnownState> {
  const known = node.store.studies.state(study.id, wanted.state);
  if (known && known.rounds !== wanted.round)
    throw new RoundRefused(
      'state-unknown',
      `the state follows round ${known.rounds} of the study, not round ${wanted.round}`,
    );
  if (known) return study.readState(known.bytes);
  if (wanted.round === 0) return firstState(node, study, wanted);
  await requireAdoptions(node, study, wanted);
  const bytes = await inTurn(node, study.id, () => receiveState(node, wanted));
  // Before anything is read of it: what has another hash is whatever its sender likes.
  if (hashOfEncodedState(bytes) !== wanted.state)
    throw new RoundRefused(
      'state-unknown',
      'the state that a member sent is not the one that the round names',
    );
  node.store.studies.storeState({ study: study.id, state: wanted.state, rounds: wanted.round, bytes });
  node.report({ event: 'state-received', study: study.id, state: wanted.state });
  return study.readState(bytes);
}

function firstState(node: NodeParts, study: StudyRuntime, wanted: WantedState): KnownState {
  const state = study.firstState();
  if (state.hash !== wanted.state)
    throw new RoundRefused(
      'state-unknown',
      `the round starts from state ${wanted.state}, this node derives ${state.hash}; install the same version as the others`,
    );
  node.store.studies.storeState({ study: study.id, state: state.hash, rounds: 0, bytes: state.bytes });
  return state;
}

/** Adoptions count only where the round that they speak of is the one of this study that ends in the wanted state. */
async function requireAdoptions(
  node: NodeParts,
  runtime: StudyRuntime,
  { study, state, round }: WantedState,
): Promise<void> {
  const { nodes } = node.roster();
  const contributors = runtime.contributorsAmong(nodes);
  const keys = new Map(nodes.map(({ id, signingKey }) => [id, signingKey]));
  const needed = adoptionQuorum(contributors.size, runtime.agreement.privacy.colluding);
  const proof = await node.coordinator.request('stateProof', { params: { study, state }, study });
  const witnesses = new Set<NodeId>();
  const before = new Map<RoundId, boolean>();
  for (const bytes of envelopes.decode(proof).envelopes) {
    // Adoptions are signed for the round that made the state, which this node did not see; each names its own.
    const { message, signer } = openAdoption(bytes, contextOf(bytes), (id) =>
      contributors.has(id) ? keys.get(id) : undefined,
    );
    // Whoever saw a wrong addition derived a state from it, and stands for none.
    if (message.node !== signer || message.state !== state || message.sumWrong) continue;
    const isBefore = before.get(message.round) ?? (await isRoundBefore(node, message.round, study, round));
    before.set(message.round, isBefore);
    if (isBefore) witnesses.add(signer);
  }
  if (witnesses.size < needed)
    throw new RoundRefused(
      'state-unknown',
      `${witnesses.size} nodes stand for state ${state}, ${needed} are needed`,
    );
}

/** A round is what its hash says, so the coordinator cannot pass one study's round off as another's. */
async function isRoundBefore(node: NodeParts, rid: RoundId, study: StudyId, round: number): Promise<boolean> {
  const bytes = await node.coordinator.request('descriptor', { params: { round: rid }, study });
  const descriptor = descriptorMessage.decode(envelope.decode(bytes).body);
  return (
    roundId(descriptorMessage.encode(descriptor)) === rid &&
    descriptor.study === study &&
    descriptor.round === round - 1
  );
}

/** An adoption names its own round, which is the context that it was signed in. */
function contextOf(adoptionBytes: Uint8Array): string {
  return readAdoption(adoptionBytes).round;
}

/** The last request of each study that this process has under way. */
const turns = new WeakMap<NodeStore, Map<StudyId, Promise<unknown>>>();

/**
 * One request after the other: the coordinator holds one of a node and study, so a second would take the place of the first,
 * which would wait for an answer for ever. A node that missed several rounds lives them beside each other.
 */
async function inTurn<T>({ store }: NodeParts, study: StudyId, ask: () => Promise<T>): Promise<T> {
  const ofStore = turns.get(store) ?? new Map<StudyId, Promise<unknown>>();
  turns.set(store, ofStore);
  const before = ofStore.get(study) ?? Promise.resolve();
  const turn = before.then(ask, ask);
  ofStore.set(study, turn);
  return turn;
}

/** Asks for the state, and again where the answer was one to a request that this node made before it was restarted. */
async function receiveState(node: NodeParts, wanted: WantedState): Promise<Uint8Array> {
  for (;;) {
    const bytes = await askForState(node, wanted);
    if (bytes) return bytes;
    await node.pause(ASK_AGAIN_MS);
  }
}

/**
 * Asks for the state under a key of its own, and waits until a member has sealed it.
 * @returns undefined where what came is sealed to another key.
 */
async function askForState(node: NodeParts, { study, state }: WantedState): Promise<Uint8Array | undefined> {
  const key = node.roundKeys.reserveOne();
  const { publicKey } = openSigned(
    roundKey,
    key.envelope,
    node.federation,
    () => node.signingKey.publicKey,
  ).message;
  const request = { node: node.self, study, state, keyEnvelope: key.envelope };
  const { bytes } = signMessage(stateRequest, node.signingKey, node.federation, request);
  const secretKey = node.roundKeys.secret(key.index, state);
  try {
    await node.coordinator.request('requestState', { body: bytes, study });
    return await waitForTransfer(node, study, state, { publicKey, secretKey });
  } finally {
    secretKey.fill(0);
    node.roundKeys.erase(key.index, state);
  }
}

async function waitForTransfer(
  node: NodeParts,
  study: StudyId,
  state: StateHash,
  key: RoundKeyPair,
): Promise<Uint8Array | undefined> {
  const roster = node.roster().nodes;
  const keyOf = (id: NodeId): Uint8Array | undefined => roster.find((entry) => entry.id === id)?.signingKey;
  for (;;) {
    try {
      const bytes = await node.coordinator.request('receiveState', { params: { study, state }, study });
      const { message, signer } = openSigned(stateTransfer, bytes, node.federation, keyOf);
      const binding = stateBinding.encode({ to: node.self, from: signer, study, state });
      return openSealed(key, message.sealedState, binding);
    } catch (error) {
      if (error instanceof SecureSumError && error.code === 'cannot-open-sealed') return undefined;
      if (!(error instanceof CoordinatorProblem) || error.status !== 404) throw error;
    }
    await node.pause(POLL_MS);
  }
}
