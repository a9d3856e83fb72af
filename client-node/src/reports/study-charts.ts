// The plots of a study's report.
import type { EChartsOption, LineSeriesOption } from 'echarts';
import { colours, type Formats, type Html, type KeyEntry } from '@chorale/models/pages';
import {
  below,
  labelsBy,
  nameAxis,
  nameRoom,
  roundAxis,
  splitLine,
  still,
  valueAxis,
} from './chart-parts.js';
import { chart } from './chart.js';
import { timedPhases, type StudyReportData } from './study-report-data.js';
import type { ReportTexts } from './texts/texts.js';

/** The model after each round beside the pooled model, by one measure; key: {@link modelKey}. */
export function measureByRound(data: StudyReportData, texts: ReportTexts, measure: 'auc' | 'loss'): Html {
  const { rounds, measured } = data;
  const own = texts.result;
  const [axis, label] = measure === 'auc' ? [own.axisAuc, own.aucByRound] : [own.axisLoss, own.lossByRound];
  const option: EChartsOption = {
    grid: { left: 52, right: 16, top: 36, bottom: 44 },
    xAxis: roundAxis(own.axisRound, rounds.length),
    yAxis: valueAxis(axis, 3, 'fitted'),
    series: [
      {
        type: 'line',
        ...still,
        data: rounds.map((round) => round[measure] ?? '-'),
        symbol: 'circle',
        symbolSize: 6,
        connectNulls: true,
        color: colours.federated,
        lineStyle: { width: 2.5 },
      },
      {
        type: 'line',
        ...still,
        data: rounds.map(() => measured.pooled[measure]),
        symbol: 'none',
        color: colours.pooled,
        lineStyle: { width: 2, type: 'dashed' },
      },
    ],
  };
  return chart(option, { id: `${measure}-by-round`, label, width: 520, height: 300 });
}

export function modelKey(texts: ReportTexts): KeyEntry[] {
  return [
    { name: texts.result.lineFederated, colour: colours.federated, mark: 'line' },
    { name: texts.result.linePooled, colour: colours.pooled, mark: 'dashes' },
  ];
}

/** A row for each party: from its own model to the federated one; key: {@link comparisonKey}. */
export function comparison(
  { parties, measured }: StudyReportData,
  texts: ReportTexts,
  formats: Formats,
): Html {
  const federated = measured.federated.auc;
  const alone = parties.flatMap(({ name, aucAlone }) => (aucAlone === null ? [] : [{ name, auc: aucAlone }]));
  const all = [federated, measured.pooled.auc, ...alone.map(({ auc }) => auc)];
  const room = 0.25 * (Math.max(...all) - Math.min(...all)) + 0.005;
  const ways = alone.map(({ name, auc }): LineSeriesOption => ({
    type: 'line',
    ...still,
    data: [
      [auc, name],
      [federated, name],
    ],
    symbol: 'none',
    lineStyle: { width: 6, color: auc <= federated ? colours.gain : colours.loss, cap: 'butt' },
  }));
  const option: EChartsOption = {
    grid: { left: nameRoom(parties.map(({ name }) => name)), right: 24, top: 8, bottom: 44 },
    xAxis: {
      type: 'value',
      min: Math.floor((Math.min(...all) - room) * 100) / 100,
      max: Math.ceil((Math.max(...all) + room) * 100) / 100,
      ...below(texts.result.axisAuc),
      ...labelsBy((value) => value.toFixed(2)),
      splitLine,
    },
    yAxis: nameAxis(parties.map(({ name }) => name)),
    series: [
      ...ways,
      {
        type: 'scatter',
        ...still,
        z: 5,
        color: colours.alone,
        itemStyle: { opacity: 1 },
        symbolSize: 13,
        data: alone.map(({ name, auc }) => ({
          value: [auc, name],
          label: { position: auc <= federated ? ('left' as const) : ('right' as const) },
        })),
        label: {
          show: true,
          distance: 8,
          color: colours.ink,
          formatter: ({ dataIndex }: { dataIndex: number }) => formats.auc(alone[dataIndex]!.auc),
        },
        markLine: {
          ...still,
          symbol: 'none',
          precision: 6,
          label: { show: false },
          data: [
            { xAxis: federated, lineStyle: { color: colours.federated, width: 2.5, type: 'solid' } },
            { xAxis: measured.pooled.auc, lineStyle: { color: colours.pooled, width: 2, type: 'dashed' } },
          ],
        },
      },
    ],
  };
  const height = 60 + 44 * parties.length;
  return chart(option, { id: 'comparison', label: texts.result.comparison, width: 960, height });
}

