// The report of one study: what was asked, what it cost in privacy, bytes and time, what it was worth, and
// what anybody can check. One self-contained page.
import { formatPrivacyStatement, type Language } from '@chorale/models';
import {
  bullets,
  code,
  facts,
  figure,
  figures,
  type Formats,
  formatsFor,
  type Html,
  html,
  note,
  numberColumns,
  page,
  paragraph,
  type Section,
  status,
  table,
  together,
} from '@chorale/models/pages';
import { planSection } from './plan-section.js';
import { privacySection } from './privacy-section.js';
import { resultSection } from './result-section.js';
import { bytesPerNode, roundTiming, timingKey } from './study-charts.js';
import { timedPhases, type RoundReport, type StudyReportData } from './study-report-data.js';
import { reportTexts, type ReportTexts } from './texts/texts.js';

/** @returns a whole HTML document that needs no other file and makes no request. */
export function studyReport(data: StudyReportData, language: Language): string {
  const texts = reportTexts[language];
  const formats = formatsFor(language);
  return page({
    title: data.study.question,
    language,
    kicker: texts.kicker(data.agreement.federation),
    opening: opening(data, texts, formats),
    sections: [
      questionSection(data, texts, formats),
      ...(data.plan ? [planSection(data.plan, texts, language)] : []),
      resultSection(data, texts, formats),
      privacySection(data, texts, formats, formatPrivacyStatement(data.privacy, language)),
      bytesSection(data, texts, formats),
      timeSection(data, texts, formats),
      coordinatorSection(data, texts, formats),
      ledgerSection(data, texts, formats),
      limitsSection(data, texts),
    ],
    closing: paragraph(texts.closing(moment(data.writtenAt, language))),
  });
}

