// The `desensitise` part of a table in node.yaml: what becomes of a column before anything else sees it.
import { z } from 'zod';

const bins = z.union([
  z.strictObject({ width: z.number().positive().describe('a number becomes the lower end of its bin') }),
  z.strictObject({
    edges: z
      .array(z.number())
      .min(1)
      .refine(
        (edges) => edges.every((edge, place) => place === 0 || edge > edges[place - 1]!),
        'have to ascend',
      )
      .describe('a number becomes the greatest edge that it reaches; below the first: the first'),
  }),
]);

const generalisation = z.union([
  z
    .enum(['day', 'month', 'quarter', 'year'])
    .describe('a time becomes the first moment of its day, month...'),
  z.strictObject({ keep: z.int().min(1).max(64).describe('a text keeps so many characters from its start') }),
  z.strictObject({
    map: z
      .record(z.string(), z.string().min(1))
      .describe('a value (case aside): the broader word for it; all others become "other"'),
  }),
]);

export const desensitiseSchema = z.union([
  z.literal('drop').describe('the column is never loaded'),
  z
    .literal('hash')
    .describe(
      'SHA-256 under a key that is made for one reading and forgotten with it: equal values stay equal, no more',
    ),
  z.strictObject({ bin: bins }),
  z.strictObject({ generalise: generalisation }),
]);
export type Desensitise = z.infer<typeof desensitiseSchema>;

/** Column, case aside: what becomes of it. */
export const desensitisedColumns = z
  .record(z.string().min(1), desensitiseSchema)
  .refine(
    (rules) =>
      new Set(Object.keys(rules).map((name) => name.toLowerCase())).size === Object.keys(rules).length,
    'names a column twice',
  )
  .describe('column: drop, hash, { bin: ... } or { generalise: ... }, applied while the source is read');
export type DesensitisedColumns = Readonly<z.infer<typeof desensitisedColumns>>;

const PERSON_STAYS =
  'the column of `person` stays as it is: erasure, consent and hold-outs go by it, and it never leaves the node';
const TIME_STAYS =
  'a column of `time` or `recorded` takes { generalise: day } alone: rounded further, rows from after the snapshot would count as known before it';

/**
 * Keys whose columns take not every rule. Snapshots are midnights, so that a time rounded down to its day stays on its side.
 * @returns why the column of a key may not pass through a rule; undefined where it may.
 */
export function ruleMistake(key: string, rule: Desensitise | undefined): string | undefined {
  if (rule === undefined) return undefined;
  if (key === 'person') return PERSON_STAYS;
  if (key !== 'time' && key !== 'recorded') return undefined;
  const isDay = typeof rule === 'object' && 'generalise' in rule && rule.generalise === 'day';
  return isDay ? undefined : TIME_STAYS;
}

/** How agreements call a rule. */
export function methodOf(rule: Desensitise): 'drop' | 'hash' | 'bin' | 'generalise' {
  if (typeof rule === 'string') return rule;
  return 'bin' in rule ? 'bin' : 'generalise';
}

/** The rule for a column, case aside. */
export function ruleFor(rules: DesensitisedColumns | undefined, column: string): Desensitise | undefined {
  const found = Object.entries(rules ?? {}).find(([name]) => name.toLowerCase() === column.toLowerCase());
  return found?.[1];
}
