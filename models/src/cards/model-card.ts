// From what a node or the coordinator knows of a finished study to its model card; works nothing out that the facts do not say.
import type { Agreement } from '../contracts/agreement.js';
import { sensitivityOf, type Feature } from '../contracts/dictionary.js';
import { partyRoleOf } from '../contracts/parties.js';
import type { Study } from '../contracts/study.js';
import type { ReadableEvaluation } from '../computations/evaluation/evaluate-result.js';
import type { PrivacyStatement } from '../privacy/statement.js';
import type { CardLimit, CardLineage, ModelCard } from './card-schema.js';

/** A finished study `evaluate` of this very model. */
export interface CardEvaluation {
  /** Id. */
  readonly study: string;
  readonly name: string;
  /** Last state; null where the writer does not know it. */
  readonly state: string | null;
  /** Feature by whose groups it measured; undefined: none. */
  readonly groupBy: string | undefined;
  readonly result: ReadableEvaluation;
  readonly privacy: PrivacyStatement;
  readonly lineage: CardLineage;
}

export interface ModelCardFacts {
  readonly writtenBy: ModelCard['writtenBy'];
  /** ISO 8601, UTC. */
  readonly writtenAt: string;
  /** Name. */
  readonly federation: string;
  readonly study: {
    readonly id: string;
    readonly document: Study;
    readonly state: string | null;
    readonly roundsClosed: number;
    readonly endedEarly: string;
  };
  readonly agreement: { readonly hash: string; readonly terms: Agreement };
  /** Names of the members of the roster. */
  readonly members: readonly string[];
  /** Spent by everything that the study released. */
  readonly privacy: PrivacyStatement;
  readonly evaluations: readonly CardEvaluation[];
  /** Released by parties themselves, in mode local; whom the agreement does not show is left out. */
  readonly byParty: ModelCard['byParty'];
  readonly release: ModelCard['release'];
  readonly lineage: CardLineage;
  readonly head: ModelCard['head'];
}

/** Below this a member can be told from the others by who takes part. */
const FEW_MEMBERS = 10;

/** The card of one model. It is written by whoever holds the facts: see {@link ModelCard}. */
export function modelCard(facts: ModelCardFacts): ModelCard {
  const { study, agreement, evaluations, members } = facts;
  const { document } = study;
  const { terms } = agreement;
  const parties = members.flatMap((member) => {
    const role = partyRoleOf(terms, member);
    return role === undefined ? [] : [{ member, role }];
  });
  const fairness = evaluations.flatMap(fairnessOf);
  const shown = terms.parties ?? parties;
  return {
    format: 'chorale-model-card/1',
    writtenBy: facts.writtenBy,
    writtenAt: facts.writtenAt,
    federation: facts.federation,
    model: {
      study: study.id,
      name: document.name,
      question: document.question ?? null,
      recipe: document.recipe ?? null,
      computation: document.computation,
      settings: document.settings,
      state: study.state,
      roundsClosed: study.roundsClosed,
      endedEarly: study.endedEarly,
    },
    agreement: agreementOf(agreement),
    parties: shown,
    data: dataOf(terms, document),
    privacy: facts.privacy,
    evaluations: evaluations.map(({ study: id, name, state, result, privacy, lineage }) => ({
      ...{ study: id, name, state, label: result.label, privacy, lineage },
      everybody: { ...result.everybody },
      calibration: result.calibration.map((tenth) => ({ ...tenth })),
      importance: result.importance.map((each) => ({ ...each })),
    })),
    withoutMeasures: evaluations.length > 0 ? null : reasonWithout(facts),
    byParty: facts.byParty.filter(({ member }) => shown.some((party) => party.member === member)),
    fairness,
    release: facts.release,
    limits: limitsOf(facts, shown.length, fairness.length > 0),
    lineage: facts.lineage,
    head: facts.head,
  };
}

function agreementOf({ hash, terms }: ModelCardFacts['agreement']): ModelCard['agreement'] {
  const { title, purpose, legalBasis, release, regions, recipients, retentionDays, expires, cohort } = terms;
  return {
    ...{ hash, title, purpose, legalBasis, release, regions, recipients, retentionDays, expires },
    kMin: cohort.kMin,
  };
}

function dataOf({ people, privacy, dictionary }: Agreement, { features }: Study): ModelCard['data'] {
  const used = dictionary.features.filter(({ name }) => features.includes(name));
  return {
    people,
    unit: privacy.unit,
    features: used.map((feature) => ({
      name: feature.name,
      type: feature.type,
      sensitivity: sensitivityOf(feature),
      description: feature.description ?? null,
      unit: (feature.type === 'number' ? feature.unit : undefined) ?? null,
      range: rangeOf(feature),
    })),
    label: dictionary.label?.name ?? null,
    holdoutOneIn: dictionary.holdout?.oneIn ?? null,
  };
}

function rangeOf(feature: Feature): string {
  if (feature.type === 'number') return `${feature.lower} .. ${feature.upper}`;
  return feature.type === 'category' ? String(feature.categories.length) : '0, 1';
}

/** Groups that hold nobody say nothing. */
function fairnessOf({ name, groupBy, result }: CardEvaluation): ModelCard['fairness'] {
  if (groupBy === undefined) return [];
  const isClassifier = 'auc' in result.everybody;
  const groups = result.groups
    .filter(({ rows }) => rows > 0)
    .map((group) => ({
      group: group.group,
      rows: group.rows,
      value: 'auc' in group ? group.auc : group.wape,
    }));
  // Of AUC more is better, of WAPE less.
  const ranked = groups
    .flatMap(({ group, value }) => (value === null ? [] : [{ group, value }]))
    .sort((one, other) => (isClassifier ? one.value - other.value : other.value - one.value));
  const [worst, best] = [ranked[0], ranked.at(-1)];
  const isCompared = ranked.length > 1;
  return [
    {
      evaluation: name,
      groupBy,
      measure: isClassifier ? 'auc' : 'wape',
      groups,
      gap: isCompared ? Math.abs(best!.value - worst!.value) : null,
      worst: isCompared ? worst!.group : null,
    },
  ];
}

/** Measures of a model that went to members are theirs to tell. */
function reasonWithout({ writtenBy, agreement: { terms } }: ModelCardFacts): ModelCard['withoutMeasures'] {
  return writtenBy === 'coordinator' && terms.release === 'members' ? 'with-members' : 'not-measured';
}

function limitsOf(facts: ModelCardFacts, parties: number, isFairnessMeasured: boolean): CardLimit[] {
  const { evaluations, agreement, study, lineage } = facts;
  const { dictionary } = agreement.terms;
  const features = dictionary.features.filter(({ name }) => study.document.features.includes(name));
  const holds: Record<CardLimit, boolean> = {
    purpose: true,
    'data-unverified': true,
    'no-holdout': evaluations.length > 0 && dictionary.holdout === undefined,
    'no-noise': facts.privacy.epsilon === null,
    'few-members': parties < FEW_MEMBERS,
    'not-measured': evaluations.length === 0,
    'measures-noised': [...evaluations, ...facts.byParty].some(({ privacy }) => privacy.epsilon !== null),
    'groups-not-measured': !isFairnessMeasured,
    'sensitive-features': features.some((feature) => sensitivityOf(feature) === 'sensitive'),
    'ended-early': study.endedEarly !== '',
    'ledger-not-held': lineage.ledger.length === 0,
  };
  return (Object.keys(holds) as CardLimit[]).filter((limit) => holds[limit]);
}
