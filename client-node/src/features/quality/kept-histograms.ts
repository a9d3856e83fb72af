// What a study read, kept at home for the next one: has the data moved since? Counts by bin, sealed under the storage key.
import { createHash } from 'node:crypto';
import { CannotOpenSecretError, type StorageKey, type StudyId } from '@chorale/crypto';
import type { Dictionary, Feature } from '@chorale/models';
import { z } from 'zod';
import type { NodeStore } from '../../storage/node-store.js';
import { StoreError } from '../../storage/store-error.js';
import type { DataReport } from '../data-report.js';
import { stabilityIndex } from '../histogram.js';

const keptSchema = z.record(
  z.string(),
  z.strictObject({ bins: z.string(), counts: z.array(z.int().min(0)) }),
);
/** By feature: which bins they are, and the rows in each. */
export type KeptHistograms = Readonly<z.infer<typeof keptSchema>>;

const placeOf = (study: StudyId): string => `feature_histograms/${study}`;

export function keepHistograms(
  store: NodeStore,
  storageKey: StorageKey,
  study: StudyId,
  report: DataReport,
  dictionary: Dictionary,
): void {
  const kept: KeptHistograms = Object.fromEntries(
    report.features.map(({ name, histogram }) => [
      name,
      { bins: binsHash(dictionary, name), counts: [...histogram] },
    ]),
  );
  const bytes = new TextEncoder().encode(JSON.stringify(kept));
  store.unsynced(() => store.histograms.keep(study, storageKey.seal(bytes, placeOf(study))));
}

/** Of the last study but this one; undefined where there is none. @throws StoreError `key-missing` */
export function lastHistograms(
  store: NodeStore,
  storageKey: () => StorageKey,
  but?: StudyId,
): KeptHistograms | undefined {
  const record = store.histograms.latest(but);
  if (!record) return undefined;
  try {
    const bytes = storageKey().open(record.sealed, placeOf(record.study));
    return keptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    if (!(error instanceof CannotOpenSecretError)) throw error;
    throw new StoreError(
      'key-missing',
      'the kept histograms do not open with the keys of this home; restore keys/ and node.sqlite from one backup',
    );
  }
}

/** Stability index by feature; null where the last study did not read it over the same bins. */
export function driftSince(
  last: KeptHistograms | undefined,
  report: DataReport,
  dictionary: Dictionary,
): ReadonlyMap<string, number | null> {
  return new Map(
    report.features.map(({ name, histogram }) => {
      const before = last?.[name];
      const isSame = before?.bins === binsHash(dictionary, name);
      return [name, before && isSame ? stabilityIndex(histogram, before.counts) : null];
    }),
  );
}

function binsHash({ features }: Dictionary, name: string): string {
  const feature: Feature = features.find((each) => each.name === name)!;
  const bins =
    feature.type === 'number'
      ? [feature.lower, feature.upper, feature.transform]
      : feature.type === 'category'
        ? feature.categories
        : [];
  return createHash('sha256')
    .update(JSON.stringify([feature.type, ...bins]))
    .digest('hex');
}
