// Reads the entries of a verified ledger for what they say of suspects: scores, suspects and exclusions are worked out again from
// what recipients signed, and the first entry that says something else is named.
import {
  agreementHash,
  FalseEntryError,
  groupsOfSet,
  ROSTER_ENTRY,
  setWithout,
  studyId,
  type LedgerEntry,
  type NodeId,
} from '@chorale/crypto';
import {
  agreementSchema,
  excludedOf,
  MOST_GROUP_SCORE,
  studyDocumentSchema,
  suspectsOf,
  type Agreement,
  type ScoredGroup,
  type ScoredNode,
  type ScoredRound,
  type StudyDocument,
} from '@chorale/models';
import { z } from 'zod';
import { parsedJson, readPayload, requireThat } from '../ledger/payload.js';
import type { RoundWitnesses, WitnessedRound } from '../ledger/round-witnesses.js';

const payloads = {
  'agreement-proposed': z.object({ agreement: z.string(), text: z.string() }),
  'study-proposed': z.object({ study: z.string(), agreement: z.string(), text: z.string() }),
  'round-opened': z.object({ study: z.string() }),
  'round-closed': z.object({ round: z.string(), state: z.string() }),
  'groups-scored': z.object({
    study: z.string(),
    round: z.string(),
    groups: z.array(z.object({ nodes: z.array(z.string()), score: z.number() })),
  }),
  'study-searched': z.object({
    study: z.string(),
    rounds: z.array(z.string()),
    nodes: z.array(
      z.object({
        node: z.string(),
        score: z.number(),
        rounds: z.number(),
        chance: z.number(),
        framed: z.number().optional(),
        suspected: z.boolean(),
      }),
    ),
  }),
  'nodes-excluded': z.object({
    study: z.string(),
    excludeAbove: z.number(),
    nodes: z.array(z.object({ node: z.string(), score: z.number(), framed: z.number() })),
  }),
  'study-finished': z.object({ study: z.string() }),
  'study-stopped': z.object({ study: z.string() }),
} as const;
type Kind = keyof typeof payloads;
type PayloadOf<K extends Kind> = z.infer<(typeof payloads)[K]>;

/** A study over groups, as far as the ledger has told of it. */
interface AuditedSearch {
  readonly agreement: string;
  /** Closed rounds in order, with what a quorum of recipients signed of each. */
  readonly rounds: (ScoredRound<NodeId> & { readonly id: string; told: boolean })[];
  /** What the last closed round led to. */
  state: string;
  /** What its rounds say of each node; undefined before the ledger has said it. */
  nodes: readonly ScoredNode<NodeId>[] | undefined;
  excluded: readonly string[];
}
/** Studies under one agreement, in the order of starting. */
interface AuditedAgreement {
  readonly terms: Agreement;
  readonly studies: string[];
}

export interface SearchesRead {
  /** Ended studies over groups whose scores and suspects are those that recipients signed. */
  readonly recounted: number;
  /** Studies that were not counted again: payloads were erased, or a document is of another version. */
  readonly notRecounted: number;
}

export class SearchAudit {
  private readonly agreements = new Map<string, AuditedAgreement>();
  private readonly searches = new Map<string, AuditedSearch>();
  /** Studies of the rounds that were opened for searches. */
  private readonly studyOf = new Map<string, string>();
  /** Studies that cannot be counted again. */
  private readonly unknown = new Set<string>();
  private readonly unknownRounds = new Set<string>();
  /** Something was erased on which any later study may rest. */
  private isBlind = false;

  constructor(private readonly witnesses: RoundWitnesses) {}

  /** @throws FalseEntryError for an entry that says something else than what recipients signed. */
  read(entry: LedgerEntry, payload: string | null): void {
    const rests = isKind(entry.kind) || entry.kind === ROSTER_ENTRY || entry.kind === 'state-adopted';
    if (payload === null && rests) this.forget(entry);
    else if (payload !== null && isKind(entry.kind)) this.readKind(entry.kind, entry, payload);
  }

