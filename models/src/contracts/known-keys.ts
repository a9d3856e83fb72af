// Which keys a schema would have accepted at a place, so that an unknown key can be answered with the
// one that was meant.
import type { z } from 'zod';

interface SchemaDefinition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly options?: readonly z.ZodType[];
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
}

function definitionOf(schema: z.ZodType): SchemaDefinition {
  return schema._zod.def;
}

/** The schema behind optional, default and pipe wrappers; every option of a union. */
function unwrap(schema: z.ZodType): z.ZodType[] {
  const definition = definitionOf(schema);
  const inner = definition.innerType ?? definition.in;
  if (inner) return unwrap(inner);
  return definition.options ? definition.options.flatMap(unwrap) : [schema];
}

function step(schema: z.ZodType, key: PropertyKey): z.ZodType[] {
  const definition = definitionOf(schema);
  const child =
    definition.shape?.[String(key)] ??
    definition.valueType ??
    (typeof key === 'number' ? definition.element : undefined);
  return child ? [child] : [];
}

/** Keys of the objects that `schema` allows at `path`; empty when there is no object. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let here = unwrap(schema);
  for (const key of path) here = here.flatMap((candidate) => step(candidate, key)).flatMap(unwrap);
  return [...new Set(here.flatMap((candidate) => Object.keys(definitionOf(candidate).shape ?? {})))];
}
