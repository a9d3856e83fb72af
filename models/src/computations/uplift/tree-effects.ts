// What trees say a treatment does to a person, and the second stage of an X-learner (Kuenzel 2019) at the node.
import type { People } from '../computation.js';
import { columnValues } from '../design.js';
import type { TreesModel, UpliftTreesModel } from '../released-model.js';
import { binnedRows, predictionOf, rawScores } from '../trees/predict.js';
import { TREATED, type Arm } from './arms.js';
import type { PersonEffects } from './effects.js';

/** Column of what the treatment did to a row's person; no feature may have that name. */
export const EFFECT = '_effect';

export type TreeEffects = Pick<UpliftTreesModel, 'control' | 'treated' | 'effects'>;

function predictions(model: TreesModel, people: People): Float64Array {
  return rawScores(model, people, binnedRows(model, people)).map((raw) => predictionOf(model, raw));
}

/** By row: chances without and with the treatment, and their difference, by the X-learner where there is one. */
export function treeEffectsOf({ control, treated, effects }: TreeEffects, people: People): PersonEffects {
  const untreated = predictions(control, people);
  const chances = predictions(treated, people);
  if (effects === null)
    return { untreated, treated: chances, uplift: chances.map((chance, at) => chance - untreated[at]!) };
  const { treatedShare } = effects;
  const ofTreated = predictions(effects.treated, people);
  const uplift = predictions(effects.control, people).map(
    (effect, at) => treatedShare * effect + (1 - treatedShare) * ofTreated[at]!,
  );
  return { untreated, treated: chances, uplift };
}

/**
 * The persons of an arm with what the treatment did to each row's person, as far as the other arm's trees tell.
 * @param other trees of the other arm.
 */
export function withEffects(people: People, arm: Arm, other: TreesModel, outcome: string): People {
  const expected = predictions(other, people);
  const outcomes = columnValues(people, outcome);
  const effect = new Float64Array(outcomes.length);
  for (let person = 0; person < people.size; person += 1)
    for (let row = people.rowStart[person]!; row < people.rowStart[person + 1]!; row += 1)
      effect[row] = arm === TREATED ? outcomes[row]! - expected[person]! : expected[person]! - outcomes[row]!;
  return { ...people, columns: new Map([...people.columns, [EFFECT, effect]]) };
}
