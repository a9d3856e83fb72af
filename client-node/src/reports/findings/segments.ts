// Segments as a map, as cards and as a table of profiles.
import type { ReadableSegment, ReadableSegments } from '@chorale/models';
import {
  facts,
  figure,
  type Html,
  html,
  numberColumns,
  paragraph,
  table,
  type TableCell,
  together,
} from '@chorale/models/pages';
import { bubbles } from '../plots.js';
import { atLeastNone, countInWords, type Finding, type Reader } from './finding.js';
import { segmentsTexts } from './texts/segments.js';

type Texts = (typeof segmentsTexts)['en'];
type Coordinate = ReadableSegment['centre'][number];

/** A segment with how far its centre lies from the mean of all customers, by column in deviations. */
interface Placed extends ReadableSegment {
  readonly away: readonly number[];
}

/** Deviations from the mean of all from which on a card tells a feature. */
const TELLING = 0.5;
/** Features that a card tells. */
const MOST_TOLD = 4;
/** Deviations whose ground is deepest. */
const DEEPEST_AT = 2;

export const drawSegments: Finding<ReadableSegments> = (found, reader) => {
  const texts = segmentsTexts[reader.language];
  const { formats } = reader;
  const segments = place(found.segments.map((each) => ({ ...each, share: atLeastNone(reader, each.share) })));
  const body = together(
    facts([
      [texts.persons, countInWords(reader, found.persons, formats.count)],
      [texts.distance, formats.short(found.meanSquaredDistance)],
      [texts.converged, found.hasConverged ? texts.yes : texts.no],
    ]),
    map(segments, texts, reader),
    html`<h3>${texts.cards}</h3>
      <div class="cards">${segments.map((segment) => card(segment, texts, reader))}</div>`,
    profiles(segments, texts, reader),
    paragraph(texts.reading),
  );
  return [{ id: 'segments', title: texts.title, body }];
};

function place(segments: readonly ReadableSegment[]): Placed[] {
  const columns = segments[0]?.centre ?? [];
  const middles = columns.map((_, column) =>
    segments.reduce((sum, { share, centre }) => sum + share * centre[column]!.normalised, 0),
  );
  return segments.map((segment) => ({
    ...segment,
    away: segment.centre.map(({ unit, normalised }, column) => {
      const middle = middles[column]!;
      // A number is in deviations already; a share has the deviation of a yes or no.
      const deviation = unit === SHARE ? Math.sqrt(middle * (1 - middle)) : 1;
      return deviation > 0 ? (normalised - middle) / deviation : 0;
    }),
  }));
}

/** The unit that a study gives a category's column. */
const SHARE = 'share of persons';

/** By the two columns whose centres differ most, each segment weighed by its customers; one column alone makes no map. */
function map(segments: readonly Placed[], texts: Texts, { formats }: Reader): Html | undefined {
  const columns = segments[0]?.centre ?? [];
  const spread = columns.map((_, column) =>
    segments.reduce((sum, { share, away }) => sum + share * away[column]! ** 2, 0),
  );
  const [across, up] = [...columns.keys()].sort((one, other) => spread[other]! - spread[one]!);
  if (across === undefined || up === undefined) return undefined;
  const axis = (column: number): string => nameOf(columns[column]!, texts);
  const drawing = bubbles(
    { id: 'segments-map', label: texts.map },
    segments.map(({ segment, share, centre }) => ({
      name: formats.count(segment),
      x: centre[across]!.value,
      y: centre[up]!.value,
      share,
    })),
    { x: axis(across), y: axis(up), write: formats.short },
  );
  return figure(texts.map, texts.mapExplanation, drawing);
}

/** A category's unit is made up by the product, so it is said in the reader's language. */
function nameOf({ column, unit }: Coordinate, texts: Texts): string {
  if (unit === '') return column;
  return `${column} (${unit === SHARE ? texts.shareOfPersons : unit})`;
}

function card({ segment, persons, share, centre, away }: Placed, texts: Texts, reader: Reader): Html {
  const { formats } = reader;
  const telling = [...centre.keys()]
    .filter((column) => Math.abs(away[column]!) >= TELLING)
    .sort((one, other) => Math.abs(away[other]!) - Math.abs(away[one]!))
    .slice(0, MOST_TOLD);
  const told = telling.map((column) => {
    const write = away[column]! > 0 ? texts.high : texts.low;
    return html`<li>${write(nameOf(centre[column]!, texts), valueOf(centre[column]!, formats))}</li>`;
  });
  return html`<article>
    <h3>${texts.segment(formats.count(segment))}</h3>
    <p>${texts.card(countInWords(reader, persons, formats.count), formats.percent(share))}</p>
    <ul>
      ${told.length > 0 ? told : html`<li>${texts.average}</li>`}
    </ul>
  </article>`;
}

function valueOf({ unit, value }: Coordinate, formats: Reader['formats']): string {
  return unit === SHARE ? formats.percent(value) : formats.short(value);
}

function profiles(segments: readonly Placed[], texts: Texts, reader: Reader): Html {
  const { formats } = reader;
  const columns = segments[0]?.centre ?? [];
  const titles = [texts.persons, texts.size, ...columns.map((each) => nameOf(each, texts))];
  return table(
    texts.profilesCaption,
    numberColumns(texts.profiles, titles),
    segments.map(({ segment, persons, share, centre, away }): TableCell[] => [
      texts.segment(formats.count(segment)),
      formats.count(atLeastNone(reader, persons)),
      formats.percent(share),
      ...centre.map((coordinate, column) => ({
        value: valueOf(coordinate, formats),
        shade: away[column]! / DEEPEST_AT,
      })),
    ]),
  );
}
