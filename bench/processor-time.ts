import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Seconds of processor time, user and system, that this process spends on some work; what earlier work left behind is
 * collected before. On an idle machine that is what the clock says of work on one thread; on a busy one it stays nearly
 * the same where the clock does not.
 */
export async function processorSeconds(work: () => unknown): Promise<number> {
  collectGarbage();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
