// What each kind of entry adds to the facts. Kinds that no pack tells of are not read.
import { z } from 'zod';
import { agreementSchema } from '../contracts/agreement.js';
import { studyDocumentSchema } from '../contracts/study.js';
import type { LedgerFacts, Noted, RoundFacts, SeenRoster, StudyFacts } from './ledger-facts.js';

/** An entry of a ledger with its payload as text; null where that was erased. */
export interface EvidenceEntry {
  readonly position: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  /** Id of what it is about. */
  readonly subject: string;
  /** RFC 9162 leaf hash, hex. */
  readonly hash: string;
  readonly payload: string | null;
}

/** @param base64 bytes of a roster. @throws where they are none. */
export type ReadRoster = (base64: string) => SeenRoster;

interface Taking {
  readonly facts: LedgerFacts;
  readonly noted: Noted;
  readonly actor: string;
  readonly readRoster: ReadRoster;
}
type Take = (payload: unknown, taking: Taking) => void;

const text = z.string();
const texts = z.array(z.string());

function take<Schema extends z.ZodType>(
  schema: Schema,
  into: (payload: z.output<Schema>, taking: Taking) => void,
): Take {
  return (payload, taking) => into(schema.parse(payload), taking);
}

function studyOf({ studies }: LedgerFacts, id: string): StudyFacts {
  const known = studies.get(id) ?? { id, name: id, agreement: '', document: undefined };
  studies.set(id, known);
  return known;
}
function roundOf({ rounds }: LedgerFacts, id: string): RoundFacts {
  const known = rounds.get(id) ?? { id, refusals: [] };
  rounds.set(id, known);
  return known;
}
/** Sets one field of a round. */
function ofRound<Field extends keyof RoundFacts, Schema extends z.ZodType<{ round: string }>>(
  field: Field,
  schema: Schema,
  value: (payload: z.output<Schema>, noted: Noted) => RoundFacts[Field],
): Take {
  return take(schema, (payload, { facts, noted }) => {
    roundOf(facts, payload.round)[field] = value(payload, noted);
  });
}
const round = z.object({ round: text });
const named = z.object({ study: text, name: text, agreement: text, text });

function takeStudy(
  facts: LedgerFacts,
  { study: id, name, agreement, text: document }: z.infer<typeof named>,
): StudyFacts {
  const study = studyOf(facts, id);
  const parsed = studyDocumentSchema.safeParse(JSON.parse(document));
  return Object.assign(study, { name, agreement, document: parsed.data });
}

