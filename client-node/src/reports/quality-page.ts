// A data-quality report for a terminal, and as one page that needs no other file.
import type { Language } from '@chorale/models';
import { figures, html, note, page, paragraph, table, together } from '@chorale/models/pages';
import { terminalTable } from './terminal-table.js';
import type { QualityReport } from './quality-report-data.js';
import { findingInWords, qualityTexts } from './quality-texts.js';

const shown = (share: number | null): string => (share === null ? '-' : share.toFixed(3));

export function qualityInWords(report: QualityReport, language: Language): string {
  const texts = qualityTexts[language];
  const parts = [texts.completeness, texts.validity, texts.uniqueness];
  return [
    texts.verdict(shown(report.score), String(report.floor), report.takesPart),
    texts.persons(report.persons, report.rows),
    `${texts.parts}: ${[report.completeness, report.validity, report.uniqueness].map((part, place) => `${parts[place]!} ${shown(part)}`).join(', ')}`,
    '',
    terminalTable(
      [texts.table, texts.role, texts.rows, ...parts].map((title, place) => ({
        title,
        align: place > 1 ? ('right' as const) : ('left' as const),
      })),
      report.tables.map((each) => [
        each.table,
        each.role ?? '-',
        String(each.rows),
        shown(each.completeness),
        shown(each.validity),
        shown(each.uniqueness),
      ]),
    ),
    '',
    terminalTable(
      [texts.feature, texts.completeness, texts.validity, texts.drift].map((title, place) => ({
        title,
        align: place > 0 ? ('right' as const) : ('left' as const),
      })),
      report.features.map(({ feature, completeness, validity }) => [
        feature,
        shown(completeness),
        shown(validity),
        shown(report.drift[feature] ?? null),
      ]),
    ),
    '',
    ...toDo(report, language),
    texts.local,
  ].join('\n');
}

function toDo({ findings, warnings }: QualityReport, language: Language): string[] {
  const texts = qualityTexts[language];
  const lines = [
    ...findings.map((finding) => `- ${findingInWords(finding, language).join('\n  ')}`),
    ...warnings.map((warning) => `- ${warning}`),
  ];
  return lines.length === 0 ? [texts.nothingToDo] : [`${texts.toDo}:`, ...lines];
}

/** A self-contained HTML document. */
export function qualityPage(report: QualityReport, title: string, language: Language): string {
  const texts = qualityTexts[language];
  const parts = [texts.completeness, texts.validity, texts.uniqueness];
  const verdict = texts.verdict(shown(report.score), String(report.floor), report.takesPart);
  const number = (name: string): { title: string; isNumber: true } => ({ title: name, isNumber: true });
  const findings = [
    ...report.findings.map((finding) => {
      const [found, remedy] = findingInWords(finding, language);
      return html`<li><strong>${found}.</strong> ${remedy}</li>`;
    }),
    ...report.warnings.map((warning) => html`<li>${warning}</li>`),
  ];
  return page({
    title: `${texts.title}: ${title}`,
    language,
    kicker: 'chorale-node quality',
    opening: together(
      note(verdict, report.takesPart ? 'plain' : 'warning'),
      figures([
        { name: texts.score, value: shown(report.score), remark: texts.parts },
        ...parts.map((name, place) => ({
          name,
          value: shown([report.completeness, report.validity, report.uniqueness][place]!),
          remark: '',
        })),
      ]),
      paragraph(texts.persons(report.persons, report.rows)),
    ),
    sections: [
      {
        id: 'to-do',
        title: texts.toDo,
        body:
          findings.length === 0
            ? paragraph(texts.nothingToDo)
            : html`<ul>
                ${findings}
              </ul>`,
      },
      {
        id: 'tables',
        title: texts.tables,
        body: table(
          texts.tables,
          [{ title: texts.table }, { title: texts.role }, number(texts.rows), ...parts.map(number)],
          report.tables.map((each) => [
            each.table,
            each.role ?? '-',
            String(each.rows),
            shown(each.completeness),
            shown(each.validity),
            shown(each.uniqueness),
          ]),
        ),
      },
      {
        id: 'features',
        title: texts.features,
        body: table(
          texts.features,
          [{ title: texts.feature }, number(texts.completeness), number(texts.validity), number(texts.drift)],
          report.features.map(({ feature, completeness, validity }) => [
            feature,
            shown(completeness),
            shown(validity),
            shown(report.drift[feature] ?? null),
          ]),
        ),
      },
    ],
    closing: paragraph(texts.local),
  });
}
