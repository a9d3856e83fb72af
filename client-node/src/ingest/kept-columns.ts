import type { KeptColumns } from './append-rows.js';
import { dataProblem } from './data-error.js';
import { isDropped } from './desensitise.js';
import type { LoadOptions } from './source-table.js';

/** The columns that are wanted and not dropped; one of the others where there is none, so that rows can be counted. */
export function keptColumns({ wanted, desensitise }: LoadOptions): KeptColumns {
  return (names) => {
    const possible = names.filter((name) => !isDropped(desensitise, name));
    const kept = possible.filter(wanted);
    if (kept.length > 0) return kept;
    return possible.length > 0
      ? possible.slice(0, 1)
      : dataProblem(
          'mapping-incomplete',
          'every column of a source is dropped under desensitise',
          'Leave at least the column of the person id, or take the table out',
        );
  };
}
