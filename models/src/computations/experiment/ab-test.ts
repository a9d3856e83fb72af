// Did the campaign cause it? Two arms, drawn by lot before: the effect on each outcome, in one round.
import { z } from 'zod';
import type { Column } from '../../contracts/dictionary.js';
import type { Computation, OpenedSum, StudyContext, StudyNoise } from '../computation.js';
import { designOf } from '../design.js';
import { noFurther } from '../ended.js';
import { abResult, type AbResult } from './ab-result.js';
import { abLayout, contributeAb, readArm, type Measured } from './ab-sums.js';

const settingsSchema = z.strictObject({
  treated: z.string().min(1).describe('feature, yes or no: who was treated'),
  outcomes: z.array(z.string().min(1)).min(1).max(64).describe('features: what the treatment should change'),
  covariate: z
    .string()
    .min(1)
    .optional()
    .describe('feature known before the treatment that tells of the outcome, such as earlier spend (CUPED)'),
  expectedShare: z.number().gt(0).lt(1).default(0.5).describe('share of persons that the lot should treat'),
  confidence: z.number().min(0.5).max(0.9999).default(0.95),
  plannedPersons: z
    .int()
    .min(10)
    .optional()
    .describe("at how many persons the anytime interval is narrowest; default: the agreement's people"),
});
export type AbTestSettings = z.infer<typeof settingsSchema>;

export interface AbTestState {
  readonly treated: string;
  readonly measured: Measured;
  readonly people: number;
  readonly expectedShare: number;
  readonly confidence: number;
  readonly plannedPersons: number;
  readonly noiseOverClip: number;
  readonly result: AbResult | null;
}
type State = AbTestState;

function start({ columns, people, settings }: StudyContext<AbTestSettings>, noise: StudyNoise): State {
  const { treated, outcomes, covariate, expectedShare, confidence, plannedPersons } = settings;
  if (columnNamed(columns, 'treated', treated).type !== 'binary')
    throw new RangeError(`settings.treated: "${treated}" has to be a yes-or-no feature (type: binary)`);
  const twice = [treated, ...outcomes, ...(covariate === undefined ? [] : [covariate])];
  if (new Set(twice).size < twice.length)
    throw new RangeError('settings: treated, outcomes and covariate have to be different features');
  const named = [
    ...outcomes.map((name) => columnNamed(columns, 'outcomes', name)),
    ...(covariate === undefined ? [] : [columnNamed(columns, 'covariate', covariate)]),
  ];
  return {
    treated,
    measured: { design: designOf(named), outcomes: outcomes.length },
    people,
    expectedShare,
    confidence,
    plannedPersons: plannedPersons ?? people,
    noiseOverClip: noise.stdDevOverClip[0]!,
    result: null,
  };
}

/** @throws RangeError for what is no number or yes-or-no among the features. */
function columnNamed(columns: readonly Column[], role: string, name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined)
    throw new RangeError(
      `settings.${role} names "${name}", which is no number or yes-or-no among the study's features: ` +
        columns.map((each) => each.name).join(', '),
    );
  return column;
}

function update(state: State, sum: OpenedSum): State {
  if (state.result !== null) throw noFurther('sum');
  const { measured, people, expectedShare, confidence, plannedPersons, noiseOverClip } = state;
  const noiseStdDev = noiseOverClip * abLayout(measured, people).clipNormL2;
  const terms = { measured, expectedShare, confidence, plannedPersons, noiseStdDev };
  const result = abResult(terms, readArm(measured, sum, 'control'), readArm(measured, sum, 'treated'));
  return { ...state, result };
}

export const abTest: Computation<AbTestSettings, State> = {
  name: 'ab-test',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  settings: settingsSchema,
  schedule: ({ mode }) => [{ samplingRate: 1, relativeNoise: mode === 'none' ? 0 : 1 }],
  start,
  layout: ({ measured, people }) => abLayout(measured, people),
  contribute: ({ measured, treated }, people) => contributeAb(measured, treated, people),
  update,
  done: (state) => state.result !== null,
  model: () => undefined,
  result: ({ result }) => result ?? undefined,
};
