// Agreements and studies are written by people, in YAML or JSON.
import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, visit, type Document } from 'yaml';
import { ConfigurationError } from '../platform/config.js';

/** What drafts say where only a person knows the answer. */
const FILL_IN = 'FILL-IN';

/** @throws ConfigurationError naming file, line and column. */
export function readDocument(path: string): unknown {
  const text = readFile(path);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const problems = [
    ...document.errors.map(({ message, pos }) => ({ message, at: pos[0] })),
    ...placesToFillIn(document).map((at) => ({
      message: `still says ${FILL_IN}; write what belongs there`,
      at,
    })),
  ];
  if (problems.length > 0)
    throw new ConfigurationError(
      problems.map(({ message, at }) => {
        const { line, col } = lineCounter.linePos(at);
        return `${path}:${line}:${col}: ${message}`;
      }),
    );
  return document.toJS({ maxAliasCount: 0 }) as unknown;
}

/** Offsets in the text. */
function placesToFillIn(document: Document.Parsed): number[] {
  const places: number[] = [];
  visit(document, {
    Scalar: (_, { value, range }) => {
      if (value === FILL_IN) places.push(range?.[0] ?? 0);
    },
  });
  return places;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigurationError([`the file ${path} cannot be read`]);
  }
}
