import { facts, figure, type Formats, note, type Section, table, together } from '@chorale/models/pages';
import { epsilonByRound } from './study-charts.js';
import type { StudyReportData } from './study-report-data.js';
import type { ReportTexts } from './texts/texts.js';

/** Who is protected, and how far: every term of the promise, and how the budget was spent. */
export function privacySection(
  data: StudyReportData,
  texts: ReportTexts,
  formats: Formats,
  statement: string,
): Section {
  const own = texts.privacy;
  const { epsilon, delta, sampling, nodesPerPerson, colluding, mode, accountant, unit } = data.privacy;
  if (epsilon === null || delta === null) {
    const terms = facts([
      [own.mode, mode],
      [own.statement, statement],
    ]);
    return { id: 'privacy', title: own.title, body: together(note(own.noneWarning, 'warning'), terms) };
  }
  const sampled =
    sampling.kind === 'all'
      ? own.samplingAll
      : own.samplingPoisson(sampling.rates.map((rate) => formats.short(rate)).join(', '));
  const rows = [
    [own.epsilon, formats.short(epsilon), own.epsilonMeaning],
    [own.delta, formats.short(delta), own.deltaMeaning],
    unit === 'person' ? [own.unit, own.unitValue, own.unitMeaning] : [own.unit, unit, own.otherUnitMeaning],
    [own.adjacency, own.adjacencyValue, own.adjacencyMeaning],
    [own.sampling, sampled, own.samplingMeaning],
    [own.nodesPerPerson, formats.count(nodesPerPerson), own.nodesPerPersonMeaning],
    [own.colluding, formats.count(colluding), own.colludingMeaning],
    [own.mode, mode, own.modes[mode]],
  ];
  const drawing = epsilonByRound(data, texts);
  const body = together(
    note(statement),
    table(own.statement, [{ title: own.term }, { title: own.value }, { title: own.meaning }], rows),
    drawing &&
      figure(
        own.chart,
        own.chartExplanation(accountant.toUpperCase(), formats.short(epsilon), formats.short(delta)),
        drawing,
      ),
  );
  return { id: 'privacy', title: own.title, body };
}
