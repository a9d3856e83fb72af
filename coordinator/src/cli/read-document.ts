// Agreements and studies are written by people, in YAML or JSON.
import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { ConfigurationError } from '../platform/config.js';

/** @throws ConfigurationError naming file, line and column. */
export function readDocument(path: string): unknown {
  const text = readFile(path);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0)
    throw new ConfigurationError(
      document.errors.map(({ message, pos }) => {
        const { line, col } = lineCounter.linePos(pos[0]);
        return `${path}:${line}:${col}: ${message}`;
      }),
    );
  return document.toJS({ maxAliasCount: 0 }) as unknown;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigurationError([`the file ${path} cannot be read`]);
  }
}
