import { closestName } from '@chorale/models';
import type { DataProblem } from '../ingest/data-error.js';

/** A problem for each name under `data.features` that the dictionary does not know. */
export function unknownFeatures(mapped: object, known: readonly string[]): DataProblem[] {
  return Object.keys(mapped)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const closest = closestName(name, known);
      return {
        code: 'mapping-incomplete',
        what: `data.features.${name} is not in the dictionary of the agreement`,
        remedy:
          (closest === undefined ? 'Take the line out' : `Call it "${closest}", or take the line out`) +
          '; where this node.yaml is for another agreement, keep one for each and name it: --config FILE',
      };
    });
}
