// A forecast in rows and points: what the terminal, the page of a plan and the report of a study show alike.
import type { ForecastOption } from './forecast-option.js';
import type { StudyForecast } from './forecast-study.js';
import { bestOf, type Expectation } from './judge.js';
import type { Drawn, ForecastTexts } from './forecast-texts.js';

/** Header and one row an option. */
export function forecastRows(forecast: StudyForecast, texts: ForecastTexts): string[][] {
  const { epsilon, rounds, noise, noiseOnMean, expected, mark } = texts.columns;
  const { accuracy } = forecast;
  const header = [epsilon, rounds, noise, noiseOnMean];
  return [
    [...header, ...(accuracy ? [expected[accuracy.measure]] : []), mark],
    ...forecast.options.map((option) => [
      short(option.epsilon),
      String(option.rounds),
      short(option.noiseMultiplier),
      percent(option.noiseOnMean),
      ...(accuracy && option.expected ? [expectationInWords(option.expected, accuracy.measure)] : []),
      [
        ...(option.isAsked ? [texts.marks.asked] : []),
        ...(option === forecast.recommended ? [texts.marks.recommended] : []),
      ].join(', '),
    ]),
  ];
}

/** Header and rows of what noise does to counts and means; undefined for other computations than statistics. */
export function standardErrorRows(
  { standardErrors }: StudyForecast,
  texts: ForecastTexts,
): string[][] | undefined {
  if (standardErrors === null) return undefined;
  const { of, least, most, count } = texts.standardErrors;
  return [
    [of, least, most],
    [count, short(standardErrors.count), short(standardErrors.count)],
    ...standardErrors.means.map((mean) => [mean.column, short(mean.least), short(mean.most)]),
  ];
}

export function drawnOf({ accuracy }: StudyForecast): Drawn {
  return accuracy?.measure ?? 'noise';
}

/** One number of rounds; its options in order of epsilon. */
export interface Curve {
  readonly rounds: number;
  readonly points: readonly { readonly epsilon: number; readonly value: number }[];
}

/** What is drawn against epsilon, one curve a number of rounds. */
export function forecastCurves({ options }: StudyForecast): Curve[] {
  const rounds = [...new Set(options.map((option) => option.rounds))].sort((one, other) => one - other);
  return rounds.map((count) => ({
    rounds: count,
    points: options
      .filter((option) => option.rounds === count)
      .sort((a, b) => a.epsilon - b.epsilon)
      .map((option) => ({ epsilon: option.epsilon, value: drawnValue(option) })),
  }));
}

function drawnValue({ expected, noiseOnMean }: ForecastOption): number {
  return expected?.value ?? noiseOnMean;
}

/** For each epsilon what to plot: the best expectation, or the noise on a mean at the rounds asked. */
function forecastPoints({ options, accuracy }: StudyForecast): { epsilon: number; value: number }[] {
  const asked = options.find(({ isAsked }) => isAsked)?.roundsSetting;
  return [...new Set(options.map(({ epsilon }) => epsilon))].flatMap((epsilon) => {
    const here = options.filter(
      (option) => option.epsilon === epsilon && (accuracy !== null || option.roundsSetting === asked),
    );
    const values = here.map(drawnValue);
    if (values.length === 0) return [];
    return [{ epsilon, value: accuracy ? bestOf(accuracy.measure, values) : values[0]! }];
  });
}

const BAR_WIDTH = 48;
/** Where a bar of no length stands: guessing, no more than without noise, nothing. */
const BARS_FROM: Record<Drawn, number> = { auc: 0.5, 'inertia-ratio': 1, 'standard-error': 0, noise: 0 };

/** A bar an epsilon, as long as its value stands above what is least, in characters any terminal has. */
export function forecastBars(forecast: StudyForecast): string[] {
  const drawn = drawnOf(forecast);
  const points = forecastPoints(forecast);
  const from = BARS_FROM[drawn];
  const to = Math.max(forecast.accuracy?.noiseFree ?? 0, ...points.map(({ value }) => value));
  const labels = points.map(({ epsilon }) => short(epsilon));
  const width = Math.max(...labels.map(({ length }) => length));
  return points.map(({ value }, index) => {
    const length = Math.max(0, Math.round((BAR_WIDTH * (value - from)) / (to - from || 1)));
    return `${labels[index]!.padStart(width)} |${'#'.repeat(length).padEnd(BAR_WIDTH)}| ${drawnInWords(value, drawn)}`;
  });
}

function expectationInWords({ value, stdDev }: Expectation, drawn: Drawn): string {
  const words = drawnInWords(value, drawn);
  return stdDev === null ? words : `${words} ± ${stdDev.toFixed(4)}`;
}

/** A value that is drawn against epsilon. */
export function drawnInWords(value: number, drawn: Drawn): string {
  return drawn === 'auc' || drawn === 'inertia-ratio' ? value.toFixed(4) : percent(value);
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return `${short(100 * share)} %`;
}
