// Axes, legends and measures that the plots share.
import type { EChartsOption } from 'echarts';
import { colours } from '@chorale/models/pages';

export type XAxis = Exclude<NonNullable<EChartsOption['xAxis']>, readonly unknown[]>;
export type YAxis = Exclude<NonNullable<EChartsOption['yAxis']>, readonly unknown[]>;

const axisText = { color: colours.muted, fontSize: 12 };
export const axisLine = { lineStyle: { color: colours.muted } };
export const splitLine = { lineStyle: { color: colours.line } };
/** No reaction to a pointer: the page runs no script. */
export const still = { silent: true, emphasis: { disabled: true } } as const;

/** Room for names on the left of a drawing, in its units. */
export function nameRoom(names: readonly string[]): number {
  return Math.min(mostNameRoom, Math.max(40, ...names.map(widthOf)) + 14);
}
const mostNameRoom = 240;

/** A wide character takes about twice a narrow one. */
function widthOf(name: string): number {
  return Array.from(name).reduce((sum, character) => sum + (character > '\u2e7f' ? 13 : 7.8), 0);
}

/** As much of a name as there is room for. */
function fitted(name: string): string {
  const most = mostNameRoom - 14;
  if (widthOf(name) <= most) return name;
  const characters = Array.from(name);
  while (widthOf(characters.join('')) > most - 13) characters.pop();
  return `${characters.join('')}…`;
}

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
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

/** A vertical axis of names, the first on top. */
export function nameAxis(names: readonly string[]): YAxis {
  return {
    type: 'category',
    inverse: true,
    data: names.map(fitted),
    axisLabel: { color: colours.ink, fontSize: 13 },
    axisLine,
    axisTick: { show: false },
  };
}
