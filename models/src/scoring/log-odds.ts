// How sure a model is that the label is 1, on the scale on which what it knows adds up.
import type { People } from '../computations/computation.js';
import { meanOverRows } from '../computations/moments.js';
import type { ReleasedModel } from '../computations/released-model.js';
import { networkLogOdds } from '../tensor/network-log-odds.js';
import { linearPredictor } from './linear-predictor.js';

/**
 * Log-odds of label 1 by person, the mean over their rows; cheaper than scoring, which also asks what moved them.
 * @throws RangeError for a model that gives no probability, or naming a column that the persons do not have.
 */
export async function logOddsOf(model: ReleasedModel, people: People): Promise<Float64Array> {
  switch (model.kind) {
    case 'logistic':
      return linearPredictor(model, people).predictor;
    case 'network': {
      const { whole } = await networkLogOdds(model, people, []);
      return Float64Array.from({ length: people.size }, (_, person) =>
        meanOverRows(people, person, (row) => whole[row]!),
      );
    }
    default:
      throw new RangeError(`a model of kind "${(model as ReleasedModel).kind}" gives no probability`);
  }
}
