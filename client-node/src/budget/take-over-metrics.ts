// The same as for rounds (take-over-spent.ts), for what this node released of itself: without its records it would add other noise to the
// same sums, and count none of it.
import { envelopes, openSigned, partyMetrics, type AgreementHash, type MessageBody } from '@chorale/crypto';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { NodeParts } from '../round/node-parts.js';
import { fetchedAgreement, fetchedStudy, ownKeys } from './take-over-spent.js';

interface MetricsParts extends Pick<
  NodeParts,
  'self' | 'federation' | 'signingKey' | 'store' | 'budget' | 'roster'
> {
  readonly coordinator: CoordinatorPort;
}

/**
 * @returns releases that were taken over.
 * @throws EvidenceError, SignatureError or what a schema throws where the coordinator's documents prove nothing; CoordinatorProblem
 * where it answers nothing.
 */
export async function takeOverMetrics(node: MetricsParts): Promise<number> {
  const keys = ownKeys(node);
  let taken = 0;
  const released = envelopes.decode(await node.coordinator.request('releasedMetrics'));
  for (const bytes of released.envelopes) {
    const { message, signer } = openSigned(partyMetrics, bytes, node.federation, (id) => keys.get(id));
    if (message.node !== signer) throw new EvidenceError("the metrics shown as this node's name another one");
    if (node.store.partyMetrics.find(message.study)?.envelope) continue;
    await takeOver(node, message, bytes);
    taken += 1;
  }
  return taken;
}

async function takeOver(
  { store, coordinator, budget }: MetricsParts,
  { study: id, agreement: hash, epsilon, noiseMultiplier }: MessageBody<typeof partyMetrics>,
  envelope: Uint8Array,
): Promise<void> {
  const terms = await fetchedAgreement(coordinator, hash);
  const { study, bytes } = await fetchedStudy(coordinator, id);
  const own = study.agreement as AgreementHash;
  const made = await fetchedAgreement(coordinator, own);
  const metrics = { study: id, agreement: hash, epsilon, noiseMultiplier };
  store.transaction(() => {
    store.agreements.receive(hash, terms.bytes);
    store.agreements.receive(own, made.bytes);
    store.studies.receive({ study: id, agreement: own, name: study.name, bytes });
    budget.takeOverMetrics(metrics, terms.agreement, envelope);
  });
}
