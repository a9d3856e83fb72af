import type { Dictionary } from '@chorale/models';
import type { TablesData } from '../../config/data-schema.js';
import type { TableToOpen } from '../../ingest/open-source.js';
import { keptAsTextOfTable, wantedOfTable } from '../used-columns.js';
import { resolveFeatures } from './resolve-features.js';

/** How the tables' files and databases are loaded: of each the columns that something needs. */
export function tablesToOpen(
  data: TablesData,
  dictionary: Dictionary,
  only: readonly string[] | undefined,
): TableToOpen[] {
  const features = resolveFeatures(data, dictionary, only).features.map(({ spec }) => spec);
  return Object.entries(data.tables).map(([name, table]) => ({
    relation: `t_${name}`,
    source: table.source,
    options: {
      missingValues: data.missingValues,
      keepText: keptAsTextOfTable(table),
      wanted: wantedOfTable(data, table, features),
      desensitise: table.desensitise,
    },
  }));
}
