// What people write, read by a strict schema; mistakes are told in plain words: where, what is expected, what to do, what stands there.
import type { z } from 'zod';
import { didYouMean } from './closest.js';
import { knownKeys } from './known-keys.js';
import { expectation, oneOf } from './expectations.js';

export interface Mistake {
  readonly path: readonly PropertyKey[];
  /** The path in words; entries of lists also by the name that they give themselves. */
  readonly place: string;
  /** What is expected there and what to do. */
  readonly message: string;
  /** What stands there; undefined where nothing does, or where it may be a secret. */
  readonly given: string | undefined;
}

export type Reading<Output> =
  | { readonly isRight: true; readonly data: Output }
  | { readonly isRight: false; readonly mistakes: readonly Mistake[] };

interface ReadOptions {
  /** Whether mistakes quote what stands there: only of texts that hold no secrets. By default they name its kind. */
  readonly quotes?: boolean;
}

/** Longest quotation, and longest name of a key, in characters. */
const LONGEST_QUOTED = 60;

/** Holds what a person wrote against a schema, and tells all that is wrong with it. */
export function readWritten<Output>(
  schema: z.ZodType<Output>,
  written: unknown,
  { quotes = false }: ReadOptions = {},
): Reading<Output> {
  const parsed = schema.safeParse(written, { error: expectation });
  if (parsed.success) return { isRight: true, data: parsed.data };
  const source: Source = { schema, written, quotes };
  return { isRight: false, mistakes: parsed.error.issues.flatMap((issue) => mistakesOf(source, issue)) };
}

const MOST_MISTAKES = 20;
const LONGEST_MESSAGE = 600;

/** A line each, the first ones of many. */
export function mistakesInWords(mistakes: readonly Mistake[]): string[] {
  return firstOf(mistakes.map((mistake) => `${mistake.place}: ${mistakeInWords(mistake)}`));
}

/** Lines of which nobody reads thousands. */
export function firstOf(lines: readonly string[]): string[] {
  const more = lines.length - MOST_MISTAKES;
  return more > 0 ? [...lines.slice(0, MOST_MISTAKES), `and ${more} more; mend these first`] : [...lines];
}

/** Without its place. */
export function mistakeInWords({ message, given }: Pick<Mistake, 'message' | 'given'>): string {
  return clipped(message, LONGEST_MESSAGE) + (given === undefined ? '' : ` (given: ${given})`);
}

interface Source extends Required<ReadOptions> {
  readonly schema: z.ZodType;
  readonly written: unknown;
}

function mistakesOf(source: Source, issue: z.core.$ZodIssue): Mistake[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(source.schema, issue.path);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { path, place: placeOf(source, path), message: unknownKey(key, known), given: undefined };
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return ofUnion(source, issue);
  return [mistakeAt(source, issue.path, issue.message, issue.code)];
}

function mistakeAt(source: Source, path: Mistake['path'], message: string, code: string): Mistake {
  return { path, place: placeOf(source, path), message, given: givenAt(source, path, code) };
}

function placeOf({ written }: Source, path: Mistake['path']): string {
  const words = path.map((key, index) => {
    const name =
      typeof key === 'number' ? valueAt(written, [...path.slice(0, index + 1), 'name']) : undefined;
    return shown(typeof name === 'string' ? `${String(key)} (${name})` : String(key));
  });
  return words.join('.') || 'document';
}

function unknownKey(key: string, known: readonly string[]): string {
  const list = known.length > 0 ? ` Known here: ${known.join(', ')}.` : ' Take it out.';
  return `unknown key "${shown(key)}".${didYouMean(key, known)}${list}`;
}

/** Of a union, the option that comes nearest to what was written. */
function ofUnion(source: Source, issue: z.core.$ZodIssueInvalidUnion): Mistake[] {
  const { path, errors } = issue;
  const written = valueAt(source.written, path);
  if (written === undefined) return [mistakeAt(source, path, 'is missing', issue.code)];
  const tag = unknownTag(issue);
  if (tag) {
    const at = [...path, ...tag.path];
    return [mistakeAt(source, at, oneOf(tag.values, valueAt(source.written, at)), 'invalid_value')];
  }
  const sameKind = errors.filter(
    (nested) => !nested.some((inner) => inner.path.length === 0 && /^invalid_(type|value)$/.test(inner.code)),
  );
  const [nearest] = sameKind.toSorted((left, right) => left.length - right.length);
  if (nearest)
    return nearest.flatMap((inner) => mistakesOf(source, { ...inner, path: [...path, ...inner.path] }));
  const expected = new Set(errors.flatMap((nested) => nested.map(({ message }) => message)));
  return [mistakeAt(source, path, [...expected].join(' Or: '), 'invalid_type')];
}

/** The key, such as `type`, whose value none of the options knows. */
function unknownTag({
  errors,
}: z.core.$ZodIssueInvalidUnion): { readonly path: PropertyKey[]; readonly values: string[] } | undefined {
  const tags = errors.map((nested) =>
    nested.find(({ code, path }) => code === 'invalid_value' && path.length === 1),
  );
  const path = tags[0]?.path;
  if (path === undefined || tags.some((tag) => tag?.path[0] !== path[0])) return undefined;
  return {
    path,
    values: tags.flatMap((tag) => (tag?.code === 'invalid_value' ? tag.values.map(String) : [])),
  };
}

function givenAt({ written, quotes }: Source, path: Mistake['path'], code: string): string | undefined {
  const value = valueAt(written, path);
  if (value === undefined) return undefined;
  if (quotes && typeof value === 'string') return printable(JSON.stringify(clipped(value, LONGEST_QUOTED)));
  if (quotes && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  return code === 'invalid_type' ? kindOf(value) : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  const kinds: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
  };
  return kinds[typeof value] ?? 'keys with values';
}

function valueAt(written: unknown, path: Mistake['path']): unknown {
  let value = written;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return value;
}

function shown(text: string): string {
  return printable(clipped(text, LONGEST_QUOTED));
}

function clipped(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
}

/** Terminals obey some characters. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '?');
}
