// Qini by its definition over single persons, as scikit-uplift's qini_auc_score has it: persons of one score are a tie.

interface Measured {
  readonly score: number;
  readonly treated: number;
  readonly outcome: number;
}

export function qiniOfPersons(persons: readonly Measured[]): number {
  const totals = curve(persons);
  const { n, value: end } = totals.at(-1)!;
  const perfect = curve(
    persons.map((each) => ({ ...each, score: each.outcome * (each.treated === 1 ? 1 : -1) })),
  );
  const random = (n * end) / 2;
  return (areaOf(totals) - random) / (areaOf(perfect) - random);
}

interface Point {
  readonly n: number;
  readonly value: number;
}

/** More answers among the treated than their like untreated, among the best n; the highest scores first. */
function curve(persons: readonly Measured[]): Point[] {
  const ranked = [...persons].sort((one, other) => other.score - one.score);
  const points: Point[] = [{ n: 0, value: 0 }];
  let [treated, answersTreated, answersControl] = [0, 0, 0];
  ranked.forEach((each, index) => {
    treated += each.treated;
    if (each.treated === 1) answersTreated += each.outcome;
    else answersControl += each.outcome;
    if (ranked[index + 1]?.score === each.score) return;
    const control = index + 1 - treated;
    const value = answersTreated - (control === 0 ? 0 : (answersControl * treated) / control);
    points.push({ n: index + 1, value });
  });
  return points;
}

function areaOf(points: readonly Point[]): number {
  let area = 0;
  for (let at = 1; at < points.length; at += 1)
    area += ((points[at]!.n - points[at - 1]!.n) * (points[at]!.value + points[at - 1]!.value)) / 2;
  return area;
}
