// How sure a model is that the label is 1, on the scale on which what it knows adds up.
import type { People } from '../computations/computation.js';
import { meansByPerson } from '../computations/moments.js';
import type { ReleasedModel } from '../computations/released-model.js';
import { networkOutputs } from '../tensor/network-outputs.js';
import { linearPredictor } from './linear-predictor.js';
import { sumsOf } from './network-sums.js';

/**
 * Log-odds of label 1 by person, the mean over their rows; cheaper than scoring, which also asks what moved them.
 * @throws RangeError for a model that gives no probability, or naming a column that the persons do not have.
 */
export async function logOddsOf(model: ReleasedModel, people: People): Promise<Float64Array> {
  switch (model.kind) {
    case 'logistic':
      return linearPredictor(model, people).predictor;
    case 'network': {
      if (model.value) throw new RangeError('a network that learned a number gives no probability');
      const sums = sumsOf(model, (await networkOutputs(model, people, [])).whole);
      return meansByPerson(people, sums);
    }
    default:
      throw new RangeError(`a model of kind "${(model as ReleasedModel).kind}" gives no probability`);
  }
}