function moment(iso: string, language: Language): string {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(new Date(iso))} UTC`;
}

function opening(data: StudyReportData, texts: ReportTexts, formats: Formats): Html {
  const { measured, privacy, traffic, ledger, rounds } = data;
  const own = texts.figures;
  const noised = privacy.epsilon !== null && privacy.delta !== null;
  return together(
    html`<p class="lead">${texts.opening(data.parties.length, data.study.features.length)}</p>`,
    figures([
      {
        name: own.aucFederated,
        value: formats.auc(measured.federated.auc),
        remark: own.aucPooledNote(formats.auc(measured.pooled.auc)),
      },
      {
        name: own.epsilon,
        value: noised ? formats.short(privacy.epsilon) : own.noEpsilon,
        remark: noised ? own.epsilonNote(formats.short(privacy.delta), privacy.unit) : own.noEpsilonNote,
      },
      { name: own.seconds, value: formats.seconds(data.seconds), remark: own.secondsNote(rounds.length) },
      {
        name: own.bytes,
        value: formats.bytes(traffic.bytesPerNode),
        remark: own.bytesNote(formats.bytes(traffic.bytesPlainFloat32)),
      },
      {
        name: own.ledger,
        value: ledger.verified ? own.verified : own.notVerified,
        remark: own.ledgerNote(formats.count(ledger.events)),
      },
    ]),
  );
}

function questionSection(data: StudyReportData, texts: ReportTexts, formats: Formats): Section {
  const own = texts.question;
  const { study, agreement, parties } = data;
  const body = facts([
    [own.question, study.question],
    [own.study, html`${study.name} (${study.computation})`],
    [own.federation, agreement.federation],
    [own.parties, parties.map(({ name, customers }) => `${name} (${formats.count(customers)})`).join(', ')],
    [own.agreement, agreement.title],
    [own.purpose, agreement.purpose],
    [own.legalBasis, agreement.legalBasis],
    [own.data, data.dataSource],
    [own.features, study.features.join(', ')],
    [own.label, study.label],
  ]);
  return { id: 'question', title: own.title, body };
}

function bytesSection(data: StudyReportData, texts: ReportTexts, formats: Formats): Section {
  const own = texts.bytes;
  const {
    bytesPerNode: sent,
    bytesPlainFloat32: plain,
    ring,
    valuesPerRound,
    bytesPerValueAtMillion,
  } = data.traffic;
  const times = sent / Math.max(1, plain);
  const element = formats.bytes((ring.coefficients * ring.coefficientBits) / 8);
  const { members } = data.agreement.committee;
  const why = own.why(formats.count(valuesPerRound), formats.count(ring.coefficients), element, members);
  const body = together(
    paragraph(
      own.ratio(formats.bytes(sent), formats.bytes(plain), formats.short(Number(times.toPrecision(2)))),
    ),
    figure(own.chart, own.chartExplanation, bytesPerNode(data, texts, formats)),
    // A large model is past its least size, and then there is nothing to explain.
    times >= 2 ? paragraph(why) : undefined,
    paragraph(own.atMillion(formats.short(bytesPerValueAtMillion))),
    table(
      own.caption,
      numberColumns(own.party, [own.total]),
      data.parties.map(({ name, bytesSent }) => [name, formats.bytes(bytesSent)]),
      [[own.mean, formats.bytes(sent)]],
    ),
  );
  return { id: 'bytes', title: own.title, body };
}

function timeSection(data: StudyReportData, texts: ReportTexts, formats: Formats): Section {
  const own = texts.time;
  const titles = [own.outcome, own.contributors, own.seconds, own.auc, own.loss, own.epsilon, own.bytes];
  const columns = [{ title: own.round }, ...titles.map((title, index) => ({ title, isNumber: index > 0 }))];
  const orDash = (value: number | null, format: (value: number) => string): string =>
    value === null ? '–' : format(value);
  const row = (round: RoundReport, index: number): string[] => [
    String(index + 1),
    own.outcomes[round.outcome],
    formats.count(round.contributors),
    formats.short(roundSeconds(round)),
    orDash(round.auc, formats.auc),
    orDash(round.loss, formats.auc),
    orDash(round.epsilonAfter, formats.short),
    formats.bytes(round.bytesPerNode),
  ];
  const body = together(
    figure(
      own.chart,
      own.chartExplanation(formats.seconds(data.seconds)),
      roundTiming(data, texts),
      timingKey(texts),
    ),
    html`<details>
      <summary>${own.details}</summary>
      ${table(own.caption, columns, data.rounds.map(row))}
    </details>`,
  );
  return { id: 'time', title: own.title, body };
}

function roundSeconds({ milliseconds }: RoundReport): number {
  return timedPhases.reduce((sum, phase) => sum + (milliseconds[phase] ?? 0), 0) / 1000;
}

function coordinatorSection(data: StudyReportData, texts: ReportTexts, formats: Formats): Section {
  const own = texts.coordinator;
  const { contributions, ciphertextBytes, openedSums } = data.coordinator;
  const { kMin, committee } = data.agreement;
  const sums = openedSums > 0 ? own.sumsShown(formats.count(openedSums)) : own.sumsHidden;
  const sent = own.contributionsDetail(formats.count(contributions), formats.bytes(ciphertextBytes));
  const rows: readonly (readonly [what: string, isSeen: boolean, detail: string])[] = [
    [own.rows, false, own.rowsDetail],
    [own.contributions, false, sent],
    [own.sums, openedSums > 0, sums],
    [own.model, openedSums > 0, openedSums > 0 ? sums : own.modelDetail],
    [own.takingPart, true, own.takingPartDetail],
    [own.documents, true, own.documentsDetail],
  ];
  // One member may sign two sets, so that two thresholds overlap in 2 t - m members, one of them honest.
  const colluders = 2 * committee.threshold - committee.members - 1;
  const body = together(
    table(
      own.caption,
      [{ title: own.what }, { title: own.seen }, { title: own.detail }],
      rows.map(([what, isSeen, detail]) => [what, isSeen ? own.yes : own.no, detail]),
    ),
    paragraph(own.collusion(kMin, committee.threshold, committee.members)),
    colluders > 0 ? paragraph(own.colluders(colluders)) : undefined,
  );
  return { id: 'coordinator', title: own.title, body };
}

function ledgerSection(data: StudyReportData, texts: ReportTexts, formats: Formats): Section {
  const own = texts.ledger;
  const { ledger, model, parties, agreement } = data;
  const isSame = model.adoptedBy === parties.length;
  const body = together(
    facts([
      [own.check, status(ledger.verified ? own.verified : own.notVerified, ledger.verified)],
      [own.events, formats.count(ledger.events)],
      [own.head, code(ledger.head)],
      [own.agreement, code(agreement.hash)],
      [own.model, html`${code(model.hash)} ${status(own.adopted(model.adoptedBy, parties.length), isSame)}`],
    ]),
    html`<p>${own.how} ${code('chorale-ledger verify FILE')}</p>`,
  );
  return { id: 'ledger', title: own.title, body };
}

// With ten nodes or more the sum itself hides a party well.
const fewNodes = 10;

function limitsSection(data: StudyReportData, texts: ReportTexts): Section {
  const own = texts.limits;
  const isFew = data.parties.length < fewNodes && data.privacy.epsilon !== null;
  const body = together(isFew ? note(own.few) : undefined, bullets(own.items));
  return { id: 'limits', title: own.title, body };
}
