// What a finding is drawn with. A finding draws the figures of a result and computes none that a reader could not work out from them.
import type { Language } from '@chorale/models';
import type { Formats, Section } from '@chorale/models/pages';

export interface Reader {
  readonly language: Language;
  readonly formats: Formats;
  /** Role -> feature, as the study says. */
  readonly roles: Readonly<Record<string, string>>;
}

/** The sections of one kind of result. */
export type Finding<Result = unknown> = (result: Result, reader: Reader) => readonly Section[];

/** Rows, bars or drawings of one kind that a page shows before the rest goes into a table that opens on demand. */
export const MOST_DRAWN = 15;
