// A forecast as one page that needs no other file: plot, table and what they take for granted.
import {
  drawnInWords,
  drawnOf,
  forecastCurves,
  forecastRows,
  forecastTexts,
  standardErrorRows,
  type ForecastTexts,
  type StudyForecast,
} from '@chorale/models/forecast';
import {
  colours,
  figure,
  html,
  note,
  page,
  paragraph,
  table,
  together,
  type Html,
  type KeyEntry,
  type Section,
} from '@chorale/models/pages';
import { formatPrivacyStatement, type Language } from '@chorale/models/planning';

const WIDTH = 960;
const HEIGHT = 320;
const MARGIN = { left: 72, right: 24, top: 16, bottom: 40 };

/** @returns a whole HTML document: no script, no request. */
export function forecastPage(forecast: StudyForecast, language: Language): string {
  const texts = forecastTexts[language];
  return page({
    title: texts.title(forecast.study),
    language,
    kicker: 'chorale-coordinator privacy plan',
    opening: together(
      paragraph(`${texts.asked}: ${formatPrivacyStatement(forecast.privacy, language)}`),
      note(`${texts.recommended(forecast)} (${texts.reason(forecast)})`),
    ),
    sections: [
      chartSection(forecast, texts),
      optionsSection(forecast, texts),
      ...standardErrorSections(forecast, texts),
    ],
    closing: paragraph(texts.notSpent),
  });
}

function chartSection(forecast: StudyForecast, texts: ForecastTexts): Section {
  const drawn = drawnOf(forecast);
  const drawing = plot(forecast, texts);
  return {
    id: 'chart',
    title: texts.chart[drawn],
    body: figure(texts.axis[drawn], texts.reading, drawing, keyOf(forecast, texts)),
  };
}

function optionsSection(forecast: StudyForecast, texts: ForecastTexts): Section {
  const leftOut = texts.leftOut(forecast);
  return {
    id: 'options',
    title: texts.options,
    body: together(
      tableOf(texts.options, forecastRows(forecast, texts)),
      leftOut === undefined ? undefined : paragraph(leftOut),
      paragraph(texts.basis(forecast)),
    ),
  };
}

function standardErrorSections(forecast: StudyForecast, texts: ForecastTexts): Section[] {
  const rows = standardErrorRows(forecast, texts);
  const { title } = texts.standardErrors;
  return rows === undefined ? [] : [{ id: 'standard-errors', title, body: tableOf(title, rows) }];
}

function tableOf(caption: string, [header, ...rows]: readonly (readonly string[])[]): Html {
  return table(
    caption,
    header!.map((title, index) => ({ title, isNumber: index > 0 && title !== '' })),
    rows,
  );
}

function keyOf(forecast: StudyForecast, texts: ForecastTexts): KeyEntry[] {
  const curves = forecastCurves(forecast).map(({ rounds }, index): KeyEntry => ({
    name: texts.curve(rounds),
    colour: colourOf(index),
    mark: 'line',
  }));
  return [...curves, { name: texts.withoutNoise, colour: colours.pooled, mark: 'dashes' }];
}

function colourOf(index: number): string {
  return colours.curves[index % colours.curves.length]!;
}

/** A curve a number of rounds over the logarithm of epsilon, and how it would be without noise. */
function plot(forecast: StudyForecast, texts: ForecastTexts): Html {
  const drawn = drawnOf(forecast);
  const noiseFree = forecast.accuracy?.noiseFree ?? 0;
  const curves = forecastCurves(forecast);
  const values = [noiseFree, ...curves.flatMap(({ points }) => points.map(({ value }) => value))];
  const epsilons = [...new Set(forecast.options.map(({ epsilon }) => epsilon))];
  const x = scale(epsilons.map(Math.log), MARGIN.left, WIDTH - MARGIN.right);
  const y = scale(values, HEIGHT - MARGIN.bottom, MARGIN.top);
  const line = (value: number, stroke: string, dashes: string): Html =>
    html`<line
      x1="${MARGIN.left}"
      x2="${WIDTH - MARGIN.right}"
      y1="${y(value)}"
      y2="${y(value)}"
      stroke="${stroke}"
      stroke-dasharray="${dashes}"
    />`;
  const ticks = [Math.min(...values), Math.max(...values)].map(
    (value) =>
      html`${line(value, colours.line, 'none')}<text
          x="${MARGIN.left - 8}"
          y="${y(value) + 4}"
          text-anchor="end"
        >
          ${drawnInWords(value, drawn)}
        </text>`,
  );
  const names = epsilons.map(
    (epsilon) =>
      html`<text x="${x(Math.log(epsilon))}" y="${HEIGHT - MARGIN.bottom + 24}" text-anchor="middle">
        ${Number(epsilon.toPrecision(4))}
      </text>`,
  );
  const lines = curves.map(({ points }, index) => {
    const places = points.map(({ epsilon, value }) => [x(Math.log(epsilon)), y(value)] as const);
    const colour = colourOf(index);
    const dots = places.map(([px, py]) => html`<circle cx="${px}" cy="${py}" r="3" fill="${colour}" />`);
    const through = places.map(([px, py]) => `${px},${py}`).join(' ');
    return html`<polyline fill="none" stroke="${colour}" stroke-width="2" points="${through}" />${dots}`;
  });
  return html`<svg
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="${texts.chart[drawn]}"
    font-size="13"
  >
    <g fill="${colours.muted}">${ticks}${names}</g>
    ${line(noiseFree, colours.pooled, '5 3')}${lines}
  </svg>`;
}

/** Linear, rounded to a tenth of a pixel. */
function scale(values: readonly number[], from: number, to: number): (value: number) => number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (value) => Math.round(10 * (from + ((value - least) / (most - least || 1)) * (to - from))) / 10;
}