export function comparisonKey(texts: ReportTexts): KeyEntry[] {
  return [{ name: texts.result.dotAlone, colour: colours.alone, mark: 'dot' }, ...modelKey(texts)];
}

/** Sent beside plain float32, for the mean node; logarithmic. */
export function bytesPerNode({ traffic }: StudyReportData, texts: ReportTexts, formats: Formats): Html {
  const bars = [
    { name: texts.bytes.sent, value: traffic.bytesPerNode, color: colours.federated },
    { name: texts.bytes.plain, value: traffic.bytesPlainFloat32, color: colours.alone },
  ];
  const values = bars.map(({ value }) => Math.max(1, value));
  const names = bars.map(({ name }) => name);
  const option: EChartsOption = {
    grid: { left: nameRoom(names), right: 90, top: 8, bottom: 44 },
    xAxis: {
      type: 'log',
      min: 10 ** Math.max(0, Math.floor(Math.log10(Math.min(...values))) - 1),
      max: 10 ** Math.ceil(Math.log10(Math.max(...values))),
      ...below(texts.bytes.axis),
      // Powers of ten need no digits behind the point.
      ...labelsBy((value) => formats.bytes(value).replace(/\.0+ /, ' ')),
      splitLine,
    },
    yAxis: nameAxis(names),
    series: [
      {
        type: 'bar',
        ...still,
        barWidth: '55%',
        data: bars.map(({ color }, index) => ({
          value: values[index]!,
          itemStyle: { color, borderRadius: [0, 3, 3, 0] },
        })),
        label: {
          show: true,
          position: 'right',
          color: colours.ink,
          formatter: ({ value }: { value: unknown }) => formats.bytes(Number(value)),
        },
      },
    ],
  };
  return chart(option, { id: 'bytes', label: texts.bytes.chart, width: 960, height: 160 });
}

/** Spent after each round; undefined in mode `none`. */
export function epsilonByRound({ rounds, privacy }: StudyReportData, texts: ReportTexts): Html | undefined {
  if (privacy.epsilon === null) return undefined;
  const option: EChartsOption = {
    grid: { left: 52, right: 16, top: 40, bottom: 44 },
    xAxis: roundAxis(texts.result.axisRound, rounds.length),
    yAxis: valueAxis(texts.privacy.axisEpsilon, 2, 'from-zero'),
    series: [
      {
        type: 'line',
        ...still,
        step: 'middle',
        symbol: 'none',
        color: colours.federated,
        lineStyle: { width: 2.5 },
        areaStyle: { color: colours.federated, opacity: 0.12 },
        data: rounds.map(({ epsilonAfter }) => epsilonAfter ?? '-'),
      },
    ],
  };
  return chart(option, { id: 'epsilon', label: texts.privacy.chart, width: 960, height: 260 });
}

/** Seconds of each round, cut into its phases; key: {@link timingKey}. */
export function roundTiming({ rounds }: StudyReportData, texts: ReportTexts): Html {
  const option: EChartsOption = {
    grid: { left: 52, right: 16, top: 36, bottom: 44 },
    xAxis: roundAxis(texts.result.axisRound, rounds.length),
    yAxis: valueAxis(texts.time.axisSeconds, 1, 'from-zero'),
    series: timedPhases.map((phase, index) => ({
      type: 'bar',
      ...still,
      stack: 'round',
      color: colours.phases[index]!,
      barMaxWidth: 36,
      data: rounds.map(({ milliseconds }) => (milliseconds[phase] ?? 0) / 1000),
    })),
  };
  return chart(option, { id: 'timing', label: texts.time.chart, width: 960, height: 300 });
}

export function timingKey(texts: ReportTexts): KeyEntry[] {
  return timedPhases.map((phase, index) => ({
    name: texts.time.phases[phase],
    colour: colours.phases[index]!,
    mark: 'area',
  }));
}
