// A study over persons who stand for all: its own computation, step by step, with the noise of its plan, added up in the open. What
// comes out is worth as much as the persons are like the real ones. Never a release: the noise is float64, and nobody is hidden by it.
import type { Computation, OpenedSum, People, VectorLayout } from '../computations/computation.js';
import { planStudy, type StudyPlan } from '../privacy/plan.js';
import type { Agreement } from '../contracts/agreement.js';
import type { Study } from '../contracts/study.js';
import type { Draws } from './draws.js';

/**
 * Sums over `persons` are scaled up to the declared number of persons. For studies whose sums are over persons.
 * @returns the state that the study ends with.
 */
export async function simulateStudy(
  computation: Computation,
  plan: StudyPlan,
  persons: People,
  draws: Draws,
): Promise<object> {
  const { context, noise } = plan;
  let state = computation.start(context, noise);
  for (const { index, samplingRate } of plan.rounds) {
    if (computation.done(state)) break;
    const layout = computation.layout(state);
    const vector = await computation.contribute(state, persons, layout.clipNormL2, draws);
    // The chance of sampling itself is left out: it is small beside the noise wherever samples are large.
    const scale = (samplingRate * context.people) / persons.size;
    const noiseStdDev = noise.stdDevOverClip[index]! * layout.clipNormL2;
    state = computation.update(state, openedSum(layout, vector, scale, noiseStdDev, draws));
  }
  return state;
}

/** The same study in mode none, where everybody is added up together. */
export function withoutNoise(agreement: Agreement, study: Study, nodes: number): StudyPlan {
  const privacy = { ...agreement.privacy, mode: 'none' as const, epsilon: null, delta: null };
  const exact: Study = { ...study, privacy: undefined, aggregation: undefined, flatten: undefined };
  return planStudy({ ...agreement, privacy, aggregation: undefined }, exact, { nodes });
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
