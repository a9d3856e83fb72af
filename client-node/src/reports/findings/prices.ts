// Elasticities by product, and what follows for units and turnover when a price moves.
import {
  NoElasticitiesError,
  productElasticities,
  refuseOutweighed,
  whyNoElasticities,
  type ProductElasticity,
  type ReadableRegression,
} from '@chorale/models';
import {
  colours,
  figure,
  type Html,
  note,
  numberColumns,
  pair,
  paragraph,
  table,
  together,
} from '@chorale/models/pages';
import { HALF, intervalPlot, lineKey, lines, type Line } from '../plots.js';
import { drawRegression } from './effects.js';
import { MOST_DRAWN, type Finding, type Reader } from './finding.js';
import { pricesTexts } from './texts/prices.js';

type Texts = (typeof pricesTexts)['en'];

/** Prices that are drawn, against today's. */
const PRICES = Array.from({ length: 41 }, (_, at) => 0.8 + 0.01 * at);
/** Changes that the table tells. */
const CHANGES = [-0.1, 0.1];

export const drawPrices: Finding<ReadableRegression> = (found, reader) => {
  const texts = pricesTexts[reader.language];
  const role = (name: string): string => reader.roles[name] ?? name;
  const body = pricesOf(found, role('product'), role('price'), texts, reader);
  return [{ id: 'prices', title: texts.title, body }, ...drawRegression(found, reader)];
};

function pricesOf(
  found: ReadableRegression,
  product: string,
  price: string,
  texts: Texts,
  reader: Reader,
): Html {
  try {
    const all = productElasticities(found, product, price);
    if (all.every(({ isOutweighed }) => isOutweighed)) refuseOutweighed(all);
    return elasticitiesOf(all, texts, reader);
  } catch (error) {
    // Settings of the study may let prices work otherwise; its coefficients are told all the same.
    if (error instanceof NoElasticitiesError)
      return note(texts.refused(whyNoElasticities(error.reason, reader.language)), 'warning');
    throw error;
  }
}

function elasticitiesOf(
  found: readonly ProductElasticity[],
  texts: Texts,
  { formats, language }: Reader,
): Html {
  const all = found.filter(({ isOutweighed }) => !isOutweighed);
  const products = found.filter(({ isOutweighed }) => isOutweighed).map(({ product }) => product);
  const sorted = [...all].sort((one, other) => one.elasticity - other.elasticity);
  // Those whose rows say most about them.
  const surest = [...all]
    .sort((one, other) => (one.standardError ?? 0) - (other.standardError ?? 0))
    .slice(0, colours.curves.length);
  const curves = (power: (elasticity: number) => number): Line[] =>
    surest.map(({ product, elasticity }, at) => ({
      name: product,
      points: PRICES.map((price) => [price, price ** power(elasticity)]),
      colour: colours.curves[at]!,
    }));
  const [units, turnover] = [curves((elasticity) => elasticity), curves((elasticity) => 1 + elasticity)];
  const axes = { x: texts.axisPrice, writeX: formats.percent, writeY: formats.percent };
  const half = { width: HALF, height: 320 };
  return together(
    products.length > 0
      ? note(whyNoElasticities({ code: 'outweighed', products }, language), 'warning')
      : undefined,
    figure(
      texts.elasticities,
      texts.elasticitiesExplanation,
      intervalPlot(
        { id: 'elasticities', label: texts.elasticities },
        sorted.slice(0, MOST_DRAWN).map(({ product, own, standardError: error }) => ({
          name: product,
          value: own,
          intervals: error === null ? [] : [{ lower: own - 2 * error, upper: own + 2 * error }],
        })),
        { x: texts.axisElasticity, write: formats.short, level: -1 },
      ),
    ),
    pair(
      figure(
        `${texts.curve}: ${texts.units}`,
        texts.curveExplanation,
        lines({ id: 'units', label: texts.units, ...half }, units, { ...axes, y: texts.axisUnits }),
        lineKey(units),
      ),
      figure(
        `${texts.curve}: ${texts.turnover}`,
        texts.curveExplanation,
        lines({ id: 'turnover', label: texts.turnover, ...half }, turnover, {
          ...axes,
          y: texts.axisTurnover,
        }),
        lineKey(turnover),
      ),
    ),
    productTable(sorted, texts, formats),
    paragraph(texts.next),
  );
}

function productTable(
  products: readonly ProductElasticity[],
  texts: Texts,
  formats: Reader['formats'],
): Html {
  const change = (share: number): string => `${share < 0 ? '−' : '+'}${formats.percent(Math.abs(share))}`;
  const titles = [
    ...[texts.own, texts.standardError, texts.drawn],
    ...CHANGES.flatMap((share) => [texts.unitsAt(change(share)), texts.turnoverAt(change(share))]),
  ];
  return table(
    texts.caption,
    numberColumns(texts.product, titles),
    products.map(({ product, own, standardError, elasticity }) => [
      product,
      formats.short(own),
      standardError === null ? texts.unknown : formats.short(standardError),
      formats.short(elasticity),
      ...CHANGES.flatMap((share) => [
        formats.percent((1 + share) ** elasticity),
        formats.percent((1 + share) ** (1 + elasticity)),
      ]),
    ]),
  );
}
