import { dayAfter, daysBetween, type TransactionLines } from './transaction-lines.js';

/** Where a label looks farther than the lines reach, or features have nothing to look back at. */
export function horizonWarnings(
  snapshots: readonly string[],
  days: number,
  { firstDay, lastDay }: Pick<TransactionLines, 'firstDay' | 'lastDay'>,
): string[] {
  const [first = ''] = snapshots;
  const last = snapshots.at(-1) ?? '';
  const warnings: string[] = [];
  const missing = lastDay === undefined ? 0 : daysBetween(lastDay, dayAfter(last, days));
  if (lastDay !== undefined && lastDay < last)
    warnings.push(
      `the snapshot ${last} lies beyond the last line, which is of ${lastDay}: nothing after it tells a label. Choose an earlier snapshot`,
    );
  else if (missing > 0)
    warnings.push(
      `the lines end ${missing} days before the label's horizon (${last} + ${days} days) does: label 0 may only mean "not known yet". Choose an earlier snapshot`,
    );
  if (firstDay === undefined || firstDay >= first)
    warnings.push(`no line is older than the snapshot ${first}: nobody can be described`);
  return warnings;
}
