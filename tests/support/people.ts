import type { Agreement, Aggregation, People, Study } from '@chorale/models';
import { agreementSchema, planStudy, selectPeople, StudyPlanError, studySchema } from '@chorale/models';

/** One row a person. */
export function peopleOfColumns(columns: Readonly<Record<string, ArrayLike<number>>>): People {
  const size = Object.values(columns)[0]!.length;
  return {
    size,
    rowStart: Uint32Array.from({ length: size + 1 }, (_, index) => index),
    columns: new Map(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
  };
}

/** The persons of four parties: `partyOf` says whose a person is, from 0 to 3; dealt out in turn where left out. */
export function fourParties(
  people: People,
  partyOf: (person: number) => number = (person) => person % 4,
): People[] {
  const everybody = Array.from({ length: people.size }, (_, person) => person);
  return [0, 1, 2, 3].map((party) =>
    selectPeople(
      people,
      everybody.filter((person) => partyOf(person) === party),
    ),
  );
}

export interface TermsInBrief {
  readonly features: readonly unknown[];
  readonly people: number;
  readonly computation: string;
  readonly mode: 'pooled' | 'local' | 'member' | 'none';
  readonly epsilon?: number;
  readonly delta?: number;
  readonly kMin?: number;
  readonly colluding?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the dictionary says of the label beside its name, which is `label`; default: 0 or 1. */
  readonly label?: Readonly<Record<string, unknown>>;
  readonly aggregation?: Aggregation;
}

/** An agreement that allows one study, and that study. Every feature given is used. */
export function agreementAndStudy(terms: TermsInBrief): { agreement: Agreement; study: Study } {
  const { features, people, computation, mode, epsilon = 1, delta = 1e-5, kMin = 4, colluding = 1 } = terms;
  const agreement = agreementSchema.parse({
    format: 'chorale-agreement/1',
    federation: 'test',
    title: 'test',
    purpose: 'test',
    legalBasis: 'test',
    people,
    dictionary: { features, label: { name: 'label', ...terms.label } },
    cohort: { kMin },
    privacy: {
      mode,
      epsilon: mode === 'none' ? null : epsilon,
      delta: mode === 'none' ? null : delta,
      colluding,
    },
    computations: [computation],
    ...(terms.aggregation && { aggregation: [terms.aggregation.rule] }),
    expires: '2099-12-31',
  });
  const study = studySchema.parse({
    format: 'chorale-study/1',
    name: 'test',
    agreement: 'test',
    computation,
    features: agreement.dictionary.features.map((feature) => feature.name),
    settings: terms.settings ?? {},
    ...(terms.aggregation && { aggregation: terms.aggregation }),
  });
  return { agreement, study };
}

/** Why a study cannot be planned under an agreement; `accepted` where it can. */
export function planningRefusal(agreement: Agreement, study: Study, nodes: number): string {
  try {
    planStudy(agreement, study, { nodes });
  } catch (reason) {
    expect(reason).toBeInstanceOf(StudyPlanError);
    return (reason as StudyPlanError).message;
  }
  return 'accepted';
}
