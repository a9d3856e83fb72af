// k-means: the study itself on made-up persons; how far others of their kind are from the centres it finds, over how far they are
// from those it finds without noise.
import type { Computation, People } from '../computations/computation.js';
import type { ReadableSegments } from '../computations/k-means/k-means-result.js';
import type { Agreement } from '../contracts/agreement.js';
import type { Column, Dictionary } from '../contracts/dictionary.js';
import type { Study } from '../contracts/study.js';
import type { StudyPlan } from '../privacy/plan.js';
import { drawsFrom } from './draws.js';
import { overRuns, type Judge } from './judge.js';
import { simulateStudy, withoutNoise } from './simulate-study.js';
import { peopleOf, spreadOf } from './synthetic-people.js';

const MOST_PERSONS = 2000;
const RUNS = 3;

export async function segmentsJudge(
  computation: Computation,
  asked: StudyPlan,
  {
    agreement,
    study,
    nodes,
  }: { readonly agreement: Agreement; readonly study: Study; readonly nodes: number },
): Promise<Judge> {
  const { columns, people } = asked.context;
  const persons = Math.min(MOST_PERSONS, people);
  const draws = drawsFrom(1);
  const [training, test] = [peopleOf(columns, persons, draws), peopleOf(columns, persons, draws)];
  const inertiaAfter = async (plan: StudyPlan, seed: number): Promise<number> => {
    const end = await simulateStudy(computation, plan, training, drawsFrom(seed));
    return inertiaOf(centresOf(computation, end, agreement.dictionary), columns, test);
  };
  const exact = await inertiaAfter(withoutNoise(agreement, study, nodes), 1);
  return {
    measure: 'inertia-ratio',
    noiseFree: 1,
    simulation: { persons, runs: RUNS, signalAuc: null },
    isSlow: false,
    expect: (plan) => overRuns(RUNS, async (seed) => (await inertiaAfter(plan, seed)) / exact),
  };
}

/** By segment and column, as the dictionary encodes them. */
function centresOf(computation: Computation, end: object, dictionary: Dictionary): number[][] {
  const { segments } = computation.result!(end, dictionary) as ReadableSegments;
  return segments.map(({ centre }) => centre.map(({ encoded }) => encoded));
}

/** Sum of squared distances to the nearest centre, numbers in deviations of the persons at hand. */
function inertiaOf(
  centres: readonly (readonly number[])[],
  columns: readonly Column[],
  persons: People,
): number {
  const values = columns.map(({ name }) => persons.columns.get(name)!);
  const scales = values.map((column, at) =>
    columns[at]!.type === 'number' ? spreadOf(column).deviation || 1 : 1,
  );
  let inertia = 0;
  for (let person = 0; person < persons.size; person += 1) {
    let least = Infinity;
    for (const centre of centres) {
      let square = 0;
      for (let at = 0; at < values.length; at += 1)
        square += ((values[at]![person]! - centre[at]!) / scales[at]!) ** 2;
      least = Math.min(least, square);
    }
    inertia += least;
  }
  return inertia;
}
