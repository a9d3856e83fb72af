// One way to read every configuration file: strict, all mistakes at once, each with its line.
import { firstOf, mistakeInWords, readWritten } from '@chorale/models';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';

const largestFileBytes = 4_000_000;

/** What `init` writes where only a person knows the answer. */
export const fillIn = 'FILL-IN';

export interface ConfigIssue {
  /** Dotted path inside the file; empty for the file as a whole. */
  readonly path: string;
  /** 1-based line, where one is known. */
  readonly line: number | undefined;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

/** A configuration file that cannot be used; the message lists every issue. Exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly file: string,
    readonly issues: readonly ConfigIssue[],
  ) {
    const lines = issues.map(({ path, line, message }) => {
      const place = [line === undefined ? '' : `line ${line}`, path].filter((part) => part !== '').join(', ');
      return place === '' ? `  ${message}` : `  ${place}: ${message}`;
    });
    const count = issues.length === 1 ? 'a problem' : `${issues.length} problems`;
    super(`${basename(file)} has ${count}:\n${firstOf(lines).join('\n')}`);
  }
}

/**
 * Reads a YAML file and checks it against a strict schema.
 * @throws ConfigError with all issues: unreadable file, YAML mistakes, aliases, unknown keys (with the closest
 * known one), wrong or missing values, and places that still say FILL-IN.
 */
export async function loadYaml<Output>(path: string, schema: z.ZodType<Output>): Promise<Output> {
  const failed = (message: string): never => {
    throw new ConfigError(path, [{ path: '', line: undefined, message }]);
  };
  let text = '';
  try {
    const { size } = await stat(path);
    if (size > largestFileBytes)
      failed(`the file has ${size} bytes; a configuration has at most ${largestFileBytes}`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown reason'})`;
    failed(`${reason}: ${path}. Check the path and the rights of the user that runs this program.`);
  }
  return parseYaml(text, path, schema);
}

/**
 * The document of a text as it stands, before any schema.
 * @throws ConfigError for text that is no YAML, and for aliases.
 */
export function parseYamlText(text: string, file: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes = [
    ...document.errors.map(({ message, pos }) => ({ message: `not valid YAML: ${message}`, at: pos[0] })),
    ...aliasesIn(document),
  ];
  if (mistakes.length === 0) return { document, lines };
  throw new ConfigError(
    file,
    mistakes.map(({ message, at }) => ({ path: '', line: lines.linePos(at).line, message })),
  );
}

/** `loadYaml` for text that is already in memory; `file` only names it in messages. */
export function parseYaml<Output>(text: string, file: string, schema: z.ZodType<Output>): Output {
  const { document, lines } = parseYamlText(text, file);
  const value: unknown = document.toJS();
  const source: Source = { document, lines };
  const unfilled = [...findUnfilled(value, [])];
  // Nothing is quoted: a value may hold a password.
  const reading = readWritten(schema, value);
  if (reading.isRight && unfilled.length === 0) return reading.data;
  const open = new Set(unfilled.map((path) => pathInWords(source, path)));
  const issues = [
    ...unfilled.map((path) =>
      issueAt(source, path, `still says ${fillIn}; the comments of the file say what to write`),
    ),
    ...(reading.isRight ? [] : reading.mistakes)
      .map((mistake) => issueAt(source, mistake.path, mistakeInWords(mistake)))
      .filter(({ path }) => !open.has(path)),
  ].sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
  throw new ConfigError(file, issues);
}

/** A few lines of them stand for more values than any memory holds, or for one that contains itself. */
function aliasesIn(document: Document.Parsed): { readonly message: string; readonly at: number }[] {
  const found: { message: string; at: number }[] = [];
  visit(document, {
    Alias: (_, { source, range }) => {
      const message = `*${source} repeats another place of the file; write the value itself`;
      found.push({ message, at: range?.[0] ?? 0 });
    },
  });
  return found;
}

interface Source {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

type Path = readonly PropertyKey[];

function* findUnfilled(value: unknown, path: Path): Generator<Path> {
  if (value === fillIn) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield* findUnfilled(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function issueAt(source: Source, path: Path, message: string): ConfigIssue {
  return { path: pathInWords(source, path), line: lineOf(source, path), message };
}

/** Dotted path; an entry of a list also by the name it gives itself. */
function pathInWords({ document }: Source, path: Path): string {
  const words = path.map((key, index) => {
    const name = typeof key === 'number' ? document.getIn([...path.slice(0, index + 1), 'name']) : undefined;
    return typeof name === 'string' ? `${String(key)} (${name})` : String(key);
  });
  return words.join('.');
}

/** Line of the key at `path`, or of the nearest parent that is in the file. */
function lineOf({ document, lines }: Source, path: Path): number | undefined {
  for (let length = path.length; length >= 1; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
