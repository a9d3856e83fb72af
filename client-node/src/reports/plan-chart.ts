// The plot of a plan: one curve a number of rounds, over the logarithm of epsilon.
import {
  drawnInWords,
  drawnOf,
  forecastCurves,
  type ForecastTexts,
  type StudyForecast,
} from '@chorale/models/forecast';
import type { EChartsOption, LineSeriesOption } from 'echarts';
import { colours, type Html, type KeyEntry } from '@chorale/models/pages';
import { below, labelsBy, splitLine, still, valueAxis } from './chart-parts.js';
import { chart } from './chart.js';

export function forecastByEpsilon(forecast: StudyForecast, words: ForecastTexts): Html {
  const drawn = drawnOf(forecast);
  const isShare = drawn === 'standard-error' || drawn === 'noise';
  const epsilons = forecast.options.map(({ epsilon }) => epsilon);
  const curves = forecastCurves(forecast).map(({ points }, index): LineSeriesOption => ({
    type: 'line',
    ...still,
    data: points.map(({ epsilon, value }) => [epsilon, isShare ? 100 * value : value]),
    symbol: 'circle',
    symbolSize: 6,
    color: colourOf(index),
    lineStyle: { width: 2 },
  }));
  const noiseFree = forecast.accuracy?.noiseFree ?? 0;
  const option: EChartsOption = {
    grid: { left: 64, right: 24, top: 36, bottom: 44 },
    xAxis: {
      type: 'log',
      logBase: 2,
      min: Math.min(...epsilons),
      max: Math.max(...epsilons),
      ...below(words.columns.epsilon),
      ...labelsBy((value) => String(Number(value.toPrecision(3)))),
      splitLine,
    },
    yAxis: {
      ...valueAxis(words.axis[drawn], 3, 'fitted'),
      ...labelsBy((value) => (isShare ? String(Number(value.toPrecision(3))) : drawnInWords(value, drawn))),
    },
    series: [
      ...curves,
      {
        type: 'line',
        ...still,
        data: [Math.min(...epsilons), Math.max(...epsilons)].map((epsilon) => [epsilon, noiseFree]),
        symbol: 'none',
        color: colours.pooled,
        lineStyle: { width: 2, type: 'dashed' },
      },
    ],
  };
  return chart(option, { id: 'plan', label: words.chart[drawn], width: 960, height: 320 });
}

export function forecastKey(forecast: StudyForecast, words: ForecastTexts): KeyEntry[] {
  return [
    ...forecastCurves(forecast).map(({ rounds }, index) => ({
      name: words.curve(rounds),
      colour: colourOf(index),
      mark: 'line' as const,
    })),
    { name: words.withoutNoise, colour: colours.pooled, mark: 'dashes' },
  ];
}

function colourOf(index: number): string {
  return colours.curves[index % colours.curves.length]!;
}
