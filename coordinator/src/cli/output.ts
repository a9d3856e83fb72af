// Results go to stdout, for people or as JSON; everything else to stderr.
import { onTerminal } from '@chorale/models/planning';
import { Writable } from 'node:stream';

export interface Output {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

export const processOutput: Output = { stdout: process.stdout, stderr: process.stderr };
// Whoever reads the results, such as `head`, may have had enough: no reason for a stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `1 round`, `2 rounds`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** Cells on a terminal: CJK characters take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
  return width;
}

export function show(output: Output, asJson: boolean, value: unknown, text: () => string): void {
  output.stdout.write(`${asJson ? JSON.stringify(value) : onTerminal(text())}\n`);
}
