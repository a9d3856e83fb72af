// The plots that findings share: bars, columns, lines with bands, intervals and points. Each is one drawing of given numbers; none computes.
import { colours, type Html, type KeyEntry } from '@chorale/models/pages';
import type { CustomSeriesOption, EChartsOption, LineSeriesOption } from 'echarts';
import { axisLine, below, labelsBy, nameAxis, nameRoom, splitLine, still, valueAxis } from './chart-parts.js';
import { chart } from './chart.js';

/** Width of a drawing across the page, and of one beside another. */
export const WIDE = 960;
export const HALF = 520;

export interface PlotFrame {
  /** Unique on the page: lower-case letters and `-`. */
  readonly id: string;
  readonly label: string;
  /** {@link WIDE} where left out. */
  readonly width?: number;
  readonly height?: number;
}

type Write = (value: number) => string;

const unlabelledEnds = { showMinLabel: false, showMaxLabel: false };

export interface Bar {
  readonly name: string;
  readonly value: number;
}

/** A bar a name, the first on top; bars below zero go left, in the colour of a loss. */
export function bars(frame: PlotFrame, data: readonly Bar[], axis: string, write: Write): Html {
  const names = data.map(({ name }) => name);
  const isSigned = data.some(({ value }) => value < 0);
  const option: EChartsOption = {
    grid: { left: nameRoom(names), right: 70, top: 8, bottom: 44 },
    xAxis: {
      type: 'value',
      ...(isSigned ? reach(data.map(({ value }) => value)) : { min: 0 }),
      ...below(axis),
      // Where they leave room for labels the ends are no round numbers.
      axisLabel: { color: colours.muted, fontSize: 12, formatter: write, ...(isSigned && unlabelledEnds) },
      splitLine,
      splitNumber: 4,
    },
    yAxis: nameAxis(names),
    series: [
      {
        type: 'bar',
        ...still,
        barWidth: '60%',
        data: data.map(({ value }) => ({
          value,
          itemStyle: { color: value < 0 ? colours.pooled : colours.federated },
          label: { position: value < 0 ? ('left' as const) : ('right' as const) },
        })),
        label: {
          show: true,
          color: colours.ink,
          formatter: ({ value }: { value: unknown }) => write(Number(value)),
        },
      },
    ],
  };
  return chart(option, { width: WIDE, height: 60 + 28 * data.length, ...frame });
}

/** Room for labels on both sides of signed bars. */
function reach(values: readonly number[]): { readonly min: number; readonly max: number } {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = 0.14 * (most - least);
  return { min: least < 0 ? least - room : 0, max: most > 0 ? most + room : 0 };
}

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  /** One of {@link colours}. */
  readonly colour: string;
}

/** Upright bars in groups, one group a name; a dashed line at `level` where there is one. */
export function columns(
  frame: PlotFrame,
  names: readonly string[],
  series: readonly Series[],
  axes: { readonly x: string; readonly y: string; readonly write: Write; readonly level?: number },
): Html {
  const option: EChartsOption = {
    grid: { left: 64, right: 16, top: 36, bottom: 44 },
    xAxis: {
      type: 'category',
      data: [...names],
      ...below(axes.x),
      axisLabel: { color: colours.muted, fontSize: 12, interval: names.length > 12 ? 'auto' : 0 },
      axisTick: { show: false },
      axisLine,
    },
    yAxis: { ...valueAxis(axes.y, 0, 'fitted'), scale: false, ...labelsBy(axes.write) },
    series: series.map(({ name, values, colour }, index) => ({
      type: 'bar' as const,
      ...still,
      name,
      color: colour,
      barMaxWidth: 40,
      data: [...values],
      ...(index === 0 && axes.level !== undefined && { markLine: levelLine('yAxis', axes.level) }),
    })),
  };
  return chart(option, { width: HALF, height: 300, ...frame });
}

