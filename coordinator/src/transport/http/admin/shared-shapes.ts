// Shapes that have a name stand in the OpenAPI document once, and programs know them by it.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type Json = Readonly<Record<string, unknown>>;
/** Of what is read or of what is answered: the two differ where a value may be left out, or becomes another. */
export type Direction = 'input' | 'output';

const ZOD_DEFINITIONS = '#/$defs/';
const COMPONENTS = '#/components/schemas/';

/** Gathers the named shapes (`.meta({ id })`) below everything that it was asked for. */
export class SharedShapes {
  readonly #byName = new Map<string, Json>();

  /**
   * @returns a JSON Schema that refers to the named shapes; itself a reference where the shape has a name.
   * @throws Error where two shapes have one name, or one shape is read and answered in different forms.
   */
  schemaOf(shape: z.ZodType, io: Direction): Json {
    // The dialect of OpenAPI 3.1 is JSON Schema 2020-12, which is what zod writes.
    const written = z.toJSONSchema(shape, { io, unrepresentable: 'any' });
    const {
      $schema: _,
      $defs = {},
      ...schema
    } = JSON.parse(JSON.stringify(written), asComponent) as Json & {
      $defs?: Readonly<Record<string, Json>>;
    };
    for (const [name, named] of Object.entries($defs)) this.#add(name, named);
    return schema;
  }

  /** By name, in the order of the alphabet. */
  all(): Json {
    return Object.fromEntries([...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #add(name: string, schema: Json): void {
    const known = this.#byName.get(name);
    if (known !== undefined && !isDeepStrictEqual(known, schema))
      throw new Error(`two shapes are called ${name}; each form of a shape needs a name of its own`);
    this.#byName.set(name, schema);
  }
}

function asComponent(key: string, value: unknown): unknown {
  return key === '$ref' && typeof value === 'string' ? value.replace(ZOD_DEFINITIONS, COMPONENTS) : value;
}
