// An experiment: effects with intervals for one look and for every look, and whether the arms are as they were drawn.
import type { AbResult } from '@chorale/models';
import {
  bullets,
  facts,
  figure,
  type Html,
  html,
  numberColumns,
  status,
  table,
  together,
} from '@chorale/models/pages';
import { intervalPlot } from '../plots.js';
import { MOST_DRAWN, type Finding, type Reader } from './finding.js';
import { experimentTexts } from './texts/experiment.js';

type Texts = (typeof experimentTexts)['en'];
type Outcome = AbResult['outcomes'][number];
type Effect = Pick<Outcome, 'effect' | 'interval' | 'anytime' | 'pValue'>;

export const drawExperiment: Finding<AbResult> = (found, reader) => {
  const texts = experimentTexts[reader.language];
  const { formats } = reader;
  const { persons, sampleRatio, outcomes } = found;
  const { share, expectedShare, pValue, isMismatch } = sampleRatio;
  const detail = texts.ratioDetail(
    formats.percent(share),
    formats.percent(expectedShare),
    formats.short(pValue),
  );
  const adjusted = outcomes.flatMap((each) =>
    each.adjusted ? [{ outcome: each.outcome, left: each.adjusted.varianceLeft }] : [],
  );
  const body = together(
    facts([
      [`${texts.persons}: ${texts.control}`, formats.count(persons.control)],
      [`${texts.persons}: ${texts.treated}`, formats.count(persons.treated)],
      [texts.ratio, html`${status(isMismatch ? texts.ratioWrong : texts.ratioRight, !isMismatch)} ${detail}`],
    ]),
    ...outcomes.slice(0, MOST_DRAWN).map((outcome, at) => effectOf(outcome, at, found, texts, reader)),
    effectsTable(outcomes, texts, reader),
    adjusted.length > 0
      ? bullets(adjusted.map(({ outcome, left }) => texts.varianceLeft(outcome, formats.percent(left))))
      : undefined,
  );
  return [{ id: 'experiment', title: texts.title, body }];
};

/** An outcome has a unit of its own, so a drawing of its own. */
function effectOf(
  outcome: Outcome,
  at: number,
  { confidence }: AbResult,
  texts: Texts,
  { formats }: Reader,
): Html {
  const title = texts.effectOn(outcome.outcome);
  const row = (name: string, { effect, interval, anytime }: Effect) => ({
    ...{ name, value: effect, intervals: [anytime, interval] },
  });
  return figure(
    title,
    texts.effectExplanation(formats.percent(confidence)),
    intervalPlot(
      { id: `effect-${at + 1}`, label: title },
      [row(texts.plain, outcome), ...(outcome.adjusted ? [row(texts.adjusted, outcome.adjusted)] : [])],
      { x: texts.axisEffect, write: formats.short, level: 0 },
    ),
  );
}

function effectsTable(outcomes: readonly Outcome[], texts: Texts, { formats }: Reader): Html {
  const span = ({ lower, upper }: Effect['interval']): string =>
    texts.within(formats.short(lower), formats.short(upper));
  const shown = ({ effect, interval, anytime, pValue }: Effect): string[] => [
    formats.signed(effect),
    span(interval),
    span(anytime),
    formats.short(pValue),
  ];
  const titles = [
    ...[texts.means, texts.treatedMean, texts.effect, texts.interval, texts.anytime],
    ...[texts.pValue, texts.lift],
  ];
  return table(
    texts.caption,
    numberColumns(texts.outcome, titles),
    outcomes.flatMap((each) => {
      const { outcome, control, treated, lift, adjusted } = each;
      const plain = [
        outcome,
        formats.short(control.mean),
        formats.short(treated.mean),
        ...shown(each),
        lift === null ? texts.unknown : formats.percent(lift),
      ];
      return adjusted ? [plain, [`${outcome}, ${texts.adjusted}`, '', '', ...shown(adjusted), '']] : [plain];
    }),
  );
}
