// node.yaml: who this node is, whom it talks to, where its rows are, and where scored lists go.
import { dirname, resolve } from 'node:path';
import { populationLimitsSchema } from '@chorale/models/planning';
import { z } from 'zod';
import { dataSchema, type DataConfig } from './data-schema.js';
import { deadlineSchema } from '../rights/deadline.js';
import { loadYaml } from './load-yaml.js';
import { offersSchema, type OffersConfig } from './offers-schema.js';
import type { Source } from './source-schema.js';

/** Who approves studies: a person, or this node by itself. */
const approvalPolicies = ['by-hand', 'studies-under-signed-agreements'] as const;
export type ApprovalPolicy = (typeof approvalPolicies)[number];

const scoreSchema = z.strictObject({
  output: z
    .string()
    .regex(/\.(csv|json|parquet)$/, 'has to end in .csv, .json or .parquet')
    .default('scores.csv')
    .describe('scored list, relative to node.yaml; the ending decides the format'),
  snapshot: z
    .union([z.iso.date(), z.literal('latest')])
    .default('latest')
    .describe('transactions: score people as of this day; latest: the day after the last line'),
  offers: offersSchema.prefault({}),
});

export const nodeConfigSchema = z.strictObject({
  format: z.literal('chorale-node/1'),
  name: z.string().min(1).max(80).describe('name of this node, shown to the other members'),
  coordinator: z
    .url({ protocol: /^https?$/, error: 'has to be an address such as https://coordinator.example.org:7400' })
    .describe('address of the coordinator; plain http only on this machine'),
  population: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'use lower-case letters, digits and -')
    .default('customers')
    .describe('whose privacy budget is spent, in whatever file these people come'),
  budgetLimits: populationLimitsSchema
    .prefault({})
    .describe('what this node allows at most for its population, however much was signed'),
  approve: z
    .enum(approvalPolicies)
    .default('by-hand')
    .describe(
      'who approves studies for this member: a person, with "chorale-node study approve"; or this policy, for every study ' +
        'that fits an agreement which this node signed',
    ),
  data: dataSchema,
  score: scoreSchema.prefault({}),
  erasureDeadline: deadlineSchema.describe('how long a request for erasure may take'),
  tensorBackend: z
    .enum(['wasm', 'tfjs-node', 'cpu'])
    .default('wasm')
    .describe('what networks are trained and scored with; tfjs-node only where it installed'),
});
export type NodeConfig = z.infer<typeof nodeConfigSchema>;

/**
 * Reads node.yaml; paths inside it become absolute, from the folder that it lies in.
 * @throws ConfigError with all mistakes at once.
 */
export async function loadNodeConfig(path: string): Promise<NodeConfig> {
  const config = await loadYaml(path, nodeConfigSchema);
  const base = dirname(resolve(path));
  return {
    ...config,
    data: resolveDataPaths(config.data, base),
    score: {
      ...config.score,
      output: resolve(base, config.score.output),
      offers: resolveOffers(config.score.offers, base),
    },
  };
}

function resolveOffers(offers: OffersConfig, base: string): OffersConfig {
  const { without } = offers;
  if (without === undefined || Array.isArray(without)) return offers;
  return { ...offers, without: { file: resolve(base, without.file) } };
}

/** The same data configuration with every path absolute, seen from `base`. */
export function resolveDataPaths(data: DataConfig, base: string): DataConfig {
  const { exclude, marketingOptOut, consent } = data;
  const inFile = <Part extends object>(part: Part): Part =>
    'file' in part && typeof part.file === 'string' ? { ...part, file: resolve(base, part.file) } : part;
  const resolved = (given: Source): Source =>
    'sqlite' in given ? { ...given, sqlite: resolve(base, given.sqlite) } : inFile(given);
  const rows =
    data.shape === 'tables'
      ? {
          ...data,
          tables: Object.fromEntries(
            Object.entries(data.tables).map(([name, table]) => [
              name,
              { ...table, source: resolved(table.source) },
            ]),
          ),
        }
      : { ...data, source: resolved(data.source) };
  return {
    ...rows,
    ...(exclude && { exclude: inFile(exclude) }),
    ...(marketingOptOut && { marketingOptOut: inFile(marketingOptOut) }),
    ...(consent && {
      consent: {
        purposes: Object.fromEntries(
          Object.entries(consent.purposes).map(([purpose, basis]) => [
            purpose,
            typeof basis === 'object' ? inFile(basis) : basis,
          ]),
        ),
        ...(consent.register && {
          register: { ...consent.register, source: resolved(consent.register.source) },
        }),
      },
    }),
  };
}
