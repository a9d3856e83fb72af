// The report of a study that has not begun: what is asked, and what it would cost and be worth.
import { hasExpired, type Agreement, type Language, type Study } from '@chorale/models';
import type { StudyForecast } from '@chorale/models/forecast';
import { facts, note, page, paragraph, together } from '@chorale/models/pages';
import { planSection } from './plan-section.js';
import { reportTexts } from './texts/texts.js';

export interface PlannedStudy {
  readonly agreement: Agreement;
  readonly study: Study;
}

/**
 * @param today `YYYY-MM-DD`, UTC; an agreement that has expired by then is told first.
 * @returns a whole HTML document that needs no other file and makes no request.
 */
export function planReport(
  { agreement, study }: PlannedStudy,
  forecast: StudyForecast,
  language: Language,
  today: string,
): string {
  const texts = reportTexts[language];
  const own = texts.question;
  return page({
    title: study.question ?? study.name,
    language,
    kicker: texts.planPage.kicker(study.name),
    opening: together(
      hasExpired(agreement, today) ? note(texts.planPage.expired(agreement.expires), 'warning') : undefined,
      facts([
        [own.federation, agreement.federation],
        [own.agreement, agreement.title],
        [own.purpose, agreement.purpose],
        [own.legalBasis, agreement.legalBasis],
        [own.computation, study.computation],
        [own.features, study.features.join(', ')],
      ]),
    ),
    sections: [planSection(forecast, texts, language)],
    closing: paragraph(texts.resultPage.closing),
  });
}
