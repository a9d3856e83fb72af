/**
 * Area under the ROC curve by ranks (Mann and Whitney 1947): the chance that a random row of label 1 has the larger
 * score, ties counting one half. NaN when only one class is there.
 * @param scores one a row, in any order.
 * @param labels 0 or 1 a row.
 */
export function areaUnderCurve(scores: Float64Array, labels: Float64Array): number {
  const order = Uint32Array.from(scores.keys()).sort((one, other) => scores[one]! - scores[other]!);
  let [rankSum, positives] = [0, 0];
  for (let start = 0, end = 0; start < order.length; start = end) {
    let tiedPositives = 0;
    while (end < order.length && scores[order[end]!] === scores[order[start]!])
      tiedPositives += labels[order[end++]!]!;
    // Ranks start + 1 to end; each of the tie has their mean.
    rankSum += (tiedPositives * (start + 1 + end)) / 2;
    positives += tiedPositives;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
