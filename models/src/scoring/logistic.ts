// Logistic regression: a probability, log-odds add up over columns. What a column moved is counted from where its mean leads: Shapley
// values of a linear model whose columns are independent (Lundberg and Lee 2017).
import type { LogisticModel } from '../computations/released-model.js';
import { DEFAULT_INPUT } from '../contracts/dictionary.js';
import { sigmoid } from '../computations/vectors.js';
import { denseLayer, layersModelFiles } from './layers-model.js';
import { linearPredictor } from './linear-predictor.js';
import type { ModelKind } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

export const logisticKind: ModelKind<LogisticModel> = {
  kind: 'logistic',
  input: DEFAULT_INPUT,
  predicts: () => 'probability',
  predict: (model, people) => linearPredictor(model, people).predictor.map(sigmoid),
  score(model, people) {
    const { predictor, contributions } = linearPredictor(model, people);
    return {
      outputs: new Map([['probability', predictor.map(sigmoid)]]),
      rankedBy: 'probability',
      contributions: fromMeans(model, contributions),
    };
  },
  files(model) {
    const { weights, means, intercept } = model;
    return [
      ...layersModelFiles(model, {
        layers: [denseLayer('logistic', 1, 'sigmoid')],
        tensors: [
          { name: 'logistic/kernel', shape: [weights.length, 1], values: weights },
          { name: 'logistic/bias', shape: [1], values: Float64Array.of(intercept) },
        ],
      }),
      safetensorsFile(model, [
        { name: 'weights', shape: [weights.length], values: weights },
        { name: 'means', shape: [means.length], values: means },
        { name: 'intercept', shape: [1], values: Float64Array.of(intercept) },
      ]),
    ];
  },
};

function fromMeans(
  { columns, weights, means }: LogisticModel,
  contributions: ReadonlyMap<string, Float64Array>,
): ReadonlyMap<string, Float64Array> {
  return new Map(
    columns.map((name, column) => {
      const onAverage = weights[column]! * means[column]!;
      return [name, contributions.get(name)!.map((value) => value - onAverage)];
    }),
  );
}
