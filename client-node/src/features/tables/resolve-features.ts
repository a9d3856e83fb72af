// How each feature of the dictionary is built from a party's tables: as node.yaml says, or as its name does.
import type { Dictionary, Feature } from '@chorale/models';
import type { TablesData } from '../../config/data-schema.js';
import { featureByName } from '../../config/feature-names.js';
import type { TableFeature } from '../../config/tables-schema.js';
import type { DataProblem } from '../../ingest/data-error.js';
import { unknownFeatures } from '../unknown-features.js';

export interface ResolvedFeature {
  readonly feature: Feature;
  readonly spec: TableFeature;
}

interface Resolved {
  readonly features: readonly ResolvedFeature[];
  readonly problems: readonly DataProblem[];
}

/** @param only names of the dictionary; undefined: all. */
export function resolveFeatures(
  { features, tables }: TablesData,
  dictionary: Dictionary,
  only: readonly string[] | undefined,
): Resolved {
  const known = dictionary.features.map(({ name }) => name);
  const problems = unknownFeatures(features, known);
  const resolved: ResolvedFeature[] = [];
  for (const feature of dictionary.features.filter(({ name }) => only?.includes(name) ?? true)) {
    const spec = features[feature.name] ?? featureByName(feature.name, tables);
    if (spec === undefined || typeof spec === 'string')
      problems.push({
        code: 'mapping-incomplete',
        what:
          `the agreement's feature ${feature.name} (${feature.description ?? feature.type}) is not mapped` +
          (spec === undefined ? ', and its name does not say how it is built' : `: by its name, ${spec}`),
        remedy: `Add it under data.features, such as ${feature.name}: { table: a_table, kind: count, days: 90 }; where this party has no such data, ${feature.name}: { kind: absent }`,
      });
    else resolved.push({ feature, spec });
  }
  return { features: resolved, problems };
}
