// Which channel earned it: credits by five rules, return on cost, and where journeys go next.
import type { AttributionResult, AttributionRule } from '@chorale/models';
import {
  colours,
  facts,
  figure,
  type Html,
  numberColumns,
  table,
  type TableCell,
  together,
} from '@chorale/models/pages';
import { columns, seriesKey, WIDE } from '../plots.js';
import { barFigure } from './bar-figure.js';
import { atLeastNone, countInWords, type Finding, type Reader } from './finding.js';
import { attributionTexts } from './texts/attribution.js';

type Texts = (typeof attributionTexts)['en'];

const rules: readonly AttributionRule[] = ['first', 'last', 'linear', 'shapley', 'markov'];
/** Channels on the plot; their groups of five bars stay readable. */
const MOST_GROUPS = 10;

export const drawAttribution: Finding<AttributionResult> = (found, reader) => {
  const texts = attributionTexts[reader.language];
  const { formats } = reader;
  const body = together(
    facts([
      [texts.conversions, countInWords(reader, found.conversions, formats.short)],
      ...(found.value === null ? [] : [[texts.value, formats.short(found.value)] as const]),
    ]),
    creditsOf(found, texts, reader),
    returnsOf(found, texts, reader),
    pathsOf(found, texts, reader),
  );
  return [{ id: 'attribution', title: texts.title, body }];
};

function creditsOf({ channels, value }: AttributionResult, texts: Texts, reader: Reader): Html {
  const { formats } = reader;
  const sorted = [...channels].sort(
    (one, other) => other.credit.markov.conversions - one.credit.markov.conversions,
  );
  const drawn = sorted.slice(0, MOST_GROUPS);
  const series = rules.map((rule, at) => ({
    name: texts.rules[rule],
    values: drawn.map(({ credit }) => atLeastNone(reader, credit[rule].conversions)),
    colour: colours.curves[at]!,
  }));
  const number = (each: number | null): string => (each === null ? texts.none : formats.short(each));
  const hasCosts = channels.some(({ cost }) => cost !== null);
  const titles = [
    ...rules.map((rule) => texts.rules[rule]),
    texts.removal,
    ...(value === null ? [] : [texts.valueBy(texts.rules.markov)]),
    ...(hasCosts ? [texts.cost, texts.returnBy(texts.rules.markov)] : []),
  ];
  return together(
    figure(
      texts.credits,
      texts.creditsExplanation,
      columns(
        { id: 'credits', label: texts.credits, width: WIDE },
        drawn.map(({ channel }) => channel),
        series,
        { x: texts.channel, y: texts.axisConversions, write: formats.short },
      ),
      seriesKey(series),
    ),
    table(
      texts.caption,
      numberColumns(texts.channel, titles),
      sorted.map(({ channel, credit, removalEffect, cost }) => [
        channel,
        ...rules.map((rule) => formats.short(atLeastNone(reader, credit[rule].conversions))),
        formats.percent(removalEffect),
        ...(value === null ? [] : [number(credit.markov.value)]),
        ...(hasCosts ? [number(cost), percentOf(credit.markov.returnOnCost, texts, formats)] : []),
      ]),
    ),
  );
}

function percentOf(value: number | null, texts: Texts, formats: Reader['formats']): string {
  return value === null ? texts.none : formats.percent(value);
}

function returnsOf({ channels }: AttributionResult, texts: Texts, { formats }: Reader): Html | undefined {
  const known = channels
    .flatMap(({ channel, credit }) => {
      const value = credit.markov.returnOnCost;
      return value === null ? [] : [{ name: channel, value }];
    })
    .sort((one, other) => other.value - one.value);
  if (known.length === 0) return undefined;
  return barFigure(
    { id: 'returns', title: texts.returns, explanation: texts.returnsExplanation, axis: texts.axisReturn },
    known,
    formats.percent,
  );
}

function pathsOf({ channels, paths }: AttributionResult, texts: Texts, reader: Reader): Html {
  const { formats } = reader;
  const heads = [...channels.map(({ channel }) => channel), texts.conversion, texts.nothing];
  const shaded = (share: number): TableCell => ({
    value: share === 0 ? '' : formats.percent(share),
    shade: share,
  });
  return table(
    texts.pathsCaption,
    numberColumns(texts.paths, [...heads, texts.passed]),
    paths.map(({ from, passed, toChannels, toConversion, toNothing }): TableCell[] => [
      from ?? texts.start,
      ...[...toChannels, toConversion, toNothing].map(shaded),
      formats.count(atLeastNone(reader, passed)),
    ]),
  );
}
