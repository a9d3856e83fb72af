// What noise does to a model: the study's own computation, run over made-up persons. Only an estimate.
import type {
  Computation,
  OpenedSum,
  PlannedComputation,
  VectorLayout,
} from '../computations/computation.js';
import { normalise } from '../computations/moments.js';
import { planStudy, type StudyPlan } from '../privacy/plan.js';
import type { Agreement } from '../contracts/agreement.js';
import type { Study } from '../contracts/study.js';
import { areaUnderCurve } from '../scoring/area-under-curve.js';
import { drawsFrom, type Draws } from './draws.js';
import type { SyntheticPopulation } from './synthetic-people.js';

/** Whether {@link accuracyOf} can tell: the computation runs here and ends with a model that scores persons linearly. */
export function canSimulate(computation: PlannedComputation): computation is Computation {
  return computation.name === 'logistic-regression' && 'contribute' in computation;
}

/** AUC on the made-up test persons; sums are scaled up from the made-up training persons to the declared number. */
export async function accuracyOf(
  computation: Computation,
  plan: StudyPlan,
  { training, test }: SyntheticPopulation,
  seed: number,
): Promise<number> {
  const draws = drawsFrom(seed);
  const { context, noise } = plan;
  let state = computation.start(context, noise);
  for (const { index, samplingRate } of plan.rounds) {
    if (computation.done(state)) break;
    const layout = computation.layout(state);
    const vector = await computation.contribute(state, training, layout.clipNormL2, draws);
    // The chance of sampling itself is left out: it is small beside the noise wherever samples are large.
    const scale = (samplingRate * context.people) / training.size;
    const noiseStdDev = noise.stdDevOverClip[index]! * layout.clipNormL2;
    state = computation.update(state, openedSum(layout, vector, scale, noiseStdDev, draws));
  }
  const model = computation.model(state);
  if (model?.kind !== 'logistic') throw new RangeError(`"${computation.name}" has no model to score with`);
  const scores = new Float64Array(test.size);
  model.columns.forEach((name, column) => {
    const values = test.columns.get(name)!;
    for (let person = 0; person < test.size; person += 1)
      scores[person]! += model.weights[column]! * normalise(model.normaliser, column, values[person]!);
  });
  return areaUnderCurve(scores, test.columns.get(context.label!.name)!);
}

/** The same study in mode none. */
export function withoutNoise(
  agreement: Agreement,
  { privacy: _, ...study }: Study,
  nodes: number,
): StudyPlan {
  const open = { ...agreement.privacy, mode: 'none' as const, epsilon: null, delta: null };
  return planStudy({ ...agreement, privacy: open }, study, { nodes });
}

function openedSum(
  { blocks }: VectorLayout,
  vector: Float64Array,
  scale: number,
  noiseStdDev: number,
  draws: Draws,
): OpenedSum {
  const sum = new Map<string, Float64Array>();
  let at = 0;
  for (const { name, length } of blocks) {
    sum.set(
      name,
      vector
        .subarray(at, at + length)
        .map((value) => scale * value + (noiseStdDev > 0 ? noiseStdDev * draws.normal() : 0)),
    );
    at += length;
  }
  return sum;
}
