// Uplift: what a treatment adds to a person's chance of an answer, with both chances beside it.
import { effectsOf, type PersonEffects } from '../computations/uplift/effects.js';
import type { UpliftModel } from '../computations/released-model.js';
import { DEFAULT_INPUT } from '../contracts/dictionary.js';
import { addScaled } from '../computations/vectors.js';
import { linearPredictor } from './linear-predictor.js';
import type { ModelKind, Scores } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

/** The columns of a list, whichever model told the effects. */
export function rankedByUplift({
  untreated,
  treated,
  uplift,
}: PersonEffects): Pick<Scores, 'outputs' | 'rankedBy'> {
  const outputs = new Map([
    ['uplift', uplift],
    ['if_treated', treated],
    ['if_untreated', untreated],
  ]);
  return { outputs, rankedBy: 'uplift' };
}

export const upliftKind: ModelKind<UpliftModel> = {
  kind: 'uplift',
  input: DEFAULT_INPUT,
  score(model, people) {
    // Chances do not add up over columns: what moves them apart does so on the scale of log-odds.
    const apart = model.effect ?? addScaled(model.treated, -1, model.control);
    const { contributions } = linearPredictor(
      { ...model, weights: apart.slice(1), intercept: apart[0]! },
      people,
    );
    return { ...rankedByUplift(effectsOf(model, model, people)), contributions };
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
