// What this node releases of itself on a finished model: planned, reserved, measured, signed and kept before anything is sent, and sent as
// it was kept however often it is asked for.
import { partyMetrics, signMessage, type MessageBody, type StateHash } from '@chorale/crypto';
import {
  computationByName,
  hashOfEncodedState,
  partyMetricsOf,
  planPartyMeasuring,
  StudyPlanError,
  type Agreement,
  type Computation,
  type PartyMeasuring,
} from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import type { SignedAgreement } from '../agreement/signed-agreements.js';
import type { OwnMetrics } from '../budget/node-budget.js';
import { requireAgreed } from '../governance/agreed.js';
import { consentHolds } from '../governance/roster-in-force.js';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { NodeParts } from '../round/node-parts.js';
import type { NodeStore } from '../storage/node-store.js';
import { StoreError } from '../storage/store-error.js';
import { readAgreement } from '../study/documents.js';
import { documentsOf, type FinishedStudy } from '../study/finished-study.js';
import { ModelFolder } from '../study/keep-model.js';
import { contributorsTo } from '../study/study-runtime.js';

export interface MetricsParts extends Pick<
  NodeParts,
  'self' | 'federation' | 'signingKey' | 'store' | 'budget' | 'roster'
> {
  readonly coordinator: CoordinatorPort;
}

export interface PlannedMetrics {
  readonly finished: FinishedStudy;
  /** Last one of the study, which the model is of. */
  readonly state: StateHash;
  readonly agreement: SignedAgreement;
  readonly measuring: PartyMeasuring;
  /** `evaluate`, with the model in hand. */
  readonly computation: Computation;
  readonly own: OwnMetrics;
}

/**
 * @param models folder of this node's models.
 * @param agreement that this node signed, whose budget is asked.
 * @throws RoundRefused `computation-not-allowed` where it does not allow such a release; RangeError for a model that predicts no label.
 */
export function planMetrics(
  store: NodeStore,
  models: string,
  finished: FinishedStudy,
  agreement: SignedAgreement,
  epsilon: number,
): PlannedMetrics {
  const { id: study, model } = finished;
  const final = new ModelFolder(models, store).finalState(store.studies.find(study)!);
  const state = hashOfEncodedState(final) as StateHash;
  const measuring = measuringOf(store, { study, state, epsilon }, agreement.terms);
  const { context } = measuring.plan;
  const computation = computationByName('evaluate').withModel!(model, context);
  const { noiseMultiplier } = measuring.terms.privacy;
  const own = { study, agreement: agreement.hash, epsilon, noiseMultiplier };
  return { finished, state, agreement, measuring, computation, own };
}

function measuringOf(
  store: NodeStore,
  { study: id, state, epsilon }: Pick<MessageBody<typeof partyMetrics>, 'study' | 'state' | 'epsilon'>,
  terms: Agreement,
): PartyMeasuring {
  const record = store.studies.find(id)!;
  const { agreement, study } = documentsOf(store, record);
  const { computation, features, settings } = study;
  const pinned = { study: id, state, computation, features, settings };
  try {
    return planPartyMeasuring(terms, { name: record.name, pinned, agreement }, epsilon);
  } catch (error) {
    if (error instanceof StudyPlanError) throw new RoundRefused('computation-not-allowed', error.message);
    throw error;
  }
}

/**
 * The measures in a release, by this node's own documents.
 * @throws RangeError or RoundRefused where those do not lead to such values.
 */
export function readMetrics(
  store: NodeStore,
  message: MessageBody<typeof partyMetrics>,
): ReturnType<typeof partyMetricsOf> {
  const { agreement, values } = message;
  const held = store.agreements.find(agreement);
  if (!held) throw new RoundRefused('unknown-agreement', `this node does not hold agreement ${agreement}`);
  return partyMetricsOf(measuringOf(store, message, readAgreement(held.bytes)), values);
}

/** What the coordinator would refuse, found out before anything is spent. @throws RoundRefused */
export async function requireTakingPart(node: MetricsParts, { hash, terms }: SignedAgreement): Promise<void> {
  const roster = node.roster();
  if (!consentHolds(node.store, node.store.agreements.find(hash), roster))
    throw new RoundRefused(
      'unknown-agreement',
      `this node has not signed "${terms.title}" with the newest roster; sign it with "chorale-node agreement sign"`,
    );
  await requireAgreed(node, hash, terms);
  if (!contributorsTo(terms, roster.nodes, new Set(roster.suspended)).has(node.self))
    throw new RoundRefused(
      'not-in-cohort',
      `this node brings no rows under "${terms.title}", or is suspended`,
    );
}

/**
 * Once it returns, the metrics are on this node's disk and spent. Where measuring fails nothing left this node, and what was reserved is
 * given back; killed anywhere, the reservation stands until the next try takes its place.
 * @param measure reads the rows, and adds the noise.
 * @returns the signed bytes to send.
 * @throws RoundRefused `budget-exceeded` or `budget-expired` before a row is read; what `measure` throws.
 */
export async function makeMetrics(
  node: Omit<MetricsParts, 'coordinator' | 'roster'>,
  { state, agreement, own }: PlannedMetrics,
  measure: () => Promise<Float64Array>,
): Promise<Uint8Array> {
  const { self, federation, signingKey, store } = node;
  const { study } = own;
  node.budget.reserveMetrics(own, agreement.terms);
  try {
    for (;;) {
      const version = store.erasures.version();
      // Adding 0 leaves no -0, which has no encoding.
      const values = [...(await measure())].map((value) => value + 0);
      const { bytes } = signMessage(partyMetrics, signingKey, federation, {
        ...{ node: self, state, values, ...own },
      });
      // In one transaction: an erasure either finds this release on record, or stops it.
      const isCurrent = store.transaction(() => {
        if (store.erasures.version() !== version) return false;
        store.partyMetrics.keep(own, bytes);
        return true;
      });
      if (isCurrent) break;
    }
  } catch (error) {
    store.partyMetrics.giveBack(study);
    throw error;
  }
  const kept = store.partyMetrics.find(study)?.envelope;
  if (!kept)
    throw new StoreError(
      'no-reservation',
      `another run took the place of this one; nothing of it was released, so run it again`,
    );
  return kept;
}
