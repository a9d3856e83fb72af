// What a schema expects, in plain words with what to do: zod's own words are for programmers.
import type { z } from 'zod';
import { didYouMean } from './closest.js';

/** For `safeParse`; what a schema says itself goes before it. */
export function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return ofType(issue);
    case 'invalid_value':
      return oneOf(issue.values.map(String), issue.input);
    case 'too_small':
      return ofSize(issue.origin, 'least', issue.minimum, issue.exact === true, issue.inclusive ?? true);
    case 'too_big':
      return ofSize(issue.origin, 'most', issue.maximum, issue.exact === true, issue.inclusive ?? true);
    case 'not_multiple_of':
      return `has to be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return ofFormat(issue);
    case 'invalid_union':
      return ofChoice(issue);
    case 'invalid_key':
      return `has a key that cannot be: ${issue.issues.map(({ message }) => message).join('; ')}`;
    case 'custom':
      return 'cannot be like this';
    default:
      return undefined;
  }
}

/** @param written what stands there, where a choice may have been meant. */
export function oneOf(values: readonly string[], written: unknown): string {
  const [only, ...more] = values;
  if (written === undefined)
    return `is missing: write ${more.length > 0 ? 'one of ' : ''}${values.join(', ')}`;
  const meant = typeof written === 'string' ? didYouMean(written, values) : '';
  return more.length > 0 ? `has to be one of ${values.join(', ')}.${meant}` : `has to be ${only}`;
}

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  null: 'null',
};

const formats: Readonly<Record<string, string>> = {
  date: 'a day such as 2026-12-31',
  datetime: 'a moment such as 2026-12-31T08:00:00Z',
  url: 'an address such as https://example.org',
  email: 'an e-mail address',
  base64: 'base64',
  uuid: 'a UUID',
};

function ofType({ expected, input, path, inst }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  const format = inst && 'format' in inst._zod.def ? formats[String(inst._zod.def.format)] : undefined;
  const type = format ?? types[expected] ?? expected;
  if (input === undefined) return `is missing: write ${type}`;
  return `has to be ${type}: ${remedyOf(expected, input, (path ?? []).length === 0) ?? 'write one'}`;
}

function remedyOf(expected: string, written: unknown, isDocument: boolean): string | undefined {
  if (written === null && !isDocument) return 'write it after the colon, or take the key out';
  const isText = typeof written === 'string';
  const isNumber = expected === 'number' || expected === 'int';
  if (isNumber && isText && written.trim() !== '' && Number.isFinite(Number(written)))
    return 'write it without quotation marks';
  if (expected === 'boolean') return 'write one of them, without quotation marks';
  if (expected === 'string' && /^(number|boolean)$/.test(typeof written))
    return 'put it into quotation marks';
  if (expected === 'array') return 'put what stands there into [ ], with commas between entries';
  if (expected === 'object' || expected === 'record') return 'write `key: value`, a line each';
  return undefined;
}

const parts: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  map: ['key', 'keys'],
};

function ofSize(
  origin: string,
  end: 'least' | 'most',
  bound: number | bigint,
  isExact: boolean,
  isInclusive: boolean,
): string {
  const [one, many] = parts[origin] ?? [];
  const isLeast = end === 'least';
  if (one === undefined) {
    if (isExact) return `has to be ${bound}`;
    if (isInclusive) return `has to be at ${end} ${bound}: write a ${isLeast ? 'larger' : 'smaller'} number`;
    return `has to be ${isLeast ? 'more' : 'less'} than ${bound}`;
  }
  const counted = `${bound} ${Number(bound) === 1 ? one : many!}`;
  if (isExact) return `has to have ${counted}`;
  if (isLeast && Number(bound) === 1)
    return `is empty: write ${origin === 'string' ? 'a text' : 'at least one entry'}`;
  return `has to have at ${end} ${counted}: ${isLeast ? 'add some' : 'take some out'}`;
}

function ofFormat(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidStringFormat>): string {
  const { format, pattern } = issue;
  const known = formats[format];
  if (known !== undefined) return `has to be ${known}`;
  return pattern === undefined ? `has to be of format ${format}` : `has to match ${pattern}`;
}

/** Of options that are told apart by one key. */
function ofChoice({
  options,
  discriminator,
  input,
}: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  if (!Array.isArray(options) || typeof discriminator !== 'string') return 'cannot be like this';
  const written = (input as Readonly<Record<string, unknown>>)[discriminator];
  return oneOf(options.map(String), written);
}
