// A forecast in rows and points: what the terminal and the page both show.
import type { ForecastOption, StudyForecast } from '@chorale/models/forecast';
import type { ForecastTexts } from './forecast-texts.js';

/** Header and one row an option. */
export function forecastRows(forecast: StudyForecast, texts: ForecastTexts): string[][] {
  const { epsilon, rounds, noise, noiseOnMean, auc, mark } = texts.columns;
  return [
    [epsilon, rounds, noise, noiseOnMean, auc, mark],
    ...forecast.options.map((option) => [
      short(option.epsilon),
      String(option.rounds),
      short(option.noiseMultiplier),
      percent(option.noiseOnMean),
      option.expectedAuc === null
        ? '-'
        : `${option.expectedAuc.toFixed(4)} ± ${option.aucStdDev!.toFixed(4)}`,
      [
        ...(option.isAsked ? [texts.marks.asked] : []),
        ...(option === forecast.recommended ? [texts.marks.recommended] : []),
      ].join(', '),
    ]),
  ];
}

/** One number of rounds; its options in order of epsilon. */
export interface Curve {
  readonly rounds: number;
  readonly options: readonly ForecastOption[];
}

export function forecastCurves({ options }: StudyForecast): Curve[] {
  const rounds = [...new Set(options.map((option) => option.rounds))].sort((one, other) => one - other);
  return rounds.map((count) => ({
    rounds: count,
    options: options.filter((option) => option.rounds === count).sort((a, b) => a.epsilon - b.epsilon),
  }));
}

/** For each epsilon what to plot: the best expected AUC, or the noise on a mean at the rounds asked. */
function forecastPoints({ options, simulation }: StudyForecast): { epsilon: number; value: number }[] {
  const asked = options.find(({ isAsked }) => isAsked)?.roundsSetting;
  return [...new Set(options.map(({ epsilon }) => epsilon))].flatMap((epsilon) => {
    const here = options.filter((option) => option.epsilon === epsilon);
    const values =
      simulation === null
        ? here.filter(({ roundsSetting }) => roundsSetting === asked).map(({ noiseOnMean }) => noiseOnMean)
        : here.map(({ expectedAuc }) => expectedAuc!);
    return values.length === 0 ? [] : [{ epsilon, value: Math.max(...values) }];
  });
}

const BAR_WIDTH = 48;

/** A bar an epsilon, as long as its value stands above `from`, in characters any terminal has. */
export function forecastBars(forecast: StudyForecast): string[] {
  const points = forecastPoints(forecast);
  const { simulation } = forecast;
  const values = points.map(({ value }) => value);
  const [from, to] =
    simulation === null ? [0, Math.max(...values)] : [0.5, Math.max(simulation.noiseFreeAuc, ...values)];
  const labels = points.map(({ epsilon }) => short(epsilon));
  const width = Math.max(...labels.map(({ length }) => length));
  return points.map(({ value }, index) => {
    const length = Math.max(0, Math.round((BAR_WIDTH * (value - from)) / (to - from)));
    const shown = simulation === null ? percent(value) : value.toFixed(4);
    return `${labels[index]!.padStart(width)} |${'#'.repeat(length).padEnd(BAR_WIDTH)}| ${shown}`;
  });
}

export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

export function percent(share: number): string {
  return `${short(100 * share)} %`;
}
