// A model card as one page for people.
import { formatPrivacyStatement, type Language } from '../privacy/statement.js';
import type { CardLineage, ModelCard } from './card-schema.js';
import { cardTexts, type CardTexts } from './card-texts.js';
import { bullets, facts, paragraph, table, together } from '../pages/elements.js';
import { html, type Html } from '../pages/html.js';
import { page, type Section } from '../pages/page.js';

/** @returns a whole HTML document that needs no other file. */
export function modelCardPage(card: ModelCard, language: Language): string {
  const texts = cardTexts[language];
  const written = `${texts.writtenBy[card.writtenBy]} ${card.writtenAt.slice(0, 16).replace('T', ' ')} UTC`;
  return page({
    title: texts.title(card.model.name),
    language,
    kicker: texts.kicker(card.federation),
    opening: paragraph(written),
    sections: modelCardSections(card, language),
  });
}

/** What stands on a card, for pages that hold several. */
export function modelCardSections(card: ModelCard, language: Language): Section[] {
  const texts = cardTexts[language];
  const bodies = {
    purpose: purposeOf(card, texts),
    parties: partiesOf(card, texts),
    data: dataOf(card, texts),
    privacy: paragraph(formatPrivacyStatement(card.privacy, language)),
    measures: measuresOf(card, texts, language),
    fairness: fairnessOf(card, texts),
    release: releaseOf(card, texts),
    limits: bullets(card.limits.map((limit) => texts.limits[limit])),
    lineage: lineageOf(card, texts),
  };
  return Object.entries(bodies).map(([id, body]) => ({
    id,
    title: texts.sections[id as keyof typeof bodies],
    body,
  }));
}

function purposeOf({ model, agreement }: ModelCard, texts: CardTexts): Html {
  const { names } = texts;
  const named = (items: readonly string[]): string => items.join(texts.separator) || texts.none;
  return facts([
    ...(model.question === null ? [] : ([[names.question, model.question]] as const)),
    [names.study, model.name],
    [names.computation, model.computation],
    ...(model.recipe === null ? [] : ([[names.recipe, model.recipe]] as const)),
    [names.agreement, agreement.title],
    [names.purpose, agreement.purpose],
    [names.legalBasis, agreement.legalBasis],
    [names.recipients, named(agreement.recipients)],
    [names.regions, named(agreement.regions)],
    [names.retention, texts.days(agreement.retentionDays)],
    [names.expires, agreement.expires],
  ]);
}

/** The first column names the rows; `numbers` of the last columns hold numbers. */
function listed(
  caption: string,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  numbers = 0,
): Html {
  const isNumber = (at: number): boolean => at >= titles.length - numbers;
  return table(
    caption,
    titles.map((title, at) => ({ title, isNumber: isNumber(at) })),
    rows,
  );
}

function partiesOf({ parties, agreement }: ModelCard, { names, roles }: CardTexts): Html {
  return together(
    listed(
      names.member,
      [names.member, names.role],
      parties.map(({ member, role }) => [member, roles[role]]),
    ),
    facts([
      [names.kMin, String(agreement.kMin)],
      [names.release, agreement.release],
    ]),
  );
}

function dataOf({ data }: ModelCard, texts: CardTexts): Html {
  const { names, types, sensitivities } = texts;
  return together(
    facts([
      [names.people, texts.declaredPeople(data.people)],
      [names.label, data.label ?? texts.none],
      [names.holdout, texts.holdout(data.holdoutOneIn)],
    ]),
    listed(
      names.feature,
      [names.feature, names.type, names.sensitivity, names.range, names.meaning],
      data.features.map(({ name, type, sensitivity, range, unit, description }) => [
        name,
        types[type] ?? type,
        sensitivities[sensitivity],
        unit === null ? range : `${range} ${unit}`,
        description ?? '',
      ]),
    ),
  );
}

function measuresOf(card: ModelCard, texts: CardTexts, language: Language): Html {
  if (card.withoutMeasures !== null)
    return together(
      paragraph(texts.withoutMeasures[card.withoutMeasures]),
      card.byParty.length === 0 ? undefined : byPartyOf(card, texts, language),
    );
  const evaluations = card.evaluations.map((evaluation) => evaluationOf(evaluation, texts, language));
  return together(...evaluations, byPartyOf(card, texts, language));
}

function evaluationOf(
  { name, label, everybody, calibration, importance, privacy }: ModelCard['evaluations'][number],
  texts: CardTexts,
  language: Language,
): Html {
  const { names } = texts;
  const lost = importance.map((each) => [each.feature, short(each.lost)]);
  return together(
    paragraph(texts.measuredBy(name, label)),
    listed(names.measure, [names.measure, names.value], measureRows(everybody, texts), 1),
    calibrationOf(calibration, texts),
    lost.length === 0 ? undefined : listed(names.importance, [names.feature, names.lost], lost, 1),
    facts([[texts.measuringCost, formatPrivacyStatement(privacy, language)]]),
  );
}

