// Lists that people keep as text: ids, items, one a line.
import { readFile } from 'node:fs/promises';

/** Lines that are not blank, without spaces around them and quotes of a spreadsheet. */
export async function linesOfFile(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.map((line) => line.trim().replace(/^"(.*)"$/, '$1')).filter((line) => line !== '');
}
