// JSON Schemas of the configuration files, for editors that complete and check YAML.
import { agreementSchema, studySchema } from '@chorale/models';
import { z } from 'zod';
import { nodeConfigSchema } from './node-config.js';

const schemas = { node: nodeConfigSchema, agreement: agreementSchema, study: studySchema };

/** File name below `schemas/` -> its text, as the code of today says it. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(schemas).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
      return [
        `${name}.schema.json`,
        `${JSON.stringify({ title: `${name}.yaml of Chorale`, ...json }, null, 2)}\n`,
      ];
    }),
  );
}
