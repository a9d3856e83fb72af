// Axes, legends and measures that the plots share.
import type { EChartsOption } from 'echarts';
import { colours } from '@chorale/models/pages';

export type XAxis = Exclude<NonNullable<EChartsOption['xAxis']>, readonly unknown[]>;
export type YAxis = Exclude<NonNullable<EChartsOption['yAxis']>, readonly unknown[]>;

const axisText = { color: colours.muted, fontSize: 12 };
const axisLine = { lineStyle: { color: colours.muted } };
export const splitLine = { lineStyle: { color: colours.line } };
/** No reaction to a pointer: the page runs no script. */
export const still = { silent: true, emphasis: { disabled: true } } as const;

/** Room for names on the left of a drawing, in its units; a wide character takes about twice a narrow one. */
export function nameRoom(names: readonly string[]): number {
  const widths = names.map((name) =>
    Array.from(name).reduce((sum, character) => sum + (character > '\u2e7f' ? 13 : 7.2), 0),
  );
  return Math.min(mostNameRoom, Math.max(40, ...widths) + 14);
}
const mostNameRoom = 220;

export function roundAxis(name: string, count: number): XAxis {
  return {
    type: 'category',
    data: Array.from({ length: count }, (_, index) => String(index + 1)),
    ...below(name),
    axisLabel: axisText,
    axisLine,
    axisTick: { show: false },
  };
}

/** The name of a horizontal axis, under it. */
export function below(name: string): Pick<XAxis, 'name' | 'nameLocation' | 'nameGap' | 'nameTextStyle'> {
  return { name, nameLocation: 'middle', nameGap: 28, nameTextStyle: axisText };
}

export function labelsBy(formatter: (value: number) => string): { axisLabel: object } {
  return { axisLabel: { ...axisText, formatter } };
}

/** A vertical axis of numbers; from zero, or fitted to what there is to see. */
export function valueAxis(name: string, digits: number, range: 'from-zero' | 'fitted'): YAxis {
  return {
    type: 'value',
    name,
    nameTextStyle: { ...axisText, align: 'left', padding: [0, 0, 0, -34] },
    ...(range === 'fitted' ? { scale: true } : { min: 0 }),
    ...labelsBy((value) => value.toFixed(digits)),
    splitLine,
  };
}

/** A vertical axis of names, the first on top. */
export function nameAxis(names: readonly string[]): YAxis {
  return {
    type: 'category',
    inverse: true,
    data: [...names],
    axisLabel: {
      color: colours.ink,
      fontSize: 13,
      width: mostNameRoom - 15,
      overflow: 'truncate',
    },
    axisLine,
    axisTick: { show: false },
  };
}
