// What a finding is drawn with. A finding draws the figures of a result and computes none that a reader could not work out from them.
import type { Language } from '@chorale/models';
import type { Formats, Section } from '@chorale/models/pages';

export interface Reader {
  readonly language: Language;
  readonly formats: Formats;
  /** Noise is in the sums: counts are estimates, and errors tell only of the rows. */
  readonly isNoised: boolean;
  /** Role -> feature, as the study says. */
  readonly roles: Readonly<Record<string, string>>;
}

/** The sections of one kind of result. */
export type Finding<Result = unknown> = (result: Result, reader: Reader) => readonly Section[];

/** A count, which noise may have taken below 0. */
export function atLeastNone({ isNoised }: Pick<Reader, 'isNoised'>, count: number): number {
  return isNoised ? Math.max(0, count) : count;
}

const about: Record<Language, string> = { en: 'about ', 'zh-CN': '约 ' };

/** A count as a sentence or a fact says it. @param write such as `formats.count` */
export function countInWords(reader: Reader, count: number, write: (count: number) => string): string {
  return `${reader.isNoised ? about[reader.language] : ''}${write(atLeastNone(reader, count))}`;
}

/** Rows, bars or drawings of one kind that a page shows before the rest goes into a table that opens on demand. */
export const MOST_DRAWN = 15;
