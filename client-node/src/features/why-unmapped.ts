// What names alone tell of a study that this node's rows cannot serve, before any row is read.
import type { Agreement, Study } from '@chorale/models';
import type { DataConfig } from '../config/data-schema.js';
import { resolveFeatures } from './tables/resolve-features.js';
import { unknownFeatures } from './unknown-features.js';

/** Undefined where node.yaml maps the study's features, and no others than the agreement's. */
export function whyUnmapped(
  data: DataConfig,
  { dictionary }: Pick<Agreement, 'dictionary'>,
  { features }: Pick<Study, 'features'>,
): string | undefined {
  const problems =
    data.shape === 'tables'
      ? resolveFeatures(data, dictionary, features).problems.map(({ what }) => what)
      : [
          ...unknownFeatures(
            data.features,
            dictionary.features.map(({ name }) => name),
          ).map(({ what }) => what),
          ...features
            .filter((name) => !Object.hasOwn(data.features, name))
            .map((name) => `its feature ${name} is not mapped`),
        ];
  if (problems.length === 0) return undefined;
  return `node.yaml does not fit it: ${problems.join('; ')}. "chorale-node doctor --agreement FILE" says how to mend it`;
}
