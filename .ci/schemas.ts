// npm run schemas: JSON Schemas of the YAML files that people write, for editors that complete and check them. Each
// program brings those of the files that are read on its machine.
import { nodeConfigSchema } from '@chorale/client-node';
import { agreementSchema, studySchema } from '@chorale/models';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './lock-file.ts';

const DOCUMENTS = { agreement: agreementSchema, study: studySchema };
const SHIPPED: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  'client-node': { node: nodeConfigSchema, ...DOCUMENTS },
  coordinator: DOCUMENTS,
};

/** Path below the root -> text, as the code of today says it. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(SHIPPED).flatMap(([program, schemas]) =>
      Object.entries(schemas).map(([name, schema]): [string, string] => [
        `${program}/schemas/${name}.schema.json`,
        schemaText(name, schema),
      ]),
    ),
  );
}

function schemaText(name: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  return `${JSON.stringify({ title: `${name}.yaml of Chorale`, ...json }, null, 2)}\n`;
}

if (import.meta.main)
  for (const [path, text] of schemaFiles()) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
