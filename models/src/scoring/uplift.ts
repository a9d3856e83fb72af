// Uplift: what a treatment adds to a person's chance of an answer, with both chances beside it.
import { effectsOf } from '../computations/uplift/effects.js';
import type { UpliftModel } from '../computations/released-model.js';
import { DEFAULT_INPUT } from '../contracts/dictionary.js';
import { addScaled } from '../computations/vectors.js';
import { linearPredictor } from './linear-predictor.js';
import type { ModelKind } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

export const upliftKind: ModelKind<UpliftModel> = {
  kind: 'uplift',
  input: DEFAULT_INPUT,
  score(model, people) {
    const { untreated, treated, uplift } = effectsOf(model, model, people);
    // Chances do not add up over columns: what moves them apart does so on the scale of log-odds.
    const apart = model.effect ?? addScaled(model.treated, -1, model.control);
    const { contributions } = linearPredictor(
      { ...model, weights: apart.slice(1), intercept: apart[0]! },
      people,
    );
    return {
      outputs: new Map([
        ['uplift', uplift],
        ['if_treated', treated],
        ['if_untreated', untreated],
      ]),
      rankedBy: 'uplift',
      contributions,
    };
  },
  files(model) {
    const { control, treated, effect } = model;
    const tensor = (name: string, values: Float64Array) => ({ name, shape: [values.length], values });
    return [
      safetensorsFile(model, [
        tensor('control', control),
        tensor('treated', treated),
        ...(effect ? [tensor('effect', effect)] : []),
      ]),
    ];
  },
};
