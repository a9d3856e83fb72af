// What one study found, as a page: plan, findings, measures of its model by other studies, and the privacy that it cost.
import {
  formatPrivacyStatement,
  type Language,
  type PrivacyStatement,
  type ReadableEvaluation,
} from '@chorale/models';
import type { StudyForecast } from '@chorale/models/forecast';
import { facts, formatsFor, note, page, paragraph, type Section } from '@chorale/models/pages';
import type { Reader } from './findings/finding.js';
import { findingOf } from './findings/findings.js';
import { drawMeasuredBy } from './findings/quality.js';
import { howToMeasure } from './findings/weights.js';
import { planSection } from './plan-section.js';
import { reportTexts, type ReportTexts } from './texts/texts.js';

/** `result.json` as a study leaves it. */
export interface ResultDocument {
  readonly study: string;
  readonly question?: string;
  readonly computation: string;
  /** Of a study that names a recipe. */
  readonly recipe?: string;
  readonly roles?: Readonly<Record<string, string>>;
  readonly privacy: PrivacyStatement;
  readonly result: unknown;
}

/** What else is known of a study at this node. */
export interface ResultSurroundings {
  /** What could be said before it began; null where nothing was to be weighed. */
  readonly plan?: StudyForecast | null;
  /** Finished studies that measured its model. */
  readonly measuredBy?: readonly (Pick<ResultDocument, 'study' | 'privacy'> & {
    readonly result: ReadableEvaluation;
  })[];
}

/** Computations whose models say how likely or how much, which a study of its own can hold against what came. */
const measurable = [
  ...['logistic-regression', 'neural-network', 'boosted-trees'],
  ...['linear-regression', 'generalised-linear'],
];
/** Its coefficients are the answer; nobody scores with them. */
const NOT_SCORED = 'price-elasticity';

/**
 * @returns a whole HTML document that needs no other file.
 * @throws RangeError for a computation that has no drawing.
 */
export function resultReport(
  document: ResultDocument,
  language: Language,
  { plan = null, measuredBy = [] }: ResultSurroundings = {},
): string {
  const { study, computation, recipe, roles = {}, result, privacy } = document;
  const texts = reportTexts[language];
  const own = texts.resultPage;
  const reader: Reader = {
    language,
    formats: formatsFor(language),
    roles,
    isNoised: privacy.epsilon !== null,
  };
  const sections = [
    ...(plan ? [planSection(plan, texts, language)] : []),
    ...findingOf(computation, recipe)(result, reader),
    ...measures(document, measuredBy, reader),
    {
      id: 'privacy',
      title: own.privacy,
      body: note(formatPrivacyStatement(privacy, language)),
    },
  ];
  return page({
    title: titleOf(document, texts),
    language,
    kicker: own.kicker(study),
    opening: facts([
      ...(recipe === undefined ? [] : [[own.recipe, recipe] as const]),
      [texts.question.computation, computation],
    ]),
    sections,
    closing: paragraph(own.closing),
  });
}

/** By the studies that measured this model, or how to have it measured. */
function measures(
  { study, computation, recipe }: ResultDocument,
  measuredBy: NonNullable<ResultSurroundings['measuredBy']>,
  reader: Reader,
): readonly Section[] {
  if (measuredBy.length > 0)
    return measuredBy.flatMap(({ study: by, privacy, result }, at) =>
      drawMeasuredBy(by, at + 1)(result, { ...reader, isNoised: privacy.epsilon !== null }),
    );
  return measurable.includes(computation) && recipe !== NOT_SCORED ? [howToMeasure(study, reader)] : [];
}

/** A recipe's own question is said in the reader's language; one that somebody wrote stays as it is. */
function titleOf({ study, question, recipe }: ResultDocument, texts: ReportTexts): string {
  const ofRecipe = (each: ReportTexts): string | undefined =>
    recipe === undefined ? undefined : (each.recipes as Readonly<Record<string, string>>)[recipe];
  if (question === undefined) return ofRecipe(texts) ?? study;
  return question === ofRecipe(reportTexts.en) ? ofRecipe(texts)! : question;
}
