// The measures in words.
import { blocksOf, noiseOf, type EvaluateSetup, type Part } from './evaluate-plan.js';
import {
  calibrationOf,
  classifierMeasures,
  countsClearOf,
  type Calibration,
  type ClassifierMeasures,
  type ScoreCounts,
} from './score-bins.js';
import { valueMeasures, type ValueMeasures } from './value-errors.js';

export type Measures = ClassifierMeasures | ValueMeasures;

export interface ReadableEvaluation {
  /** Study whose model it is. */
  readonly model: string;
  readonly label: string;
  readonly everybody: Measures;
  /** Tenths by score, the highest first; empty for numbers. */
  readonly calibration: readonly Calibration[];
  readonly groups: readonly (Measures & { readonly group: string })[];
  /** By feature, what the measure loses without it: AUC, or R squared; the most important first. */
  readonly importance: readonly { readonly feature: string; readonly lost: number | null }[];
}

type Sums = Readonly<Record<string, Float64Array>>;

/** Measures of everybody and each group, and what shuffling each feature takes from them. */
export function readableEvaluation(setup: EvaluateSetup, sums: Sums): ReadableEvaluation {
  const countsOf = (part: Part): ScoreCounts => {
    const [positives, negatives] = blocksOf(part, setup).map(({ name }) => sums[name]!);
    return countsClearOf(noiseOf(setup), { positives: positives!, negatives: negatives! });
  };
  const measuresOf = (part: Part): Measures =>
    setup.scale === null
      ? classifierMeasures(countsOf(part))
      : valueMeasures(sums[blocksOf(part, setup)[0]!.name]!, setup.scale);
  const everybody = measuresOf(setup.everybody);
  const quality = (measures: Measures): number | null =>
    'auc' in measures ? measures.auc : measures.rSquared;
  const lost = (part: Part): number | null => {
    const [whole, without] = [quality(everybody), quality(measuresOf(part))];
    return whole === null || without === null ? null : whole - without;
  };
  return {
    model: setup.model,
    label: setup.label.name,
    everybody,
    calibration: setup.scale === null ? calibrationOf(countsOf(setup.everybody)) : [],
    groups: setup.groups.map((part) => ({ group: part.group, ...measuresOf(part) })),
    importance: setup.shuffled
      .map((part) => ({ feature: part.feature, lost: lost(part) }))
      .sort((one, other) => (other.lost ?? 0) - (one.lost ?? 0)),
  };
}
