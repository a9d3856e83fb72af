/** Area under the ROC curve by ranks; ties count half. */
export function areaUnderCurve(score: Float64Array, label: Float64Array): number {
  const order = [...score.keys()].sort((a, b) => score[a]! - score[b]!);
  let [rankSum, positives] = [0, 0];
  for (let first = 0; first < order.length;) {
    let end = first;
    while (end < order.length && score[order[end]!] === score[order[first]!]) end += 1;
    for (let at = first; at < end; at += 1)
      if (label[order[at]!] === 1) {
        rankSum += (first + end + 1) / 2;
        positives += 1;
      }
    first = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}
