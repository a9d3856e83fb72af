// The model card of a study that finished at this node: everything from this node's own records, with what members measured of it.
import { readAdoption, readRoster, type RoundId, type StudyId } from '@chorale/crypto';
import {
  modelCard,
  planStudy,
  studyModelSchema,
  type CardEvaluation,
  type CardLineage,
  type ModelCard,
  type PrivacyStatement,
  type ReadableEvaluation,
  type ReleaseVerdict,
} from '@chorale/models';
import { ReleaseGate } from '../gate/release-gate.js';
import type { NodeStore } from '../storage/node-store.js';
import type { RoundRecord } from '../storage/round-records.js';
import { finishedDocuments, modelOf, resultOf, type FinishedDocuments } from '../study/finished-study.js';
import { privacySpent } from '../study/privacy-spent.js';
import type { LedgerPlaces } from './ledger-places.js';
import { metricsByParty } from './metrics-by-party.js';

export interface CardSources {
  readonly store: NodeStore;
  /** Folder of this node's models. */
  readonly models: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of a verified export of the ledger, with its head; undefined: the card names no entries. */
  readonly ledger: { readonly places: LedgerPlaces; readonly head: ModelCard['head'] } | undefined;
}

/**
 * @param name of the study; undefined: the only finished one.
 * @throws NoSuchStudy; StoreError where its files were changed.
 */
export function nodeModelCard(sources: CardSources, name: string | undefined): ModelCard {
  const { store, ledger } = sources;
  const finished = finishedDocuments(store, name);
  const { record, agreement, study } = finished;
  const state = store.studies.latestState(record.study);
  const roster = store.federation.rosterInForce();
  return modelCard({
    writtenBy: 'node',
    writtenAt: new Date(sources.now).toISOString(),
    federation: agreement.federation,
    study: {
      id: record.study,
      document: study,
      state: state?.state ?? null,
      roundsClosed: state?.rounds ?? 0,
      endedEarly: '',
    },
    agreement: { hash: record.agreement, terms: agreement },
    members: roster ? readRoster(roster.bytes).members.map((member) => member.name) : [],
    privacy: spentBy(store, finished),
    evaluations: evaluationsOf(sources, record.study),
    byParty: metricsByParty(store, record.study, ledger?.places),
    release: releaseOf(sources, finished),
    lineage: lineageOf(sources, record.study),
    head: ledger ? ledger.head : headOf(store),
  });
}

/** Finished studies that measured this very model, in the order in which they came. */
function evaluationsOf(
  sources: Pick<CardSources, 'store' | 'models' | 'ledger'>,
  model: StudyId,
): CardEvaluation[] {
  const { store, models } = sources;
  return store.studies.all().flatMap((record): CardEvaluation[] => {
    const text = resultOf(store, models, record);
    if (text === undefined) return [];
    const finished = finishedDocuments(store, record.name);
    const { study } = finished;
    const measured = studyModelSchema.safeParse(study.settings['model']);
    if (study.computation !== 'evaluate' || measured.data?.pinned?.study !== model) return [];
    const { groupBy } = study.settings;
    return [
      {
        study: record.study,
        name: record.name,
        state: store.studies.latestState(record.study)?.state ?? null,
        groupBy: typeof groupBy === 'string' ? groupBy : undefined,
        result: (JSON.parse(text) as { readonly result: ReadableEvaluation }).result,
        privacy: spentBy(store, finished),
        lineage: lineageOf(sources, record.study),
      },
    ];
  });
}

/** Null for a study that makes no model. */
function releaseOf(
  { store, models }: CardSources,
  { record, agreement, study }: FinishedDocuments,
): ModelCard['release'] {
  const model = modelOf(store, models, record);
  if (!model) return null;
  const gate = new ReleaseGate(store, models);
  const { standing, verdict, words } = gate.standingOf({ id: record.study, agreement, study, model });
  const rival = (other: ReleaseVerdict['challenger']): { model: string; error: number } | null =>
    other && { model: store.studies.find(other.model as StudyId)?.name ?? other.model, error: other.error };
  return {
    standing,
    measure: verdict?.validation.measure ?? null,
    error: verdict?.validation.error ?? null,
    baseline: verdict?.validation.baseline ?? null,
    challenger: rival(verdict?.challenger ?? null),
    before: rival(verdict?.before ?? null),
    drift: verdict?.drift ?? null,
    mostDrift: agreement.releaseGate.mostDrift,
    held: [...(verdict?.held ?? [])],
    approvedBy: [...words.approvedBy],
  };
}

function spentBy(store: NodeStore, { record, agreement, study }: FinishedDocuments): PrivacyStatement {
  // Neither more nodes than kMin nor groups of them change anything about the epsilon.
  const plan = planStudy(agreement, { ...study, aggregation: undefined }, { nodes: agreement.cohort.kMin });
  return privacySpent(store, plan, record.study);
}

function lineageOf({ store, ledger }: Pick<CardSources, 'store' | 'ledger'>, study: StudyId): CardLineage {
  const placesOf = (subject: string): CardLineage['ledger'] => ledger?.places.of(subject) ?? [];
  return {
    ledger: placesOf(study),
    rounds: store.rounds.ofStudy(study).map((round) => ({
      round: round.rid,
      index: round.round,
      attempt: round.attempt,
      outcome: outcomeOf(round),
      startsFrom: round.state,
      leadsTo: adoptedIn(store, round.rid),
      ledger: placesOf(round.rid),
    })),
  };
}

function outcomeOf({ ending }: RoundRecord): string {
  return ending?.outcome ?? 'running';
}

function adoptedIn(store: NodeStore, round: RoundId): string | null {
  const adopted = store.committee.adoptionOf(round);
  return adopted ? readAdoption(adopted.envelope).state : null;
}

function headOf(store: NodeStore): ModelCard['head'] {
  const head = store.ledgerHeads.newest();
  return head ? { size: head.size, root: head.root } : null;
}
