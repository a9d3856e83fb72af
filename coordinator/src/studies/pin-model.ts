// A study that names the model of another one means one state of it: which, is written into its text before it starts.
import {
  plannedComputationByName,
  studyModelSchema,
  type Agreement,
  type Study,
  type StudyModel,
} from '@chorale/models/planning';
import type { AgreementBook } from '../agreements/agreements.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Rows } from '../storage/rows.js';
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
  const { computation, features, settings } = parseStudy(row);
  const theirs = await agreements.termsOf(manager, row.agreement);
  const other = features.find((name) => !meansTheSame(name, theirs, terms));
  if (other !== undefined)
    throw refused(
      `the model of study "${row.name}" takes feature "${other}", which this agreement's dictionary describes otherwise or not at all`,
    );
  const pinned = { study: row.id, state: row.state, computation, features, settings };
  return { ...study, settings: { ...study.settings, model: { study: row.name, pinned } } };
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

function meansTheSame(name: string, one: Agreement, other: Agreement): boolean {
  const [theirs, ours] = [one, other].map(({ dictionary }) =>
    dictionary.features.find((feature) => feature.name === name),
  );
  return ours !== undefined && meaningOf(theirs) === meaningOf(ours);
}

/** Everything but the words for people. */
function meaningOf(feature: object | undefined): string {
  const entries = Object.entries(feature ?? {}).filter(([key]) => key !== 'description');
  return JSON.stringify(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function refused(reason: string): CoordinatorError {
  return new CoordinatorError('study-refused', reason);
}