  summary(): SearchesRead {
    const recounted = [...this.searches.values()].filter(({ nodes }) => nodes !== undefined).length;
    return { recounted, notRecounted: this.unknown.size };
  }

  private readKind(kind: Kind, entry: LedgerEntry, text: string): void {
    const reader = this.readers[kind] as (payload: unknown, entry: LedgerEntry) => void;
    reader(readPayload<unknown>(kind, payloads[kind], text), entry);
  }

  private readonly readers: {
    readonly [K in Kind]: (payload: PayloadOf<K>, entry: LedgerEntry) => void;
  } = {
    'agreement-proposed': ({ agreement, text }) => {
      requireThat(agreementHash(utf8(text)) === agreement, 'the text is not that of the agreement');
      const terms = agreementSchema.safeParse(parsedJson(text));
      if (terms.success && !this.agreements.has(agreement))
        this.agreements.set(agreement, { terms: terms.data, studies: [] });
    },
    'study-proposed': ({ study, agreement, text }) => {
      requireThat(studyId(utf8(text)) === study, 'the text is not that of the study');
      const document = studyDocumentSchema.safeParse(parsedJson(text));
      const under = this.agreements.get(agreement);
      if (document.success && under && !this.isBlind) this.startStudy(study, agreement, under, document.data);
      else this.unknown.add(study);
      under?.studies.push(study);
    },
    'round-opened': ({ study }, { subject }) => {
      if (this.searches.has(study)) this.studyOf.set(subject, study);
    },
    'round-closed': ({ round, state }) => {
      const open = this.witnesses.round(round);
      const search = open && this.searches.get(open.descriptor.study);
      if (!open || !search) return;
      const { agreement, round: position, attempt, state: startedFrom } = open.descriptor;
      const follows = position === search.rounds.length && (position === 0 || startedFrom === search.state);
      requireThat(
        follows && agreement === search.agreement,
        `round ${round} does not follow the one that closed before it in its study`,
      );
      const groups = groupsSigned(open, round, state);
      search.rounds.push({ id: round, groups, redrawn: attempt > 0, told: false });
      search.state = state;
    },
    'groups-scored': ({ study, round, groups }) => {
      if (this.unknownRounds.has(round)) this.lose(study);
      const search = this.searches.get(study);
      if (!search) return;
      const closed = search.rounds.find(({ id }) => id === round);
      if (!closed) throw new FalseEntryError(`round ${round} did not close, and its groups are scored`);
      requireSame(groups, closed.groups, `of the groups of round ${round}`);
      closed.told = true;
    },
    'study-searched': ({ study, rounds, nodes }) => {
      if (rounds.some((round) => this.unknownRounds.has(round))) this.lose(study);
      const search = this.searches.get(study);
      if (!search) return;
      const ids = search.rounds.filter(({ told }) => told).map(({ id }) => id);
      requireSame(rounds, ids, `of the scored rounds of study ${study}`);
      requireThat(ids.length === search.rounds.length, `rounds of study ${study} closed without scores`);
      const { privacy } = this.agreements.get(search.agreement)!.terms;
      search.nodes = suspectsOf(search.rounds, privacy.colluding);
      requireSame(nodes, search.nodes, `of the nodes of study ${study}`);
    },
    'nodes-excluded': ({ study, excludeAbove, nodes }) => {
      const search = this.searches.get(study);
      if (!search) return;
      const { poisoning } = this.agreements.get(search.agreement)!.terms;
      requireSame(excludeAbove, poisoning?.excludeAbove, 'of the score from which the agreement excludes');
      const expected = excludedOf(poisoning, search.nodes ?? []);
      const shown = expected.map(({ node, score, framed }) => ({ node, score, framed }));
      requireSame(nodes, shown, `of the nodes that study ${study} excludes`);
      search.excluded = expected.map(({ node }) => node);
    },
    'study-finished': ({ study }) => this.endStudy(study),
    'study-stopped': ({ study }) => this.endStudy(study),
  };

