// A feature that alone tells the label almost perfectly was most likely known only after the answer.
import { areaUnderCurve, type Dictionary, type Feature } from '@chorale/models';

/** A single feature that separates the label better than this knows the answer. */
const LEAKAGE_AUC = 0.98;
/** Fewer rows of either answer are separated by chance, by one feature or another. */
const FEWEST_OF_EITHER = 10;

/**
 * Features that tell a label of 0 and 1 by themselves.
 * @param columns by row, encoded: categories one-hot.
 */
export function leakingFeatures(
  columns: ReadonlyMap<string, Float64Array>,
  { features }: Dictionary,
  label: Float64Array,
): string[] {
  return features.flatMap((feature) =>
    tellingScores(feature, columns, label).some((scores) => isTelling(scores, label)) ? [feature.name] : [],
  );
}

function isTelling({ rows, values }: Scores, label: Float64Array): boolean {
  const own = Float64Array.from(rows, (row) => label[row]!);
  const ones = own.reduce((total, each) => total + each, 0);
  if (Math.min(ones, own.length - ones) < FEWEST_OF_EITHER) return false;
  const auc = areaUnderCurve(values, own);
  return Math.max(auc, 1 - auc) > LEAKAGE_AUC;
}

interface Scores {
  readonly rows: Uint32Array;
  /** By these rows. */
  readonly values: Float64Array;
}

function tellingScores(
  feature: Feature,
  columns: ReadonlyMap<string, Float64Array>,
  label: Float64Array,
): Scores[] {
  const everyRow = Uint32Array.from(label.keys());
  const whole = (name: string): Scores[] => {
    const values = columns.get(name);
    return values ? [{ rows: everyRow, values }] : [];
  };
  if (feature.type !== 'category') return whole(feature.name);
  const names = [...feature.categories, 'other'].map((category) => `${feature.name}=${category}`);
  return [
    ...names.flatMap(whole),
    ratesByCategory(
      names.flatMap((name) => columns.get(name) ?? []),
      label,
    ),
  ];
}

/** Share of ones by category, learned on half of the rows and told of the others: a category of one row tells nothing. */
function ratesByCategory(oneHot: readonly Float64Array[], label: Float64Array): Scores {
  const learned = oneHot.map((column) => {
    let [ones, all] = [0, 0];
    column.forEach((value, row) => {
      if (!isLearnedFrom(row)) return;
      ones += value * label[row]!;
      all += value;
    });
    return all > 0 ? ones / all : 1 / 2;
  });
  const rows = Uint32Array.from(label.keys()).filter((row) => !isLearnedFrom(row));
  const values = Float64Array.from(rows, (row) =>
    oneHot.reduce((rate, column, category) => rate + column[row]! * learned[category]!, 0),
  );
  return { rows, values };
}

/** An even half, whatever order the rows are in (Fibonacci hashing). */
function isLearnedFrom(row: number): boolean {
  return Math.imul(row, 0x9e3779b1) >>> 31 === 1;
}
