/**
 * Seconds of processor time, user and system, that this process spends on some work. On an idle machine that is what
 * the clock says of work on one thread; on a busy one it stays nearly the same where the clock does not.
 */
export async function processorSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
