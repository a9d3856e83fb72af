// A forecast as one page that needs no other file: table, plot and what they take for granted.
import { formatPrivacyStatement, type Language } from '@chorale/models/planning';
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

const WIDTH = 720;
const HEIGHT = 320;
const MARGIN = { left: 64, right: 110, top: 16, bottom: 40 };
/** Of Okabe and Ito 2008, told apart by most eyes. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9'];

/** @returns a whole HTML document: no script, no request. */
export function forecastPage(forecast: StudyForecast, language: Language): string {
  const texts = forecastTexts[language];
  const errors = standardErrorRows(forecast, texts);
  const leftOut = texts.leftOut(forecast);
  const detail = errors ? `<h2>${escaped(texts.standardErrors.title)}</h2>\n${table(errors)}` : '';
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped(texts.title(forecast.study))}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 760px; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse } th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid #ddd }
td { font-variant-numeric: tabular-nums } svg { max-width: 100%; height: auto } .note { color: #444 }
</style>
<h1>${escaped(texts.title(forecast.study))}</h1>
<p>${escaped(`${texts.asked}: ${formatPrivacyStatement(forecast.privacy, language)}`)}</p>
<p><strong>${escaped(texts.recommended(forecast))}</strong><br>${escaped(texts.reason(forecast))}</p>
<figure>${plot(forecast, texts)}<figcaption>${escaped(texts.chart[drawnOf(forecast)])}</figcaption></figure>
${table(forecastRows(forecast, texts))}
${leftOut === undefined ? '' : `<p class="note">${escaped(leftOut)}</p>`}
${detail}
<p class="note">${escaped(texts.basis(forecast))}</p>
<p class="note">${escaped(texts.notSpent)}</p>
</html>
`;
}

function table([header, ...rows]: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('');
  return `<table><thead><tr>${cells('th', header!)}</tr></thead>
<tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}</tbody></table>`;
}

/** A curve a number of rounds, over the logarithm of epsilon. */
function plot(forecast: StudyForecast, texts: ForecastTexts): string {
  const drawn = drawnOf(forecast);
  const curves = forecastCurves(forecast);
  const values = [
    forecast.accuracy?.noiseFree ?? 0,
    ...curves.flatMap(({ points }) => points.map(({ value }) => value)),
  ];
  const epsilons = [...new Set(forecast.options.map(({ epsilon }) => epsilon))];
  const x = scale(epsilons.map(Math.log), MARGIN.left, WIDTH - MARGIN.right);
  const y = scale(values, HEIGHT - MARGIN.bottom, MARGIN.top);
  const lines = curves.map(({ rounds, points }, index) => {
    const colour = COLOURS[index % COLOURS.length]!;
    const places = points.map(({ epsilon, value }) => [x(Math.log(epsilon)), y(value)] as const);
    const at = places.at(-1)!;
    return (
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.map(([px, py]) => `${px},${py}`).join(' ')}"/>` +
      places.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3" fill="${colour}"/>`).join('') +
      `<text x="${at[0] + 8}" y="${MARGIN.top + 14 + 18 * index}" fill="${colour}">${escaped(texts.curve(rounds))}</text>`
    );
  });
  const ticks = [Math.min(...values), Math.max(...values)].map(
    (value) =>
      `<text x="${MARGIN.left - 8}" y="${y(value) + 4}" text-anchor="end">${drawnInWords(value, drawn)}</text>` +
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/>`,
  );
  const names = epsilons.map(
    (epsilon) =>
      `<text x="${x(Math.log(epsilon))}" y="${HEIGHT - MARGIN.bottom + 20}" text-anchor="middle">${Number(epsilon.toPrecision(4))}</text>`,
  );
  const label = escaped(texts.chart[drawn]);
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${label}" font-size="13">${[...ticks, ...names, ...lines].join('\n')}</svg>`;
}

/** Linear, rounded to a tenth of a pixel. */
function scale(values: readonly number[], from: number, to: number): (value: number) => number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (value) => Math.round(10 * (from + ((value - least) / (most - least || 1)) * (to - from))) / 10;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
