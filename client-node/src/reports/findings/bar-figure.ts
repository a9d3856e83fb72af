// The drawing that most findings lead with: a bar a row, under its title.
import { figure, type Html } from '@chorale/models/pages';
import { bars, type Bar } from '../plots.js';
import { MOST_DRAWN } from './finding.js';

interface BarTexts {
  /** Unique on the page: lower-case letters and `-`. */
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  readonly axis: string;
}

/** The first rows, as many as a page draws ({@link MOST_DRAWN}). */
export function barFigure(
  { id, title, explanation, axis }: BarTexts,
  rows: readonly Bar[],
  write: (value: number) => string,
): Html {
  return figure(title, explanation, bars({ id, label: title }, rows.slice(0, MOST_DRAWN), axis, write));
}
