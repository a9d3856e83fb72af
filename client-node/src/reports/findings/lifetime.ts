// What a customer is worth: who still buys, how often, and how much customers differ in what they spend.
import { expectedPurchases, logGamma, probabilityAlive, type LifetimeResult } from '@chorale/models';
import {
  colours,
  facts,
  figure,
  type Html,
  numberColumns,
  paragraph,
  table,
  type TableCell,
  together,
} from '@chorale/models/pages';
import { lineKey, lines, type Line } from '../plots.js';
import type { Finding, Reader } from './finding.js';
import { lifetimeTexts } from './texts/lifetime.js';

type Texts = (typeof lifetimeTexts)['en'];

/** Age of the customers that are drawn, in horizons: a horizon is a quarter of the longest age unless a study says otherwise. */
const AGE = 4;
const REPEATS = [1, 2, 5, 10];
const TABLE_REPEATS = [0, 1, 2, 5, 10, 20];
/** In horizons. */
const TABLE_SILENCES = [0, 0.5, 1, 2, 3];

export const drawLifetime: Finding<LifetimeResult> = (found, reader) => {
  const texts = lifetimeTexts[reader.language];
  const { formats } = reader;
  const purchases = Float64Array.from(Object.values(found.purchases));
  const named = (parameters: Readonly<Record<string, number>>): string =>
    Object.entries(parameters)
      .map(([name, value]) => `${name} = ${formats.short(value)}`)
      .join(', ');
  const { logLikelihood, value } = found;
  const likelihoods = [logLikelihood.purchases, logLikelihood.value].filter((each) => each !== null);
  const body = together(
    facts([
      [texts.purchases, named(found.purchases)],
      ...(value ? [[texts.value, named(value)] as const] : []),
      ...(value ? [[texts.meanValue, meanValueOf(value, texts, reader)] as const] : []),
      [texts.horizon, formats.short(found.horizon)],
      ...(likelihoods.length > 0
        ? [[texts.likelihood, likelihoods.map((each) => each.toFixed(2)).join(', ')] as const]
        : []),
      [texts.converged, found.hasConverged ? texts.yes : texts.no],
    ]),
    aliveOf(purchases, found.horizon, texts, reader),
    expectedOf(purchases, found.horizon, texts, reader),
    value ? spreadOf(value, texts, reader) : undefined,
    paragraph(texts.reading),
  );
  return [{ id: 'value', title: texts.title, body }];
};

function aliveOf(purchases: Float64Array, horizon: number, texts: Texts, { formats }: Reader): Html {
  const age = AGE * horizon;
  const silences = Array.from({ length: 81 }, (_, at) => (age * at) / 80);
  const drawn = REPEATS.map((frequency, at): Line => ({
    name: texts.repeats(formats.count(frequency)),
    points: silences.map((silence) => [
      silence,
      probabilityAlive(purchases, { frequency, recency: age - silence, age }),
    ]),
    colour: colours.curves[at]!,
  }));
  return figure(
    texts.alive,
    texts.aliveExplanation(formats.short(age)),
    lines({ id: 'alive', label: texts.alive }, drawn, {
      ...{ x: texts.axisSilence, y: texts.axisAlive, writeX: formats.short, writeY: formats.percent },
      isFromZero: true,
    }),
    lineKey(drawn),
  );
}

function expectedOf(purchases: Float64Array, horizon: number, texts: Texts, { formats }: Reader): Html {
  const age = AGE * horizon;
  const expected = TABLE_REPEATS.map((frequency) =>
    TABLE_SILENCES.map((silence) => {
      // Who bought once has bought at the first moment, whatever the column says.
      const recency = frequency === 0 ? 0 : age - silence * horizon;
      return expectedPurchases(purchases, { frequency, recency, age }, horizon);
    }),
  );
  const most = Math.max(...expected.flat());
  return table(
    texts.expectedCaption(formats.short(age), formats.short(horizon)),
    numberColumns(
      texts.repeatPurchases,
      TABLE_SILENCES.map((silence) => texts.silent(formats.short(silence * horizon))),
    ),
    TABLE_REPEATS.map((frequency, row): TableCell[] => [
      formats.count(frequency),
      ...expected[row]!.map((value) => ({
        value: formats.short(Math.round(1000 * value) / 1000),
        shade: most > 0 ? value / most : 0,
      })),
    ]),
  );
}

/** Of Gamma-Gamma: p v / (q - 1), which is finite for q above 1. */
function meanValueOf(
  { p, q, v }: Readonly<Record<string, number>>,
  texts: Texts,
  { formats }: Reader,
): string {
  return q! > 1 ? formats.short((p! * v!) / (q! - 1)) : texts.infinite;
}

/** The mean value of a customer's purchases is p / nu with nu of gamma(q, v), which is an inverse gamma of shape q and scale p v. */
function spreadOf({ p, q, v }: Readonly<Record<string, number>>, texts: Texts, { formats }: Reader): Html {
  const scale = p! * v!;
  const mode = scale / (q! + 1);
  const density = (value: number): number =>
    Math.exp(q! * Math.log(scale) - logGamma(q!) - (q! + 1) * Math.log(value) - scale / value);
  const points = Array.from({ length: 121 }, (_, at) => {
    const value = (mode * 6 * at) / 120;
    return [value, value === 0 ? 0 : density(value)] as const;
  });
  return figure(
    texts.spread,
    texts.spreadExplanation,
    lines(
      { id: 'spread', label: texts.spread, height: 240 },
      [{ name: texts.axisShare, points, colour: colours.federated }],
      {
        ...{ x: texts.axisValue, y: texts.axisShare, writeX: formats.short, writeY: formats.short },
        isFromZero: true,
      },
      [
        {
          name: texts.axisShare,
          points: points.map(([value, high]) => [value, 0, high] as const),
          colour: colours.gain,
        },
      ],
    ),
  );
}
