/**
 * Area under the ROC curve of one column for a label of 0 and 1: the chance that a random row of label 1
 * has the larger value, ties counting one half. 0.5 when a class is missing.
 */
export function columnAuc(values: Float64Array, label: Float64Array): number {
  const order = Uint32Array.from(values.keys()).sort((left, right) => values[left]! - values[right]!);
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    let tiedPositives = 0;
    while (end < order.length && values[order[end]!] === values[order[start]!])
      tiedPositives += label[order[end++]!]!;
    // Ranks start + 1 to end; each of the tie has their mean.
    rankSum += (tiedPositives * (start + 1 + end)) / 2;
    positives += tiedPositives;
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
