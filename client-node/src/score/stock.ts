// What may be offered: node.yaml names what is out of stock, as a list or a file.
import { offeredBy, type OfferRules, type ReleasedModel } from '@chorale/models';
import type { OffersConfig } from '../config/offers-schema.js';
import { dataProblem } from '../ingest/data-error.js';
import { linesOfFile } from '../ingest/lines-of-file.js';

/** @throws DataError where the file cannot be read. */
export async function offerRules({ repeats, without }: OffersConfig): Promise<OfferRules> {
  if (without === undefined || Array.isArray(without)) return { repeats, without: new Set(without) };
  try {
    return { repeats, without: new Set(await linesOfFile(without.file)) };
  } catch {
    return dataProblem(
      'source-unreadable',
      `the list of items ${without.file} (score.offers.without) cannot be read`,
      'Correct the path, seen from the folder of node.yaml: one item a line, as the dictionary spells it',
    );
  }
}

/** What to tell who runs the list; undefined where every name is one that the model may offer. */
export function unknownItems(model: ReleasedModel, { without }: OfferRules): string | undefined {
  const offered = offeredBy(model);
  if (!offered) return undefined;
  const known = new Set(offered);
  const unknown = [...without].filter((name) => !known.has(name));
  if (unknown.length === 0) return undefined;
  return (
    `${unknown.length} of ${without.size} names under score.offers.without are none that the model offers, such as "${unknown[0]}": ` +
    'nothing is held back for them'
  );
}
