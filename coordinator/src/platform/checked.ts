// What comes from outside, held against its schema in one way.
import { mistakesInWords, readWritten } from '@chorale/models/planning';
import type { z } from 'zod';
import { ConfigurationError } from './config.js';
import { CoordinatorError } from './errors.js';

/**
 * @param quotes whether mistakes are told with what stands there: only of what holds no secrets.
 * @throws CoordinatorError `malformed` naming every mistake.
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, quotes = false): T {
  const reading = readWritten(schema, value, { quotes });
  if (reading.isRight) return reading.data;
  throw new CoordinatorError('malformed', mistakesInWords(reading.mistakes).join('\n'));
}

/** The same of a file, whose mistakes are quoted. @throws ConfigurationError naming file and every mistake. */
export function checkedFile<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const reading = readWritten(schema, value, { quotes: true });
  if (reading.isRight) return reading.data;
  throw new ConfigurationError(mistakesInWords(reading.mistakes).map((mistake) => `${file}: ${mistake}`));
}
