import {
  figure,
  type Formats,
  html,
  note,
  numberColumns,
  paragraph,
  type Section,
  table,
  type TableCell,
  together,
} from '@chorale/models/pages';
import { comparison, comparisonKey, measureByRound, modelKey } from './study-charts.js';
import type { PartyReport, StudyReportData } from './study-report-data.js';
import type { ReportTexts } from './texts/texts.js';

/** What federation is worth: the federated model beside each party alone and all rows in one place. */
export function resultSection(data: StudyReportData, texts: ReportTexts, formats: Formats): Section {
  const own = texts.result;
  const key = modelKey(texts);
  const byRound = [
    figure(own.aucByRound, own.aucByRoundExplanation, measureByRound(data, texts, 'auc'), key),
    figure(own.lossByRound, own.lossByRoundExplanation, measureByRound(data, texts, 'loss'), key),
  ];
  const drawing = comparison(data, texts, formats);
  const body = together(
    html`<p class="verdict">${verdict(data, texts, formats)}</p>`,
    note(own.measuredBy(formats.count(data.measured.testCustomers))),
    aucTable(data, texts, formats),
    paragraph(own.modelsExplained),
    figure(own.comparison, own.comparisonExplanation, drawing, comparisonKey(texts)),
    html`<div class="pair">${byRound}</div>`,
  );
  return { id: 'result', title: own.title, body };
}

interface Gain {
  readonly party: string;
  readonly gain: number;
}

function gainsOf({ parties, measured }: StudyReportData): Gain[] {
  return parties.flatMap(({ name, aucAlone }) =>
    aucAlone === null ? [] : [{ party: name, gain: measured.federated.auc - aucAlone }],
  );
}

/** What the table says, in a sentence or two; losses are named as plainly as gains. */
function verdict(data: StudyReportData, texts: ReportTexts, formats: Formats): string {
  const own = texts.result;
  const gains = gainsOf(data).sort((one, other) => other.gain - one.gain);
  const [best, worst] = [gains[0], gains.at(-1)];
  if (!best || !worst) return own.modelsExplained;
  const better = gains.filter(({ gain }) => gain > 0).length;
  const sentences = [
    better === gains.length
      ? own.allBetter
      : better === 0
        ? own.noneBetter
        : own.someBetter(better, gains.length),
    ...(best.gain > 0 ? [own.largestGain(best.party, formats.difference(best.gain))] : []),
    ...(worst.gain < 0 ? [own.largestLoss(worst.party, formats.difference(worst.gain))] : []),
  ];
  return sentences.join(own.betweenSentences);
}

function aucTable(
  { parties, measured }: StudyReportData,
  texts: ReportTexts,
  formats: Formats,
): ReturnType<typeof table> {
  const own = texts.result;
  const federated = formats.auc(measured.federated.auc);
  const pooled = formats.auc(measured.pooled.auc);
  const row = ({ name, customers, trainingCustomers, aucAlone }: PartyReport): TableCell[] => {
    const gain = aucAlone === null ? undefined : measured.federated.auc - aucAlone;
    const difference: TableCell =
      gain === undefined ? '–' : { value: formats.difference(gain), tone: gain < 0 ? 'down' : 'up' };
    const alone = aucAlone === null ? own.oneClass : formats.auc(aucAlone);
    return [
      name,
      formats.count(customers),
      formats.count(trainingCustomers),
      alone,
      federated,
      pooled,
      difference,
    ];
  };
  const total = (pick: (party: PartyReport) => number): string =>
    formats.count(parties.reduce((sum, party) => sum + pick(party), 0));
  const titles = [own.customers, own.training, own.alone, own.federated, own.pooled, own.gain];
  return table(own.caption, numberColumns(own.party, titles), parties.map(row), [
    [
      own.all,
      total(({ customers }) => customers),
      total(({ trainingCustomers }) => trainingCustomers),
      '',
      federated,
      pooled,
      '',
    ],
  ]);
}
