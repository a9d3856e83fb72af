import {
  drawnOf,
  forecastRows,
  forecastTexts,
  standardErrorRows,
  type StudyForecast,
} from '@chorale/models/forecast';
import { formatPrivacyStatement, type Language } from '@chorale/models';
import {
  figure,
  type Html,
  note,
  paragraph,
  type Section,
  table,
  type TableColumn,
  together,
} from '@chorale/models/pages';
import { forecastByEpsilon, forecastKey } from './plan-chart.js';
import type { ReportTexts } from './texts/texts.js';

/** What was known before anything was spent: epsilon against rounds, noise and accuracy, and what was recommended. */
export function planSection(forecast: StudyForecast, texts: ReportTexts, language: Language): Section {
  const own = texts.plan;
  const words = forecastTexts[language];
  const errors = standardErrorRows(forecast, words);
  const leftOut = words.leftOut(forecast);
  const body = together(
    paragraph(own.before),
    paragraph(`${words.asked}: ${formatPrivacyStatement(forecast.privacy, language)}`),
    note(`${words.recommended(forecast)} (${words.reason(forecast)})`),
    figure(
      words.chart[drawnOf(forecast)],
      words.reading,
      forecastByEpsilon(forecast, words),
      forecastKey(forecast, words),
    ),
    tableOf(words.options, forecastRows(forecast, words)),
    leftOut === undefined ? undefined : paragraph(leftOut),
    errors && tableOf(words.standardErrors.title, errors),
    paragraph(words.basis(forecast)),
  );
  return { id: 'plan', title: own.title, body };
}

function tableOf(caption: string, [header, ...rows]: readonly (readonly string[])[]): Html {
  const columns = header!.map((title, index): TableColumn => ({
    title,
    isNumber: index > 0 && title !== '',
  }));
  return table(caption, columns, rows);
}
