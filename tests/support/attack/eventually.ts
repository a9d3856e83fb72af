// How tests wait for what other parties do.
const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 25;

/** Asks until there is an answer; a test that waits in vain fails with what it waited for. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const from = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() - from > PATIENCE_MS) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
