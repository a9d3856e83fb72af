// chorale-node lineage: from which columns each feature of a study is built at this node, and into which model it goes.
import { agreementSchema, studyDocumentSchema, type Agreement, type Study } from '@chorale/models';
import { loadNodeConfig } from '../../config/node-config.js';
import { featureLineage, type FeatureLineage } from '../../features/lineage/feature-lineage.js';
import type { StudyRecord } from '../../storage/study-records.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';

interface LineageOptions extends SharedOptions {
  readonly study?: string;
}

/** What a model card may cite: names alone, no value and no count. */
interface StudyLineage {
  readonly format: 'chorale-lineage/1';
  readonly study: { readonly id: string; readonly name: string; readonly computation: string };
  readonly agreement: { readonly hash: string; readonly title: string };
  /** State that the model is, where the study has led to one at this node. */
  readonly model: { readonly state: string } | null;
  readonly features: readonly FeatureLineage[];
}

export const registerLineage: Register = (parent, run) => {
  const command = parent
    .command('lineage')
    .description(
      'from which columns each feature of a study is built at this node, and into which model it goes',
    )
    .option('--study <name>', 'name or id of the study (default: the only one)');
  run<LineageOptions>(command, lineage, ['config', 'json']);
};

async function lineage(context: CommandContext, { study: wanted }: LineageOptions): Promise<undefined> {
  const store = context.store();
  const record = chooseStudy(store.studies.all(), wanted);
  const study = studyDocumentSchema.parse(jsonOf(record.bytes)) as Study;
  const agreement: Agreement = agreementSchema.parse(jsonOf(store.agreements.find(record.agreement)!.bytes));
  const { data } = await loadNodeConfig(context.configFile);
  const state = store.studies.latestState(record.study)?.state;
  const found: StudyLineage = {
    format: 'chorale-lineage/1',
    study: { id: record.study, name: study.name, computation: study.computation },
    agreement: { hash: record.agreement, title: agreement.title },
    model: state === undefined ? null : { state },
    features: await featureLineage(data, agreement.dictionary, study.features),
  };
  context.result(found, inWords(found));
  return undefined;
}

function chooseStudy(all: readonly StudyRecord[], wanted: string | undefined): StudyRecord {
  const fitting = all.filter(
    ({ study, name }) => wanted === undefined || name === wanted || study.startsWith(wanted),
  );
  const [only, ...others] = fitting;
  if (only && others.length === 0) return only;
  throw new UsageError(
    all.length === 0
      ? 'this node knows no study yet'
      : `choose a study with --study NAME: ${all.map(({ name }) => name).join(', ')}`,
  );
}

function inWords({ study, model, features }: StudyLineage): string {
  const lines = features.map(({ feature, columns }) => {
    const from = columns.map(({ table, source, column, use, desensitise }) => {
      const what = desensitise === null ? '' : ` (${JSON.stringify(desensitise)})`;
      return `${table === 'source' ? source : table}.${column}${what}${use === 'condition' ? ' [condition]' : ''}`;
    });
    return `  ${feature} <- ${from.length === 0 ? 'no column of this party' : from.join(', ')}`;
  });
  return [
    `Study "${study.name}" (${study.computation}), ${model ? `model ${model.state}` : 'no model yet'}`,
    ...lines,
  ].join('\n');
}

function jsonOf(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
