// Next actions: what to do with each customer now, what it is expected to earn, and how sure that is.
import type { Entropy } from '@chorale/crypto';
import { chancesOf, outlookFor } from '../computations/bandit/beliefs.js';
import type { People } from '../computations/computation.js';
import { columnValues, scaleByBounds } from '../computations/design.js';
import { meanOverRows } from '../computations/moments.js';
import type { BanditModel } from '../computations/released-model.js';
import type { ModelKind } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

/** Columns on [-1, 1] by person; a missing number is 0. */
function scaledColumns({ columns, lower, upper }: BanditModel, people: People): Float64Array[] {
  return columns.map((name, column) => {
    const values = columnValues(people, name);
    return Float64Array.from({ length: people.size }, (_, person) =>
      meanOverRows(people, person, (row) => {
        const value = values[row]!;
        return Number.isNaN(value) ? 0 : scaleByBounds({ lower, upper }, column, value);
      }),
    );
  });
}

/** The model without actions that are never offered now. */
function inStock(model: BanditModel, without: ReadonlySet<string>): BanditModel {
  const seen = model.seen.map((isSeen, action) => isSeen && !without.has(model.actions[action]!));
  if (!seen.includes(true))
    throw new RangeError('every action that the model knows of is one not to be offered');
  return { ...model, seen };
}

/** The place that a lot of 2^32 falls on. */
function drawn(chances: Float64Array, random: Entropy | undefined): number {
  const certain = chances.indexOf(1);
  if (certain >= 0) return certain;
  if (!random) throw new RangeError('actions that are drawn by chance need a source of chance');
  let left = random.uint32() / 2 ** 32;
  let last = 0;
  for (const [action, chance] of chances.entries()) {
    if (chance > 0) last = action;
    if (left < chance) return action;
    left -= chance;
  }
  return last;
}

export const banditKind: ModelKind<BanditModel> = {
  kind: 'bandit',
  input: { categories: 'one-hot', missing: 'nan' },
  score(offered, people, { random, offers }) {
    const model = offers ? inStock(offered, offers.without) : offered;
    const { columns, centre, actions, coefficients, reward } = model;
    const inputs = scaledColumns(model, people);
    const input = new Float64Array(1 + columns.length);
    input[0] = 1;
    const unit = reward.upper - reward.lower;
    const empty = (): Float64Array => new Float64Array(people.size);
    const [value, uncertainty, chance] = [empty(), empty(), empty()];
    const contributions = new Map(columns.map((name) => [name, empty()]));
    const taken = Array.from({ length: people.size }, (_, person) => {
      inputs.forEach((values, column) => {
        input[1 + column] = values[person]!;
      });
      const outlook = outlookFor(model, input);
      const chances = chancesOf(model, model, outlook);
      const action = drawn(chances, random);
      value[person] = reward.lower + unit * outlook.value[action]!;
      uncertainty[person] = unit * outlook.deviation[action]!;
      chance[person] = chances[action]!;
      columns.forEach((name, column) => {
        const weight = coefficients[action * input.length + 1 + column]!;
        contributions.get(name)![person] = unit * weight * (input[1 + column]! - centre[column]!);
      });
      return actions[action]!;
    });
    return {
      outputs: new Map<string, Float64Array | string[]>([
        ['action', taken],
        ['value', value],
        ['uncertainty', uncertainty],
        ['propensity', chance],
      ]),
      rankedBy: 'value',
      contributions,
    };
  },
  files(model) {
    const { actions, seen, coefficients, inverses, variance, lower, upper, centre, reward } = model;
    const tensor = (name: string, shape: readonly number[], values: Float64Array) => ({
      name,
      shape,
      values,
    });
    const by = (values: Float64Array): number[] => [actions.length, values.length / actions.length];
    return [
      safetensorsFile(
        model,
        [
          tensor('coefficients', by(coefficients), coefficients),
          tensor('inverses', by(inverses), inverses),
          tensor('lower', [lower.length], lower),
          tensor('upper', [upper.length], upper),
          tensor('centre', [centre.length], centre),
        ],
        {
          actions: JSON.stringify(actions),
          seen: JSON.stringify(seen),
          policy: model.policy,
          alpha: String(model.alpha),
          variance: String(variance),
          reward_lower: String(reward.lower),
          reward_upper: String(reward.upper),
        },
      ),
    ];
  },
};
