// Agreements and studies are written by people, in YAML or JSON.
import { firstOf } from '@chorale/models/planning';
import { readFileSync } from 'node:fs';
import { isMap, LineCounter, parseDocument, visit, type Document } from 'yaml';
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
    ...placesToMend(document),
  ];
  if (problems.length > 0)
    throw new ConfigurationError(
      firstOf(
        problems.map(({ message, at }) => {
          const { line, col } = lineCounter.linePos(at);
          return `${path}:${line}:${col}: ${message}`;
        }),
      ),
    );
  if (!isMap(document.contents))
    throw new ConfigurationError([
      `${path}: holds no keys with values, such as "format: ..."; name a file as docs/guides/first-federation.md shows it`,
    ]);
  return document.toJS() as unknown;
}

interface Problem {
  readonly message: string;
  /** Offset in the text. */
  readonly at: number;
}

/** What is left to fill in, and aliases: a few lines of them stand for more values than any memory holds. */
function placesToMend(document: Document.Parsed): Problem[] {
  const places: Problem[] = [];
  visit(document, {
    Scalar: (_, { value, range }) => {
      if (value !== FILL_IN) return;
      places.push({ message: `still says ${FILL_IN}; write what belongs there`, at: range?.[0] ?? 0 });
    },
    Alias: (_, { source, range }) => {
      const message = `*${source} repeats another place of the file; write the value itself`;
      places.push({ message, at: range?.[0] ?? 0 });
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