const kinds: Readonly<Record<string, Take>> = {
  'roster-in-force': take(z.object({ roster: text }), ({ roster }, { facts, noted, readRoster }) => {
    facts.rosters.push({ ...noted, roster: readRoster(roster) });
  }),
  'vote-cast': take(
    z.object({
      matter: z.enum(['roster', 'agreement', 'study', 'release']),
      subject: text,
      member: text,
      decision: text,
      reason: text,
    }),
    (vote, { facts, noted }) => {
      facts.votes.push({ ...noted, ...vote });
    },
  ),
  'agreement-proposed': take(
    z.object({ agreement: text, text }),
    ({ agreement, text: terms }, { facts, noted }) => {
      const parsed = agreementSchema.safeParse(JSON.parse(terms));
      const fresh = { hash: agreement, terms: parsed.data, consents: [], active: [], ended: [] };
      facts.agreements.set(agreement, { ...noted, ...fresh });
      if (!parsed.success) facts.unread.push(noted);
    },
  ),
  'agreement-consented': take(z.object({ agreement: text }), ({ agreement }, { facts, noted, actor }) => {
    facts.agreements.get(agreement)?.consents.push({ ...noted, node: actor });
  }),
  'agreement-active': take(
    z.object({ agreement: text, nodes: z.number() }),
    ({ agreement, nodes }, { facts, noted }) => {
      facts.agreements.get(agreement)?.active.push({ ...noted, nodes });
    },
  ),
  'agreement-ended': take(
    z.object({ agreement: text, member: text, reason: text }),
    ({ agreement, member, reason }, { facts, noted }) => {
      facts.agreements.get(agreement)?.ended.push({ ...noted, member, reason });
    },
  ),
  'study-proposed': take(named, (payload, { facts, noted }) => {
    takeStudy(facts, payload).proposed = noted;
  }),
  'study-started': take(
    named.extend({ epsilon: z.number().nullable(), roundsPlanned: z.number() }),
    (payload, { facts, noted }) => {
      const { epsilon, roundsPlanned } = payload;
      takeStudy(facts, payload).started = { ...noted, epsilon, roundsPlanned };
    },
  ),
  'study-finished': take(
    z.object({ study: text, state: text, reason: text.default('') }),
    ({ study, state, reason }, { facts, noted }) => {
      studyOf(facts, study).finished = { ...noted, state, reason };
    },
  ),
  'study-stopped': take(z.object({ study: text, reason: text }), ({ study, reason }, { facts, noted }) => {
    studyOf(facts, study).stopped = { ...noted, reason };
  }),
  'round-refused': take(
    z.object({ round: text, code: text, reason: text }),
    ({ round: id, code, reason }, { facts, noted, actor }) => {
      roundOf(facts, id).refusals.push({ ...noted, node: actor, code, reason });
    },
  ),
  'budget-reserved': ofRound(
    'reserved',
    z.object({ round: text, event: z.unknown() }),
    ({ event }, noted) => ({
      ...noted,
      event: event ?? null,
    }),
  ),
  'budget-spent': ofRound('spent', round, (_, noted) => noted),
  'budget-given-back': ofRound('givenBack', round, (_, noted) => noted),
  'set-fixed': ofRound('set', z.object({ round: text, nodes: texts }), ({ nodes }, noted) => ({
    ...noted,
    nodes,
  })),
  'round-closed': ofRound(
    'closed',
    z.object({
      round: text,
      state: text,
      adoptedBy: texts,
      badShares: z.array(z.object({ member: text })).default([]),
    }),
    ({ state, adoptedBy, badShares }, noted) => ({ ...noted, state, adoptedBy, badShares }),
  ),
  'groups-scored': ofRound(
    'groups',
    z.object({ round: text, groups: z.array(z.object({ nodes: texts })) }),
    ({ groups }, noted) => ({ ...noted, sizes: groups.map(({ nodes }) => nodes.length) }),
  ),
  'round-burned': ofRound('burned', round, (_, noted) => noted),
  'round-spent': ofRound('lost', z.object({ round: text, reason: text }), ({ reason }, noted) => ({
    ...noted,
    reason,
  })),
  'nodes-excluded': take(
    z.object({ agreement: text, study: text, nodes: z.array(z.object({ node: text })) }),
    ({ agreement, study, nodes }, { facts, noted }) => {
      facts.exclusions.push({ ...noted, agreement, study, nodes: nodes.map(({ node }) => node) });
    },
  ),
  'release-overridden': take(
    z.object({ study: text, approvedBy: z.array(z.object({ member: text, reason: text })) }),
    (override, { facts, noted }) => {
      facts.overrides.push({ ...noted, ...override });
    },
  ),
  'party-metrics-released': take(
    z.object({ study: text, agreement: text, noiseMultiplier: z.number().positive() }),
    (release, { facts, noted }) => {
      facts.partyMetrics.push({ ...noted, ...release });
    },
  ),
  'incident-opened': take(
    z.object({
      incident: text,
      title: text,
      severity: text,
      study: text.nullable(),
      member: text.nullable(),
    }),
    ({ incident: id, title, severity, study, member }, { facts, noted }) => {
      facts.incidents.set(id, { ...noted, id, title, severity, study, member });
    },
  ),
  'incident-closed': take(
    z.object({ incident: text, resolution: text }),
    ({ incident, resolution }, { facts, noted }) => {
      const opened = facts.incidents.get(incident);
      if (opened) opened.closed = { ...noted, resolution };
    },
  ),
  'persons-left-out': take(
    z.object({ study: text, withoutConsent: text.nullable(), erased: text.nullable() }),
    ({ study, withoutConsent, erased }, { facts, noted, actor }) => {
      facts.leftOut.push({ ...noted, node: actor, study, withoutConsent, erased });
    },
  ),
  'erasure-certified': take(
    z.object({ certificate: text, requestedOn: text, dueOn: text, erasedOn: text, studies: texts }),
    (erasure, { facts, noted, actor }) => {
      facts.erasures.push({ ...noted, ...erasure, node: actor });
    },
  ),
  'records-exported': take(
    z.object({ role: text, member: text.nullable(), route: text, reason: text.nullable() }),
    (exported, { facts, noted }) => {
      facts.exports.push({ ...noted, ...exported });
    },
  ),
};

/** The one kind whose id of the round is not in its payload. */
const OPENED = 'round-opened';
const openedPayload = z.object({ study: text, round: z.number() });

/** Kinds of the entries that packs follow from. */
export const EVIDENCE_KINDS: readonly string[] = [...Object.keys(kinds), OPENED];

/** @param entry of a kind in {@link EVIDENCE_KINDS}; others add nothing. */
export function readEntry(facts: LedgerFacts, entry: EvidenceEntry, readRoster: ReadRoster): void {
  const { position, at, kind, actor, subject } = entry;
  const noted = { position, at };
  const payload = parsedOrUndefined(entry.payload);
  try {
    kinds[kind]?.(payload, { facts, noted, actor, readRoster });
    if (kind === OPENED) {
      const { study, round: index } = openedPayload.parse(payload);
      Object.assign(roundOf(facts, subject), { study, index, opened: noted });
    }
  } catch (error) {
    if (!isOfAnotherForm(error)) throw error;
    facts.unread.push(noted);
  }
}

function parsedOrUndefined(payload: string | null): unknown {
  try {
    return payload === null ? undefined : JSON.parse(payload);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isOfAnotherForm(error: unknown): boolean {
  return (
    error instanceof z.ZodError ||
    error instanceof SyntaxError ||
    (error instanceof Error && error.name === 'DecodeError')
  );
}
