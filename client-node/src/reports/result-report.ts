// What one study found, as a page: for studies whose result can be drawn.
import {
  formatPrivacyStatement,
  type Language,
  type PrivacyStatement,
  type ReadableTrees,
} from '@chorale/models';
import type { StudyForecast } from '@chorale/models/forecast';
import { facts, type Formats, formatsFor, note, page, paragraph, type Section } from '@chorale/models/pages';
import { planSection } from './plan-section.js';
import { reportTexts, type ReportTexts } from './texts/texts.js';
import { treesSection } from './trees-section.js';

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

type Drawing = (result: unknown, texts: ReportTexts, formats: Formats) => readonly Section[];

/** By computation; a new one is a section in a file beside this one, and a line here. */
const drawings: Readonly<Record<string, Drawing>> = {
  'boosted-trees': (result, texts, formats) => [treesSection(result as ReadableTrees, texts, formats)],
};

/** Computations whose results can be drawn. */
export const drawnComputations: readonly string[] = Object.keys(drawings);

/**
 * @param plan what could be said before the study began; null where nothing was to be weighed.
 * @returns a whole HTML document that needs no other file; undefined for a computation whose result is not drawn.
 */
export function resultReport(
  document: ResultDocument,
  language: Language,
  plan: StudyForecast | null = null,
): string | undefined {
  const draw = drawings[document.computation];
  if (!draw) return undefined;
  const { study, question, computation, result, privacy } = document;
  const texts = reportTexts[language];
  const own = texts.resultPage;
  return page({
    title: question ?? study,
    language,
    kicker: own.kicker(study),
    opening: facts([[texts.question.computation, computation]]),
    sections: [
      ...(plan ? [planSection(plan, texts, language)] : []),
      ...draw(result, texts, formatsFor(language)),
      { id: 'privacy', title: own.privacy, body: note(formatPrivacyStatement(privacy, language)) },
    ],
    closing: paragraph(own.closing),
  });
}
