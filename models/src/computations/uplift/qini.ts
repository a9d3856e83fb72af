// How well a ranking by uplift finds whom the treatment moves, from counts of both arms by bin of the score: what a secure sum can open.

/** Persons and outcomes of one arm by bin of the score, lowest bin first. */
export interface ArmBins {
  readonly persons: Float64Array;
  readonly outcomes: Float64Array;
}

/**
 * Area between the Qini curve and the straight line of a random ranking, over that of the perfect ranking (as scikit-uplift's
 * `qini_auc_score`); persons of one bin count as a tie.
 * @returns null where an arm is empty, or no ranking can be better than another.
 */
export function qiniOf(control: ArmBins, treated: ArmBins): number | null {
  const totals = [control, treated].map(({ persons, outcomes }) => [sumOf(persons), sumOf(outcomes)]);
  const [[controlPersons, controlOutcomes], [treatedPersons, treatedOutcomes]] = totals as [
    [number, number],
    [number, number],
  ];
  if (controlPersons <= 0 || treatedPersons <= 0) return null;
  const all = controlPersons + treatedPersons;
  const end = treatedOutcomes - (controlOutcomes * treatedPersons) / controlPersons;
  const random = (all * end) / 2;
  // Treated who answered, then nobody who answered, then who answered untreated.
  const perfect =
    treatedOutcomes ** 2 / 2 +
    (all - controlOutcomes - treatedOutcomes) * treatedOutcomes +
    (controlOutcomes * (treatedOutcomes + end)) / 2;
  if (perfect - random <= 0) return null;
  return (curveArea(control, treated) - random) / (perfect - random);
}

function curveArea(control: ArmBins, treated: ArmBins): number {
  let [n0, y0, n1, y1, area, last] = [0, 0, 0, 0, 0, 0];
  for (let bin = control.persons.length - 1; bin >= 0; bin -= 1) {
    const width = control.persons[bin]! + treated.persons[bin]!;
    n0 += control.persons[bin]!;
    y0 += control.outcomes[bin]!;
    n1 += treated.persons[bin]!;
    y1 += treated.outcomes[bin]!;
    const value = y1 - (n0 > 0 ? (y0 * n1) / n0 : 0);
    area += (width * (last + value)) / 2;
    last = value;
  }
  return area;
}

/**
 * Difference of the arms' rates among persons ranked between two shares of the list, the highest scores first; a bin that a bound
 * cuts counts in part. Null where one arm has nobody there.
 */
export function effectBetween(control: ArmBins, treated: ArmBins, from: number, to: number): number | null {
  const all = sumOf(control.persons) + sumOf(treated.persons);
  const [first, end] = [from * all, to * all];
  let [n0, y0, n1, y1, at] = [0, 0, 0, 0, 0];
  for (let bin = control.persons.length - 1; bin >= 0; bin -= 1) {
    const width = control.persons[bin]! + treated.persons[bin]!;
    const inside = Math.min(end, at + width) - Math.max(first, at);
    at += width;
    if (inside <= 0) continue;
    const share = inside / width;
    n0 += share * control.persons[bin]!;
    y0 += share * control.outcomes[bin]!;
    n1 += share * treated.persons[bin]!;
    y1 += share * treated.outcomes[bin]!;
  }
  return n0 > 0 && n1 > 0 ? y1 / n1 - y0 / n0 : null;
}

function sumOf(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
