// How good is a model, and for whom: each node scores its held-out persons at home, and only counts of scores leave it.
import type { Entropy } from '@chorale/crypto';
import { decodeNumber, type InputForm } from '../../contracts/dictionary.js';
import { shuffledPositions } from '../../privacy/uniform-integers.js';
import { inputOf, predictPeople, predictsOf } from '../../scoring/score.js';
import type { Computation, People } from '../computation.js';
import { columnValues } from '../design.js';
import type { ReleasedModel } from '../released-model.js';
import { concatenate } from '../vectors.js';
import {
  blocksOf,
  evaluatePlan,
  partsOf,
  type EvaluateSettings,
  type EvaluateSetup,
  type EvaluateState,
  type Part,
} from './evaluate-plan.js';
import { readableEvaluation } from './evaluate-result.js';
import { scoreBin } from './score-bins.js';
import { addErrors } from './value-errors.js';

export const evaluate: Computation<EvaluateSettings, EvaluateState> = {
  ...evaluatePlan,
  contribute() {
    throw new RangeError('measuring takes the model that the study names, and this node does not hold it');
  },
  withModel(model, { label }) {
    const wanted = label?.type === 'number' ? 'value' : 'probability';
    const given = predictsOf(model);
    if (given !== wanted)
      throw new RangeError(
        `the model gives ${given === undefined ? 'no prediction of a label' : `a ${given}`}, and the label asks for a ${wanted}`,
      );
    return {
      ...evaluate,
      input: withCodes(inputOf(model)),
      contribute: ({ setup }, people, _clip, random) => contribute(setup, model, people, random),
    };
  },
  update: ({ setup }, sum) => ({
    setup,
    sums: Object.fromEntries([...sum].map(([name, values]) => [name, values.slice()])),
  }),
  done: ({ sums }) => sums !== null,
  model: () => undefined,
  result: ({ setup, sums }) => (sums === null ? undefined : readableEvaluation(setup, sums)),
};

/** Groups are told apart by their codes, whatever the model takes. */
function withCodes(input: InputForm): InputForm {
  return input.categories === 'one-hot' ? { ...input, categories: 'both' } : input;
}

async function contribute(
  setup: EvaluateSetup,
  model: ReleasedModel,
  people: People,
  random: Entropy,
): Promise<Float64Array> {
  const rows = rowsOf(setup, people);
  const parts = new Map(partsOf(setup).map((part) => [part.name, new Counter(setup, part)]));
  const predicted = await predictPeople(model, rows.each);
  const groups = setup.groupBy === null ? undefined : columnValues(people, setup.groupBy);
  const everybody = parts.get(setup.everybody.name)!;
  for (let row = 0; row < predicted.length; row += 1) {
    everybody.add(rows.label[row]!, predicted[row]!, rows.weight[row]!);
    const group = groups && setup.groups[groups[row]!];
    if (group) parts.get(group.name)!.add(rows.label[row]!, predicted[row]!, rows.weight[row]!);
  }
  for (const { feature, name } of setup.shuffled) {
    const dealt = await predictPeople(model, dealtAnew(rows.each, feature, random));
    const counter = parts.get(name)!;
    dealt.forEach((value, row) => counter.add(rows.label[row]!, value, rows.weight[row]!));
  }
  return concatenate([...parts.values()].map(({ values }) => values));
}

/** Every row by itself, its label in its own unit, and how much it counts. */
function rowsOf(
  { label, countsRows }: EvaluateSetup,
  people: People,
): { each: People; label: Float64Array; weight: Float64Array } {
  const size = people.rowStart[people.size]!;
  const weight = new Float64Array(size);
  for (let person = 0; person < people.size; person += 1) {
    const [first, end] = [people.rowStart[person]!, people.rowStart[person + 1]!];
    weight.fill(countsRows ? 1 : 1 / (end - first), first, end);
  }
  const rowStart = Uint32Array.from({ length: size + 1 }, (_, row) => row);
  return {
    each: { size, rowStart, columns: people.columns },
    label: columnValues(people, label.name).map((encoded) => decodeNumber(label, encoded)),
    weight,
  };
}

/** The same persons with one feature's values dealt out anew among them; a category's columns stay together. */
function dealtAnew(people: People, feature: string, random: Entropy): People {
  const order = shuffledPositions(people.size, random);
  const columns = new Map(people.columns);
  for (const [name, values] of people.columns)
    if (name === feature || name.startsWith(`${feature}=`))
      columns.set(
        name,
        values.map((_, row) => values[order[row]!]!),
      );
  return { ...people, columns };
}

/** Adds up one part, in the order of its blocks. */
class Counter {
  readonly values: Float64Array;

  constructor(
    private readonly setup: EvaluateSetup,
    private readonly part: Part,
  ) {
    this.values = new Float64Array(blocksOf(part, setup).reduce((sum, { length }) => sum + length, 0));
  }

  /** @param label in its own unit; between 0 and 1 where a person's rows differ. */
  add(label: number, predicted: number, weight: number): void {
    const { bins } = this.part;
    if (bins === 0) {
      addErrors(this.values, this.setup.scale!, label, predicted, weight);
      return;
    }
    const bin = scoreBin(predicted, bins);
    this.values[bin]! += weight * label;
    this.values[bins + bin]! += weight * (1 - label);
  }
}
