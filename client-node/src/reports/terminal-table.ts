// The same tables for a terminal, where a Chinese character takes two columns.

export interface TerminalColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const widthless = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Terminal columns that a text takes (Unicode Standard Annex 11). */
export function terminalWidth(text: string): number {
  return Array.from(text).reduce(
    (width, character) => width + (widthless.test(character) ? 0 : wide.test(character) ? 2 : 1),
    0,
  );
}

/**
 * Aligned plain text, one line a row under a header and a rule, without a line break at the end. Control
 * characters become `?`: a name must not steer the terminal.
 */
export function terminalTable(
  columns: readonly TerminalColumn[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [columns.map(({ title }) => title), ...rows].map((row) =>
    columns.map((_, index) => (row[index] ?? '').replace(/\p{Cc}/gu, '?')),
  );
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => terminalWidth(row[index]!))));
  const lines = cells.map((row) =>
    row
      .map((cell, index) => {
        const padding = ' '.repeat(widths[index]! - terminalWidth(cell));
        return columns[index]!.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
