// The two columns that every study of uplift names, who was treated and what came of it; all others tell persons apart.
import { z } from 'zod';
import type { Column } from '../../contracts/dictionary.js';
import type { StudyContext } from '../computation.js';

/** Settings by which a study names them. */
export const roleSettings = {
  treated: z.string().min(1).default('treated').describe('feature, yes or no: who was treated, drawn by lot'),
  outcome: z
    .string()
    .min(1)
    .optional()
    .describe("feature, yes or no: what the treatment should bring; default: the dictionary's label"),
};

/** A study's columns by what they are to it. */
export interface Roles {
  readonly treated: string;
  readonly outcome: string;
  /** What persons are told apart by: neither who was treated nor what came of it. */
  readonly telling: readonly Column[];
}

type Named = Pick<
  StudyContext<{ readonly treated: string; readonly outcome?: string | undefined }>,
  'columns' | 'label' | 'settings'
>;

/** @throws RangeError for settings that do not fit the study's features. */
export function rolesOf({ columns, label, settings }: Named): Roles {
  const treated = yesOrNo(columns, 'treated', settings.treated);
  const outcome = outcomeOf(columns, label, settings.outcome);
  if (treated === outcome) throw new RangeError('settings: treated and outcome have to be different columns');
  const telling = columns.filter(({ name }) => name !== treated && name !== outcome);
  if (telling.length === 0)
    throw new RangeError(
      'nothing is left to tell persons apart: name features beside who was treated and what came of it',
    );
  return { treated, outcome, telling };
}

function outcomeOf(columns: readonly Column[], label: Column | undefined, name: string | undefined): string {
  if (name !== undefined && name !== label?.name) return yesOrNo(columns, 'outcome', name);
  if (label === undefined)
    throw new RangeError(
      "settings.outcome: name the yes-or-no feature that the treatment should bring; the agreement's dictionary has no label",
    );
  if (label.type !== 'binary')
    throw new RangeError(`settings.outcome: the label "${label.name}" is a number; name a yes-or-no feature`);
  return label.name;
}

function yesOrNo(columns: readonly Column[], role: 'treated' | 'outcome', name: string): string {
  const column = columns.find((candidate) => candidate.name === name);
  if (column?.type !== 'binary')
    throw new RangeError(
      `settings.${role} names "${name}", which is no yes-or-no feature (type: binary) of the study: ` +
        columns.map((each) => each.name).join(', '),
    );
  return name;
}
