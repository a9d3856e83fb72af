// From a study's id to a study that this node may take part in: documents by their hashes, an agreement it signed.
import type { AgreementHash, StudyId } from '@chorale/crypto';
import { StudyPlanError, type Agreement } from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import { requireAgreed } from '../governance/agreed.js';
import { consentHolds } from '../governance/roster-in-force.js';
import { checkExclusions } from '../grouping/check-exclusions.js';
import type { NodeParts, RosterView } from '../round/node-parts.js';
import { readAgreement, readStudy } from './documents.js';
import { givenModel } from './given-model.js';
import { contributorsTo, StudyRuntime, type ReadPeople, type WantedOfRows } from './study-runtime.js';

/** What a study wants of this node's rows. */
export interface WantedPeople extends WantedOfRows {
  readonly features: readonly string[];
}

/** Reads this node's rows as the agreement's dictionary describes them. */
export type LoadPeople = (agreement: Agreement, wanted: WantedPeople, study: StudyId) => Promise<ReadPeople>;

/**
 * @param modelsFolder where this node keeps what studies ended with.
 * @throws RoundRefused when the node signed no such agreement, the study does not fit it, or leaves out others than the
 * agreement and earlier studies say.
 */
export async function loadStudy(
  node: NodeParts,
  id: StudyId,
  agreementHash: AgreementHash,
  loadPeople: LoadPeople,
  modelsFolder: string,
): Promise<StudyRuntime> {
  const roster = node.roster();
  const agreement = signedAgreement(node, agreementHash, roster);
  await requireAgreed(node, agreementHash, agreement);
  const bytes =
    node.store.studies.find(id)?.bytes ??
    (await node.coordinator.request('study', { params: { study: id } }));
  const study = readStudy(id, bytes);
  // By its hash: of two agreements of one title, members approved the study under one.
  if (study.agreement !== agreementHash)
    throw new RoundRefused(
      'unknown-study',
      `the study "${study.name}" names agreement ${study.agreement}, not "${agreement.title}" (${agreementHash})`,
    );
  node.store.studies.receive({ study: id, agreement: agreementHash, name: study.name, bytes });
  const leftOut = await checkExclusions(node, id, study, { hash: agreementHash, agreement });
  if (leftOut.has(node.self)) node.report({ event: 'left-out', study: id, name: study.name });
  const contributors = contributorsTo(agreement, roster.nodes, leftOut);
  try {
    // Who brings no rows receives no model, and needs none.
    const given = contributors.has(node.self) ? givenModel(study, node.store, modelsFolder) : undefined;
    const load = (wanted: WantedOfRows): Promise<ReadPeople> =>
      loadPeople(agreement, { ...wanted, features: study.features }, id);
    return new StudyRuntime(id, study, agreementHash, agreement, contributors.size, load, given, leftOut);
  } catch (error) {
    if (!(error instanceof StudyPlanError)) throw error;
    throw new RoundRefused('terms-differ', error.message);
  }
}

function signedAgreement({ store }: NodeParts, hash: AgreementHash, roster: RosterView): Agreement {
  const record = store.agreements.find(hash);
  if (!record || !consentHolds(store, record, roster))
    throw new RoundRefused(
      'unknown-agreement',
      `this node has not signed agreement ${hash.slice(0, 16)} with the newest roster; read it with ` +
        '"chorale-node agreement show" and sign it with "chorale-node agreement sign"',
    );
  return readAgreement(record.bytes);
}
