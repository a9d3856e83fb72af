// What a person may ask of the demo.
import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** UCI Online Retail (CSV.gz); undefined: the generated retail chain. */
  readonly data: string | undefined;
  /** Privacy budget of the study; null: noise off. */
  readonly epsilon: number | null;
  readonly language: 'en' | 'zh-CN';
  readonly json: boolean;
}

export const USAGE = `npm run demo -- [--data PATH/online_retail.csv.gz] [--epsilon E|none] [--lang en|zh-CN] [--json]`;

/** A mistake in how the demo was called; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function parseOptions(args: readonly string[]): DemoOptions {
  const { data, epsilon, lang, json } = parse(args);
  if (lang !== 'en' && lang !== 'zh-CN') throw new UsageError(`--lang is en or zh-CN, not "${lang}"`);
  return { data, epsilon: parseEpsilon(epsilon), language: lang, json };
}

function parse(args: readonly string[]): { data?: string; epsilon: string; lang: string; json: boolean } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        epsilon: { type: 'string', default: '1' },
        lang: { type: 'string', default: 'en' },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

function parseEpsilon(text: string): number | null {
  if (text === 'none') return null;
  const epsilon = Number(text);
  if (!(epsilon > 0 && epsilon <= 100))
    throw new UsageError(`--epsilon is "none" or a number above 0 and up to 100, not "${text}"`);
  return epsilon;
}