function calibrationOf(
  calibration: ModelCard['byParty'][number]['calibration'],
  { names }: CardTexts,
): Html | undefined {
  if (calibration.length === 0) return undefined;
  const tenths = calibration.map(({ decile, rows, predicted, observed }) => [
    String(decile),
    short(rows),
    short(predicted),
    short(observed),
  ]);
  return listed(names.calibration, [names.decile, names.rows, names.predicted, names.observed], tenths, 3);
}

function byPartyOf({ byParty }: ModelCard, texts: CardTexts, language: Language): Html {
  const { names } = texts;
  if (byParty.length === 0) return paragraph(texts.byPartyNone);
  return together(
    paragraph(texts.byParty),
    ...byParty.flatMap(({ member, label, measures, calibration, privacy, ledger }) => [
      listed(`${names.byParty}: ${member}`, [names.measure, names.value], measureRows(measures, texts), 1),
      calibrationOf(calibration, texts),
      facts([
        [names.label, label],
        [texts.measuringCost, formatPrivacyStatement(privacy, language)],
        ...(ledger.length === 0 ? [] : ([[names.entries, entriesOf(ledger)]] as const)),
      ]),
    ]),
  );
}

function measureRows(measures: Readonly<Record<string, number | null>>, texts: CardTexts): string[][] {
  return Object.entries(measures).map(([name, value]) => [texts.measures[name] ?? name, short(value)]);
}

function fairnessOf({ fairness }: ModelCard, texts: CardTexts): Html {
  const { names } = texts;
  if (fairness.length === 0) return paragraph(texts.noFairness);
  return together(
    ...fairness.flatMap(({ evaluation, groupBy, measure, groups, gap, worst }) => {
      const name = texts.measures[measure] ?? measure;
      return [
        listed(
          `${evaluation}: ${groupBy}`,
          [names.group, names.rows, name],
          groups.map(({ group, rows, value }) => [group, short(rows), short(value)]),
          2,
        ),
        gap === null || worst === null ? undefined : paragraph(texts.gap(name, short(gap), worst)),
      ];
    }),
  );
}

function releaseOf({ release }: ModelCard, texts: CardTexts): Html {
  if (release === null) return paragraph(texts.noRelease);
  const { standing, measure, error, baseline, challenger, before, drift, mostDrift, approvedBy } = release;
  const { names } = texts;
  const rival = (other: typeof challenger): string =>
    other === null ? texts.none : `${other.model}: ${short(other.error)}`;
  const share = (value: number | null): string => (value === null ? '-' : `${short(100 * value)} %`);
  return facts([
    [names.standing, texts.standings[standing]],
    ...(measure === null ? [] : ([[texts.errors[measure], short(error)]] as const)),
    ...(measure === null
      ? []
      : ([
          [names.baseline, short(baseline)],
          [names.challenger, rival(challenger)],
          [names.before, rival(before)],
          [names.drift, `${share(drift)} / ${share(mostDrift)}`],
        ] as const)),
    ...approvedBy.map(({ member, reason }) => [names.approvedBy, `${member}: ${reason}`] as const),
  ]);
}

function lineageOf({ model, agreement, head, lineage, evaluations }: ModelCard, texts: CardTexts): Html {
  const { names } = texts;
  return together(
    facts([
      [names.state, model.state ?? texts.none],
      [names.study, model.study],
      [names.agreement, agreement.hash],
      [names.head, head === null ? texts.none : texts.head(head.size, head.root)],
    ]),
    lineageTable(model.name, lineage, texts),
    ...evaluations.map((evaluation) => lineageTable(evaluation.name, evaluation.lineage, texts)),
  );
}

function lineageTable(study: string, { ledger, rounds }: CardLineage, { names }: CardTexts): Html {
  const rows = rounds.map(({ index, attempt, outcome, leadsTo, ledger: places }) => [
    attempt === 0 ? String(index) : `${index}.${attempt}`,
    outcome,
    leadsTo ?? '',
    entriesOf(places),
  ]);
  const titles = [names.round, names.outcome, names.state, names.entries];
  return html`<details>
    <summary>${names.rounds}: ${study}</summary>
    ${listed(study, titles, [[study, '', '', entriesOf(ledger)], ...rows])}
  </details>`;
}

function entriesOf(places: CardLineage['ledger']): string {
  return places.map(({ kind, position, hash }) => `${kind} ${position}: ${hash}`).join('; ');
}

function short(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(4)));
}
