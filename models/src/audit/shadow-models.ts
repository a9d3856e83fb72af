// The likelihood-ratio attack with shadow models, offline and with one variance for all (Carlini et al. 2022, arXiv:2112.03570): how
// much surer the released model is of a person's answer than models are that were trained without them. What is hard or easy
// about a person falls out, which the loss alone mistakes for membership. A measurement, never a guarantee. Unit: one person.
// Assumes that both groups come from the same population, and stand for the study's.
import type { Computation, People } from '../computations/computation.js';
import { columnValues } from '../computations/design.js';
import { meanOverRows } from '../computations/moments.js';
import type { ReleasedModel } from '../computations/released-model.js';
import { drawsFrom } from '../forecast/draws.js';
import { simulateStudy } from '../forecast/simulate-study.js';
import type { StudyPlan } from '../privacy/plan.js';
import { selectPeople } from '../privacy/sampling.js';
import { logOddsOf } from '../scoring/log-odds.js';
import { aucOfScores, requireEnough, type MembershipMeasure } from './membership.js';

export interface ShadowAttack {
  readonly model: ReleasedModel;
  /** Of the study that the model is from: shadow models are trained by it, without its noise, on halves of both groups. */
  readonly plan: StudyPlan;
  readonly computation: Computation;
  /** Even, 2 to 64: each person is in every second one. */
  readonly shadows: number;
  /** Told after each shadow model. */
  readonly progress?: (done: number, of: number) => void;
}

const MOST_SHADOWS = 64;

/**
 * The attack on `model`: on persons who were trained on, against persons who were not. Nothing leaves the process. Unit: one
 * person, with all rows; in or out is add or remove one. Assumes that both groups are drawn independently from one population and
 * stand for the study's; shadow models sample persons as its rounds do.
 * @throws RangeError for fewer than 30 persons in a group, a column that is missing, an odd or too large number of shadow models, or
 * a study whose sums are not over persons, which one node cannot train in miniature.
 */
export async function measureMembershipByShadows(
  { model, plan, computation, shadows, progress }: ShadowAttack,
  members: People,
  others: People,
): Promise<MembershipMeasure> {
  if (!(Number.isSafeInteger(shadows) && shadows >= 2 && shadows <= MOST_SHADOWS && shadows % 2 === 0))
    throw new RangeError(
      `the attack takes an even number of shadow models from 2 to ${MOST_SHADOWS}, not ${shadows}`,
    );
  if (plan.context.mode === 'member')
    throw new RangeError(
      'in mode member a node cannot train shadow models: a study averages what many nodes trained',
    );
  requireEnough(members, others);
  const everybody = joined(members, others);
  const label = plan.context.label!.name;
  const quiet: StudyPlan = { ...plan, noise: { stdDevOverClip: plan.noise.stdDevOverClip.map(() => 0) } };
  const without = new Float64Array(everybody.size);
  for (let pair = 0; pair < shadows / 2; pair += 1) {
    const isIn = coinsOf(everybody.size, pair);
    for (const side of [1, 0]) {
      const half = selectPeople(
        everybody,
        [...isIn.keys()].filter((person) => isIn[person] === side),
      );
      const shadow = computation.model(await simulateStudy(computation, quiet, half, drawsFrom(pair)));
      if (!shadow) throw new RangeError(`"${computation.name}" ended without a model to attack`);
      const sureness = await surenessOf(shadow, label, everybody);
      for (let person = 0; person < everybody.size; person += 1)
        if (isIn[person] !== side) without[person]! += sureness[person]! / (shadows / 2);
      progress?.(2 * pair + 2 - side, shadows);
    }
  }
  const surprise = (await surenessOf(model, label, everybody)).map(
    (value, person) => value - without[person]!,
  );
  return aucOfScores(surprise.slice(0, members.size), surprise.slice(members.size));
}

/** Log-odds of what is true of a person; of several rows, of the more frequent answer. */
async function surenessOf(model: ReleasedModel, label: string, people: People): Promise<Float64Array> {
  const labels = columnValues(people, label);
  const logOdds = await logOddsOf(model, people);
  return logOdds.map(
    (value, person) => (2 * meanOverRows(people, person, (row) => labels[row]!) - 1) * value,
  );
}

/** Halves are public: nothing of the audit leaves the node. */
function coinsOf(size: number, pair: number): Uint8Array {
  const draws = drawsFrom(1000 + pair);
  return Uint8Array.from({ length: size }, () => draws.uint32() & 1);
}

function joined(first: People, second: People): People {
  const columns = [...first.columns.keys()].map((name) => {
    const both = new Float64Array(first.rowStart[first.size]! + second.rowStart[second.size]!);
    both.set(columnValues(first, name));
    both.set(columnValues(second, name), first.rowStart[first.size]);
    return [name, both] as const;
  });
  const rowStart = new Uint32Array(first.size + second.size + 1);
  rowStart.set(first.rowStart);
  const rows = first.rowStart[first.size]!;
  second.rowStart.forEach((row, person) => (rowStart[first.size + person] = rows + row));
  return { size: first.size + second.size, rowStart, columns: new Map(columns) };
}
