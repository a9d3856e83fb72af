// Pages and documents that a command writes where a person asked for them.
import { resolve } from 'node:path';
import { writeFileAtomically } from '../storage/atomic-file.js';
import { UsageError } from './exit-codes.js';

/**
 * Readable for its owner alone.
 * @param option that named the file. @returns where it is. @throws UsageError where it cannot be written.
 */
export function writePage(name: string, text: string, option: '--html' | '--output'): string {
  const file = resolve(name);
  try {
    writeFileAtomically(file, text, 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(`${file} cannot be written (${code}); give another ${option}`);
  }
  return file;
}
