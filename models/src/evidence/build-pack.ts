// An evidence pack from a ledger: every figure of it follows from the entries that it names.
import { activityOf, partiesOf } from './activities.js';
import { assessmentOf, lateErasures } from './assessments.js';
import { budgetsOf } from './budgets.js';
import type { EvidenceLedger } from './evidence-ledger.js';
import { countOf, figure, proofOf } from './figure.js';
import { flowsOf } from './flows.js';
import type { Declared, Evidence, EvidencePack } from './pack-schema.js';
import { Selection } from './selection.js';
import { modelOf, studyEvidence } from './studies.js';

export interface PackFrame {
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly federation: EvidencePack['federation'];
  /** Signed head whose entries the ledger was read up to. */
  readonly ledger: EvidencePack['ledger'];
  readonly declared: Declared;
}

/** @throws UnknownPrivacyEventError where a round was accounted for by a later version. */
export function buildPack(
  ledger: EvidenceLedger,
  { madeAt, federation, ledger: head, declared }: PackFrame,
): EvidencePack {
  const evidence = evidenceOf(ledger, madeAt);
  const proofs = new Set<number>();
  collectProofs(evidence, proofs);
  const cited = [...proofs].sort((a, b) => a - b);
  return {
    format: 'chorale-evidence/1',
    scope: ledger.scope,
    madeAt,
    federation,
    ledger: { size: head.size, root: head.root },
    evidence,
    records: cited.map((position) => ledger.record(position)!),
    declared,
  };
}

function evidenceOf({ facts, scope }: EvidenceLedger, madeAt: number): Evidence {
  const selection = new Selection(facts, scope);
  const { agreements, studies: chosen, incidents, erasures, exports } = selection;
  const activities = agreements.map(activityOf);
  const parties = agreements.flatMap((agreement) => partiesOf(selection, agreement));
  const studies = chosen.map((study) => studyEvidence(selection, study));
  const budgets = budgetsOf(selection, madeAt);
  const models = chosen.flatMap((study) => modelOf(selection, study) ?? []);
  const exclusions = selection.exclusions.map(({ study, agreement, nodes, at, ...noted }) => ({
    ...{ study, agreement, nodes: [...nodes], at },
    proof: proofOf(noted),
  }));
  const unread = proofOf(facts.unread);
  const late = lateErasures(selection);
  const open = incidents.filter(({ closed }) => closed === undefined);
  return {
    totals: {
      activities: countOf(agreements, 'agreements'),
      studies: figure(
        studies.length,
        'studies',
        chosen.flatMap(({ proposed, started }) => proposed ?? started ?? []),
      ),
      rounds: countOf(
        chosen.flatMap(({ id }) => selection.countedRounds(id).map(({ opened }) => opened)),
        'rounds',
      ),
      models: {
        value: models.length,
        unit: 'models',
        proof: sorted(models.flatMap(({ adopted }) => adopted.proof)),
      },
      openIncidents: countOf(open, 'incidents'),
      erasures: countOf(erasures, 'persons'),
      lateErasures: countOf(late, 'persons'),
      exports: countOf(exports, 'entries'),
    },
    activities,
    parties,
    assessments: agreements.map((agreement) =>
      assessmentOf({ selection, agreement, activities, parties, studies, budgets, exclusions, unread }),
    ),
    decisions: selection.decisions.map(({ position, ...vote }) => ({ ...vote, proof: [position] })),
    studies,
    budgets,
    models,
    overrides: selection.overrides.map(({ study, approvedBy, at, ...noted }) => ({
      ...{ study, at },
      approvedBy: approvedBy.map((one) => ({ ...one })),
      proof: proofOf(noted),
    })),
    flows: flowsOf(selection, parties),
    incidents: incidents.map((incident) => ({
      incident: incident.id,
      title: incident.title,
      severity: incident.severity,
      study: incident.study,
      member: incident.member,
      openedAt: incident.at,
      closedAt: incident.closed?.at ?? null,
      resolution: incident.closed?.resolution ?? null,
      proof: proofOf(incident, incident.closed),
    })),
    exclusions,
    erasures: erasures.map(({ certificate, node, requestedOn, dueOn, erasedOn, studies: of, position }) => ({
      ...{ certificate, node, requestedOn, dueOn, erasedOn },
      studies: [...of],
      proof: [position],
    })),
    leftOut: selection.leftOut.map(({ node, study, withoutConsent, erased, position }) => ({
      ...{ node, study, withoutConsent, erased },
      proof: [position],
    })),
    exports: exports.map(({ position, ...one }) => ({ ...one, proof: [position] })),
    unread,
  };
}

/** Adds every position that is named under `proof`, and those of what could not be read. */
function collectProofs(value: unknown, into: Set<number>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const isProof = (name === 'proof' || name === 'unread') && Array.isArray(inner);
    if (isProof) for (const position of inner as number[]) into.add(position);
    else collectProofs(inner, into);
  }
}

function sorted(positions: readonly number[]): number[] {
  return [...new Set(positions)].sort((a, b) => a - b);
}
