// Lists come in pages: a cursor names the last item that was told, so that nothing is missed or told twice while the
// list grows.
import { z } from 'zod';
import { CoordinatorError } from '../../../platform/errors.js';

const MOST_ITEMS = 500;

export const pageQuery = z.strictObject({
  cursor: z.string().max(300).optional().describe('`next` of the page before; left out: from the start'),
  limit: z.coerce.number().int().min(1).max(MOST_ITEMS).default(100).describe('items of a page, at most'),
});

export interface Page<Item> {
  items: Item[];
  /** Cursor of the page after; null on the last one. */
  next: string | null;
}

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('cursor of the page after; null on the last one'),
  });
}

/** Cuts a page out of a list that is at hand as a whole. @param keyOf unique, and the same as long as the item is. */
export function cutPage<Item>(
  items: readonly Item[],
  { cursor, limit }: z.output<typeof pageQuery>,
  keyOf: (item: Item) => string,
): Page<Item> {
  const first = cursor === undefined ? 0 : positionAfter(items, keyOf, decodeCursor(cursor));
  const page = items.slice(first, first + limit);
  const last = page.at(-1);
  return {
    items: page,
    next: last !== undefined && first + page.length < items.length ? encodeCursor(keyOf(last)) : null,
  };
}

export function encodeCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}
/** @throws CoordinatorError `malformed`. */
export function decodeCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (encodeCursor(key) !== cursor) throw unknownCursor();
  return key;
}

function positionAfter<Item>(items: readonly Item[], keyOf: (item: Item) => string, key: string): number {
  const position = items.findIndex((item) => keyOf(item) === key);
  if (position === -1) throw unknownCursor();
  return position + 1;
}

export function unknownCursor(): CoordinatorError {
  return new CoordinatorError(
    'malformed',
    'cursor: take it as it came from the page before, or begin without one',
  );
}
