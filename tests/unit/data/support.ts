// What the data tests share: samples and little files.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dictionarySchema, type Dictionary } from '@chorale/models';
import {
  dataSchema,
  type DataConfig,
  type OneTableData,
} from '../../../client-node/src/config/data-schema.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { loadYaml } from '../../../client-node/src/config/load-yaml.js';
import { loadNodeConfig, type NodeConfig } from '../../../client-node/src/config/node-config.js';
import { DataError } from '../../../client-node/src/ingest/data-error.js';
import type { Rights } from '../../../client-node/src/rights/rights.js';
import { preparePeople, type PreparedPeople } from '../../../client-node/src/features/prepare-people.js';

export const sampleNames = ['retail', 'telco', 'bank', 'sessions'] as const;
export type SampleName = (typeof sampleNames)[number];

const samples = join(import.meta.dirname, 'samples');

export function sampleDictionary(name: SampleName): Promise<Dictionary> {
  return loadYaml(join(samples, `${name}-dictionary.yaml`), dictionarySchema);
}

export function sampleNode(name: SampleName): Promise<NodeConfig> {
  return loadNodeConfig(join(samples, `${name}-node.yaml`));
}

/** A sample's data configuration, reading another file. */
export async function sampleOn(name: SampleName, file: string): Promise<OneTableData> {
  const { data } = await sampleNode(name);
  if (data.shape === 'tables') throw new Error(`sample ${name} has several tables`);
  return { ...data, source: { file, encoding: 'utf-8', decimalSeparator: '.' } };
}

const newFolder = temporaryFolders();

/** A file in a folder of its own, with this content; the folder goes after the tests. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(newFolder(), name);
  writeFileSync(path, content);
  return path;
}

export function dataOf(settings: Record<string, unknown>): DataConfig {
  return dataSchema.parse(settings);
}

export function dictionaryOf(...features: Record<string, unknown>[]): Dictionary {
  return dictionarySchema.parse({ features, label: { name: 'label' } });
}

/** Of an agreement whose purpose no configuration here names. */
export const rights: Rights = { purpose: 'research', isErased: undefined };

export function prepareForTraining(data: DataConfig, dictionary: Dictionary): Promise<PreparedPeople> {
  return preparePeople(data, dictionary, { purpose: 'training', rights });
}

/** The data error that a step ends with. */
export async function dataErrorOf(step: Promise<unknown>): Promise<DataError> {
  const outcome = await step.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof DataError) return outcome;
  throw outcome instanceof Error ? outcome : new Error('no error at all');
}

export function columnOf({ people }: PreparedPeople, name: string): number[] {
  const column = people.columns.get(name);
  if (!column) throw new Error(`no column ${name}: ${[...people.columns.keys()].join(', ')}`);
  return [...column];
}
