// A demand forecast: the fan around it, over how far ahead it looks where the study tells, then what moves it.
import type { ReadableRegression } from '@chorale/models';
import {
  colours,
  figure,
  type Html,
  note,
  numberColumns,
  paragraph,
  table,
  together,
} from '@chorale/models/pages';
import { lineKey, lines, type Band, type Line } from '../plots.js';
import { drawRegression } from './effects.js';
import type { Finding, Reader } from './finding.js';
import { demandTexts } from './texts/demand.js';

type Texts = (typeof demandTexts)['en'];

export const drawDemand: Finding<ReadableRegression> = (found, reader) => {
  const texts = demandTexts[reader.language];
  return [
    { id: 'demand', title: texts.title, body: boundsOf(found, texts, reader) },
    ...drawRegression(found, reader),
  ];
};

type Offset = NonNullable<ReadableRegression['intervals']>[number];
type Bounded = ReadableRegression & { readonly intervals: readonly Offset[] };

function boundsOf(found: ReadableRegression, texts: Texts, reader: Reader): Html {
  const { intervals } = found;
  if (intervals === null) return note(texts.covered, 'warning');
  if (intervals.length === 0) return note(texts.none);
  const bounded = { ...found, intervals };
  return together(
    fanAhead(bounded, texts, reader) ?? fan(bounded, texts, reader),
    boundsTable(bounded, texts, reader),
    paragraph(texts.reading),
  );
}

/** Pairs of bounds around the middle, the widest first. */
function bandsOf({ intervals }: Bounded): (readonly [lower: Offset, upper: Offset])[] {
  const sorted = [...intervals].sort((one, other) => one.share - other.share);
  return Array.from(
    { length: Math.floor(sorted.length / 2) },
    (_, at) => [sorted[at]!, sorted.at(-1 - at)!] as const,
  );
}

/** What a forecast becomes when its predictor moves by an offset. */
function moved({ transform }: ReadableRegression, forecast: number, offset: number): number {
  if (transform === 'none') return forecast + offset;
  return transform === 'log' ? forecast * Math.exp(offset) : (forecast + 1) * Math.exp(offset) - 1;
}

function coverage(bands: ReturnType<typeof bandsOf>, { formats }: Reader): string {
  const [widest] = bands;
  return formats.percent(widest ? widest[1].share - widest[0].share : 0);
}

/** Where effects multiply a forecast of 100 shows them as percent; otherwise one several times as large as its bounds. */
function fan(found: Bounded, texts: Texts, reader: Reader): Html | undefined {
  const { formats } = reader;
  const bands = bandsOf(found);
  if (bands.length === 0) return undefined;
  const widest = Math.max(...found.intervals.map(({ offset }) => Math.abs(offset)));
  const most = found.transform === 'none' ? 8 * widest : 100;
  const forecasts = Array.from({ length: 41 }, (_, at) => (most * at) / 40);
  return drawFan(
    bands.map(([lower, upper]) => ({
      name: texts.band(formats.percent(lower.share), formats.percent(upper.share)),
      points: forecasts.map((each) => [
        each,
        moved(found, each, lower.offset),
        moved(found, each, upper.offset),
      ]),
      colour: colours.gain,
    })),
    {
      name: texts.forecast,
      points: forecasts.map((each) => [each, each]),
      colour: colours.pooled,
      mark: 'dashes',
    },
    {
      explanation: texts.fanExplanation(coverage(bands, reader)),
      ...{ x: texts.axisForecast, y: texts.axisCame, writeX: formats.short, writeY: formats.short },
    },
    texts,
  );
}

/** By the effects of the role `ahead` alone; undefined where the study gives it none. */
function fanAhead(found: Bounded, texts: Texts, reader: Reader): Html | undefined {
  const { formats, roles } = reader;
  const { ahead } = roles;
  const bands = bandsOf(found);
  if (ahead === undefined || bands.length === 0) return undefined;
  const prefix = `${ahead}=`;
  const levels = found.coefficients
    .filter(({ term }) => term.startsWith(prefix) && !term.includes('*'))
    // A category that makes up the others is left out of the fit: it is what they are counted from.
    .map(({ term, coefficient }) => ({ name: term.slice(prefix.length), effect: coefficient ?? 0 }))
    .filter(({ name }) => name !== 'other');
  const [first] = levels;
  if (!first || levels.length < 2) return undefined;
  const isLog = found.transform !== 'none';
  const level = (effect: number): number => (isLog ? Math.exp(effect - first.effect) : effect - first.effect);
  return drawFan(
    bands.map(([lower, upper]) => ({
      name: texts.band(formats.percent(lower.share), formats.percent(upper.share)),
      points: levels.map(({ effect }, at) => [
        at,
        level(effect + lower.offset),
        level(effect + upper.offset),
      ]),
      colour: colours.gain,
    })),
    {
      name: texts.forecast,
      points: levels.map(({ effect }, at) => [at, level(effect)]),
      colour: colours.federated,
    },
    {
      explanation: texts.fanAhead(coverage(bands, reader)),
      ...{ x: texts.axisAhead, y: texts.axisLevel, writeX: formats.short },
      writeY: isLog ? formats.percent : formats.signed,
      names: levels.map(({ name }) => name),
    },
    texts,
  );
}

function drawFan(
  bands: readonly Band[],
  forecast: Line,
  { explanation, ...axes }: Parameters<typeof lines>[2] & { readonly explanation: string },
  texts: Texts,
): Html {
  return figure(
    texts.fan,
    explanation,
    lines({ id: 'fan', label: texts.fan, height: 340 }, [forecast], axes, bands),
    lineKey([forecast], bands),
  );
}

function boundsTable({ intervals, transform }: Bounded, texts: Texts, { formats }: Reader): Html {
  const inWords = (offset: number): string => {
    if (transform === 'none') return texts.plus(formats.signed(offset));
    const factor = formats.short(Math.exp(offset));
    return transform === 'log' ? texts.times(factor) : texts.timesPlusOne(factor);
  };
  return table(
    texts.caption,
    numberColumns(texts.share, [texts.bound]),
    intervals.map(({ share, offset }) => [formats.percent(share), inWords(offset)]),
  );
}
