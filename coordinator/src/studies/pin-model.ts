// A study that names the model of another one means one state of it: which, is written into its text before it starts.
import {
  featureMeantOtherwise,
  plannedComputationByName,
  studyModelSchema,
  type Agreement,
  type Study,
  type StudyModel,
} from '@chorale/models/planning';
import type { AgreementBook } from '../agreements/agreements.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Rows } from '../storage/rows.js';
import type { StudyRow } from '../storage/tables/round-tables.js';
import { findStudy, parseStudy } from './study-record.js';

/**
 * The study with its `settings.model` pinned to the last state of the study that it names; unchanged where it takes no model. What the
 * model says, the coordinator does not know.
 * @throws CoordinatorError `study-refused` for a study that has not finished, or whose features mean something else here.
 */
export async function pinModel(
  manager: Rows,
  agreements: AgreementBook,
  terms: Agreement,
  study: Study,
): Promise<Study> {
  const named = namedModel(study);
  if (!named) return study;
  const row = await findStudy(manager, named.study);
  if (row.status !== 'finished')
    throw refused(`study "${row.name}" is ${row.status}; only a finished one has a model to take`);
  const pinned = pinnedModel(row);
  const theirs = await agreements.termsOf(manager, row.agreement);
  const other = featureMeantOtherwise(pinned.features, theirs, terms);
  if (other !== undefined)
    throw refused(
      `the model of study "${row.name}" takes feature "${other}", which this agreement's dictionary describes otherwise or not at all`,
    );
  return { ...study, settings: { ...study.settings, model: { study: row.name, pinned } } };
}

/** The model that a finished study ended with. */
export function pinnedModel(row: StudyRow): NonNullable<StudyModel['pinned']> {
  const { computation, features, settings } = parseStudy(row);
  return { study: row.id, state: row.state, computation, features, settings };
}

function namedModel({ computation, settings }: Study): StudyModel | undefined {
  if (settings['model'] === undefined || !takesModel(computation)) return undefined;
  const parsed = studyModelSchema.safeParse(settings['model']);
  if (!parsed.success) throw refused('settings.model: write { study: NAME } of a finished study');
  return parsed.data;
}

function takesModel(computation: string): boolean {
  try {
    return plannedComputationByName(computation).takesModel ?? false;
  } catch (error) {
    if (error instanceof RangeError) throw refused(error.message);
    throw error;
  }
}

function refused(reason: string): CoordinatorError {
  return new CoordinatorError('study-refused', reason);
}
