import { onOneLine } from '@chorale/models/planning';
import { confirm } from '@clack/prompts';
import type { Surroundings } from './surroundings.js';

/** A yes from the person at the terminal; anything else, also Ctrl-C, is a no. Asked on stderr. */
export async function askYesNo(question: string, { signal }: Surroundings): Promise<boolean> {
  const answer = await confirm({
    message: onOneLine(question),
    initialValue: false,
    output: process.stderr,
    signal,
  });
  return answer === true;
}
