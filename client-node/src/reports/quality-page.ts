// A data-quality report for a terminal, and as one page that needs no other file.
import type { Language } from '@chorale/models';
import { figures, html, note, numberColumns, page, paragraph, table, together } from '@chorale/models/pages';
import { terminalTable } from './terminal-table.js';
import type { QualityReport } from './quality-report-data.js';
import { findingInWords, qualityTexts } from './quality-texts.js';

const shown = (share: number | null): string => (share === null ? '-' : share.toFixed(3));

const tableRows = ({ tables }: QualityReport): string[][] =>
  tables.map(({ table: name, role, rows, completeness, validity, uniqueness }) => [
    ...[name, role ?? '-', String(rows)],
    ...[completeness, validity, uniqueness].map(shown),
  ]);

const featureRows = ({ features, drift }: QualityReport): string[][] =>
  features.map(({ feature, completeness, validity }) => [
    feature,
    ...[completeness, validity, drift[feature] ?? null].map(shown),
  ]);

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
      tableRows(report),
    ),
    '',
    terminalTable(
      [texts.feature, texts.completeness, texts.validity, texts.drift].map((title, place) => ({
        title,
        align: place > 0 ? ('right' as const) : ('left' as const),
      })),
      featureRows(report),
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
          [{ title: texts.table }, ...numberColumns(texts.role, [texts.rows, ...parts])],
          tableRows(report),
        ),
      },
      {
        id: 'features',
        title: texts.features,
        body: table(
          texts.features,
          numberColumns(texts.feature, [texts.completeness, texts.validity, texts.drift]),
          featureRows(report),
        ),
      },
    ],
    closing: paragraph(texts.local),
  });
}