  private startStudy(id: string, agreement: string, under: AuditedAgreement, document: StudyDocument): void {
    const earlier = under.studies;
    // Where one of them could not be counted, nothing can be said of whom it excludes.
    if (!earlier.some((study) => this.unknown.has(study)))
      requireSame(document.exclusions, this.exclusionsAfter(under), `of who is left out of study ${id}`);
    if ((document.aggregation?.rule ?? 'sum') === 'sum') return;
    this.searches.set(id, { agreement, rounds: [], state: '', nodes: undefined, excluded: [] });
  }

  private exclusionsAfter({ terms: { poisoning }, studies }: AuditedAgreement): object | undefined {
    if (!poisoning) return undefined;
    const searches = studies.flatMap((study) => {
      const search = this.searches.get(study);
      return search && search.rounds.length > 0 ? [{ ...search, study }] : [];
    });
    return {
      follows: studies.at(-1) ?? null,
      searches: searches.map(({ study, rounds, state }) => ({ study, rounds: rounds.length, state })),
      nodes: [...new Set(searches.flatMap(({ excluded }) => excluded))].sort(),
    };
  }

  private endStudy(study: string): void {
    const search = this.searches.get(study);
    if (!search || search.rounds.length === 0) return;
    if (!search.nodes)
      throw new FalseEntryError(`study ${study} ended, and what its groups say of each node is missing`);
    const { poisoning } = this.agreements.get(search.agreement)!.terms;
    const expected = excludedOf(poisoning, search.nodes).map(({ node }) => node);
    requireSame(search.excluded, expected, `of the nodes that study ${study} excludes`);
  }

  /** What was erased cannot be held against anything, nor can what rests on it. */
  private forget({ kind, subject }: LedgerEntry): void {
    if (kind === ROSTER_ENTRY || kind === 'study-proposed') {
      this.isBlind = true;
      if (kind === 'study-proposed') this.unknown.add(subject);
      for (const study of [...this.searches.keys()]) this.lose(study);
    }
    // The subject is a round, a study, or something that no search rests on.
    this.unknownRounds.add(subject);
    this.lose(this.studyOf.get(subject) ?? subject);
  }

  private lose(study: string): void {
    if (this.searches.delete(study)) this.unknown.add(study);
  }
}

/** Groups and scores that a quorum of the round's recipients signed alike. */
function groupsSigned(
  { descriptor, quorum, words }: WitnessedRound,
  round: string,
  state: string,
): ScoredGroup<NodeId>[] {
  const { cohort, grouping } = descriptor;
  requireThat(grouping?.groupOf.length === cohort.length, `round ${round} of a study over groups has none`);
  const ofState = [...words.values()].filter((word) => word.state === state);
  const alike = Map.groupBy(ofState, ({ leftOut, groupScores }) => JSON.stringify([leftOut, groupScores]));
  const agreed = [...alike.values()].find(({ length }) => length >= quorum)?.[0];
  if (!agreed)
    throw new FalseEntryError(
      `round ${round} is said to have closed, and fewer than ${quorum} recipients signed its scores`,
    );
  const { leftOut, groupScores } = agreed;
  const groups = groupsOfSet(descriptor, setWithout(descriptor, leftOut));
  requireThat(
    groups.length === groupScores.length && Math.max(...groupScores) <= MOST_GROUP_SCORE,
    `round ${round} has ${groups.length} groups and other scores`,
  );
  return groups.map((nodes, at) => ({ nodes, score: groupScores[at]! }));
}

/** Lists are compared one by one, so that the first false one is named. */
function requireSame(said: unknown, signed: unknown, what: string): void {
  const [ofSaid, ofSigned] = [partsOf(said), partsOf(signed)];
  for (let at = 0; at < Math.max(ofSaid.length, ofSigned.length); at += 1)
    if (ofSaid[at] !== ofSigned[at])
      throw new FalseEntryError(
        `the ledger says ${ofSaid[at] ?? 'nothing'} ${what}, and by what recipients signed it is ${ofSigned[at] ?? 'nothing'}`,
      );
}

function partsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((part) => JSON.stringify(part));
}

function isKind(kind: string): kind is Kind {
  return kind in payloads;
}
function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