function levelLine(axis: 'xAxis' | 'yAxis', level: number): NonNullable<LineSeriesOption['markLine']> {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    data: [{ [axis]: level, lineStyle: { color: colours.pooled, width: 2, type: 'dashed' } }],
  };
}

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly colour: string;
  readonly mark?: 'line' | 'dashes' | 'dots';
}

/** Between a lower and an upper value at each x. */
export interface Band {
  readonly name: string;
  readonly points: readonly (readonly [x: number, lower: number, upper: number])[];
  readonly colour: string;
}

export interface LineAxes {
  readonly x: string;
  readonly y: string;
  readonly writeX: Write;
  readonly writeY: Write;
  /** Instead of numbers: x is a place among these. */
  readonly names?: readonly string[];
  /** Whether the upright axis starts from zero. */
  readonly isFromZero?: boolean;
}

export function lines(
  frame: PlotFrame,
  drawn: readonly Line[],
  { x, y, writeX, writeY, names, isFromZero = false }: LineAxes,
  bands: readonly Band[] = [],
): Html {
  const upright = valueAxis(y, 0, isFromZero ? 'from-zero' : 'fitted');
  const option: EChartsOption = {
    grid: { left: 64, right: 24, top: 36, bottom: 44 },
    xAxis: names
      ? {
          type: 'category',
          data: [...names],
          boundaryGap: false,
          ...below(x),
          axisLabel: { color: colours.muted, fontSize: 12 },
          axisLine,
        }
      : {
          type: 'value',
          scale: true,
          min: 'dataMin',
          max: 'dataMax',
          ...below(x),
          ...labelsBy(writeX),
          splitLine,
          axisLine,
          axisTick: { show: false },
        },
    yAxis: { ...upright, ...labelsBy(writeY) },
    series: [
      ...bands.map(bandSeries),
      ...drawn.map(({ points, colour, mark = 'line' }): LineSeriesOption => ({
        type: 'line',
        ...still,
        data: points.map((point) => [...point]),
        symbol: mark === 'dots' ? 'circle' : 'none',
        symbolSize: 8,
        color: colour,
        lineStyle: { width: mark === 'dots' ? 1.5 : 2.5, type: mark === 'dashes' ? 'dashed' : 'solid' },
      })),
    ],
  };
  return chart(option, { width: WIDE, height: 300, ...frame });
}

/** A closed shape: along the upper values and back along the lower ones. */
function bandSeries({ points, colour }: Band): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    clip: true,
    // Only the first one draws; all are data, so that the axis makes room for them.
    data: points.flatMap(([x, lower, upper]) => [
      [x, lower],
      [x, upper],
    ]),
    renderItem: ({ dataIndex }, api) => {
      if (dataIndex > 0) return undefined;
      const upper = points.map(([x, , high]) => api.coord([x, high]));
      const lower = points.map(([x, low]) => api.coord([x, low])).reverse();
      return {
        type: 'polygon',
        shape: { points: [...upper, ...lower] },
        style: { fill: colour, opacity: 0.6 },
      };
    },
  };
}

export function lineKey(drawn: readonly Line[], bands: readonly Band[] = []): KeyEntry[] {
  return [
    ...drawn.map(({ name, colour, mark = 'line' }) => ({
      name,
      colour,
      mark: mark === 'dots' ? ('dot' as const) : mark,
    })),
    ...bands.map(({ name, colour }) => ({ name, colour, mark: 'area' as const })),
  ];
}

export function seriesKey(series: readonly Series[]): KeyEntry[] {
  return series.map(({ name, colour }) => ({ name, colour, mark: 'area' }));
}

export interface IntervalRow {
  readonly name: string;
  readonly value: number;
  /** The widest first; none where nothing is known of the error. */
  readonly intervals: readonly { readonly lower: number; readonly upper: number }[];
}

