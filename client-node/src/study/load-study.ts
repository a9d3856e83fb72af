// From a study's id to a study that this node may take part in: documents by their hashes, an agreement it signed.
import { contributorsOf, studyId, type AgreementHash, type StudyId } from '@chorale/crypto';
import {
  agreementSchema,
  nodesTakingPart,
  studySchema,
  StudyPlanError,
  type Agreement,
  type Computation,
  type InputForm,
  type PersonsPart,
} from '@chorale/models';
import { z } from 'zod';
import { RoundRefused } from '../agreement/refusal.js';
import { requireAgreed } from '../governance/agreed.js';
import { consentHolds } from '../governance/roster-in-force.js';
import { bringsRows, type NodeParts, type RosterView } from '../round/node-parts.js';
import { givenModel } from './given-model.js';
import { StudyRuntime, type ReadPeople } from './study-runtime.js';

/** What a study wants of this node's rows. */
export interface WantedPeople {
  readonly features: readonly string[];
  /** Undefined: as most computations take them. */
  readonly input: InputForm | undefined;
  readonly persons: PersonsPart | undefined;
}

/** Reads this node's rows as the agreement's dictionary describes them. */
export type LoadPeople = (agreement: Agreement, wanted: WantedPeople, study: StudyId) => Promise<ReadPeople>;

/**
 * @param modelsFolder where this node keeps what studies ended with.
 * @throws RoundRefused when the node signed no such agreement, or the study does not fit it.
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
  if (studyId(bytes) !== id)
    throw new RoundRefused('unknown-study', 'the study is not the document that its id names');
  const study = parseDocument(studySchema, bytes, 'unknown-study');
  if (study.agreement !== agreement.title && study.agreement !== agreementHash)
    throw new RoundRefused(
      'unknown-study',
      `the study "${study.name}" names agreement "${study.agreement}", not "${agreement.title}"`,
    );
  node.store.studies.receive({ study: id, agreement: agreementHash, name: study.name, bytes });
  try {
    const contributors = contributorsOf(nodesTakingPart(agreement, roster.nodes)).length;
    // Who brings no rows receives no model, and needs none.
    const given = bringsRows(roster, node.self) ? givenModel(study, node.store, modelsFolder) : undefined;
    const load = ({ input, persons }: Computation): Promise<ReadPeople> =>
      loadPeople(agreement, { features: study.features, input, persons }, id);
    return new StudyRuntime(id, study, agreementHash, agreement, contributors, load, given);
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
  return parseDocument(agreementSchema, record.bytes, 'unknown-agreement');
}

function parseDocument<T>(
  schema: z.ZodType<T>,
  bytes: Uint8Array,
  code: 'unknown-agreement' | 'unknown-study',
): T {
  const parsed = schema.safeParse(parseJson(bytes, code));
  if (parsed.success) return parsed.data;
  throw new RoundRefused(code, `the document is not valid: ${z.prettifyError(parsed.error)}`);
}

function parseJson(bytes: Uint8Array, code: 'unknown-agreement' | 'unknown-study'): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new RoundRefused(code, `the document is no JSON text: ${String(error)}`);
  }
}
