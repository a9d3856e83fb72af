// What happens, in the log: with the ids of study and round, and a reason where something went wrong.
import type { Logger } from './logger.js';
import type { Wakeups } from './wakeups.js';

const TROUBLE: ReadonlySet<string> = new Set([
  'refusal',
  'open-failure',
  'round-burning',
  'round-burned',
  'round-spent',
  'study-stopped',
]);
/** One from every node in every round. */
const FREQUENT: ReadonlySet<string> = new Set([
  'round-keys',
  'contribution',
  'commit',
  'release',
  'adoption',
  'burn',
]);

/** @returns a function that ends it. */
export function logEvents(wakeups: Wakeups, logger: Logger): () => void {
  return wakeups.listen(({ reason, study, round, detail }) => {
    const level = TROUBLE.has(reason) ? 'warn' : FREQUENT.has(reason) ? 'debug' : 'info';
    logger[level]({ study, round }, detail === undefined ? reason : `${reason}: ${detail}`);
  });
}