/** A row a name with its value as a dot and intervals around it; a line at `level`, mostly no effect. */
export function intervalPlot(
  frame: PlotFrame,
  rows: readonly IntervalRow[],
  axes: { readonly x: string; readonly write: Write; readonly level: number | null },
): Html {
  const names = rows.map(({ name }) => name);
  const widths = [4, 9];
  const all = rows.flatMap(({ value, intervals }) => [
    value,
    ...intervals.flatMap(({ lower, upper }) => [lower, upper]),
  ]);
  const inView = axes.level === null ? all : [...all, axes.level];
  const [least, most] = [Math.min(...inView), Math.max(...inView)];
  const room = 0.06 * (most - least || Math.abs(most) || 1);
  const spans = rows.flatMap(({ intervals }, row) =>
    intervals.map(({ lower, upper }, order): LineSeriesOption => ({
      type: 'line',
      ...still,
      symbol: 'none',
      data: [
        [lower, row],
        [upper, row],
      ],
      lineStyle: {
        width: intervals.length > 1 ? widths[order]! : 5,
        color: order === 0 && intervals.length > 1 ? colours.alone : colours.gain,
        cap: 'butt',
      },
      z: 2 + order,
    })),
  );
  const option: EChartsOption = {
    grid: { left: nameRoom(names), right: 24, top: 22, bottom: 44 },
    xAxis: {
      type: 'value',
      min: least - room,
      max: most + room,
      ...below(axes.x),
      axisLabel: { color: colours.muted, fontSize: 12, formatter: axes.write, ...unlabelledEnds },
      splitLine,
    },
    yAxis: nameAxis(names),
    series: [
      ...spans,
      {
        type: 'scatter',
        ...still,
        z: 6,
        color: colours.federated,
        itemStyle: { opacity: 1 },
        symbolSize: 11,
        data: rows.map(({ value }, row) => [value, row]),
        label: {
          show: true,
          position: 'top',
          distance: 5,
          color: colours.ink,
          fontSize: 11.5,
          formatter: ({ dataIndex }: { dataIndex: number }) => axes.write(rows[dataIndex]!.value),
        },
        ...(axes.level !== null && { markLine: levelLine('xAxis', axes.level) }),
      },
    ],
  };
  return chart(option, { width: WIDE, height: 76 + 40 * rows.length, ...frame });
}

export interface Bubble {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Area, in shares of 1. */
  readonly share: number;
}

/** Circles whose area is a share, named on the map. */
export function bubbles(
  frame: PlotFrame,
  data: readonly Bubble[],
  axes: { readonly x: string; readonly y: string; readonly write: Write },
): Html {
  const padded = (values: readonly number[]): { readonly min: number; readonly max: number } => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const room = 0.28 * (most - least || Math.abs(most) || 1);
    return { min: least - room, max: most + room };
  };
  const axisLabel = { color: colours.muted, fontSize: 12, formatter: axes.write, ...unlabelledEnds };
  const option: EChartsOption = {
    grid: { left: 70, right: 24, top: 36, bottom: 44 },
    xAxis: { type: 'value', ...padded(data.map(({ x }) => x)), ...below(axes.x), axisLabel, splitLine },
    yAxis: {
      ...valueAxis(axes.y, 0, 'fitted'),
      ...padded(data.map(({ y }) => y)),
      ...{ axisLabel: axisLabel as object },
    },
    series: [
      {
        type: 'scatter',
        ...still,
        data: data.map(({ name, x, y, share }, index) => ({
          name,
          value: [x, y],
          symbolSize: 24 + 110 * Math.sqrt(share),
          itemStyle: { color: colours.curves[index % colours.curves.length]!, opacity: 0.55 },
        })),
        label: {
          show: true,
          position: 'inside',
          color: colours.ink,
          fontSize: 13,
          fontWeight: 600,
          formatter: ({ dataIndex }: { dataIndex: number }) => data[dataIndex]!.name,
        },
      },
    ],
  };
  return chart(option, { width: WIDE, height: 380, ...frame });
}
