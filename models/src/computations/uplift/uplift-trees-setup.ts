// What a study of uplift by trees fixes before its first round.
import { z } from 'zod';
import type { Column } from '../../contracts/dictionary.js';
import type { StudyContext } from '../computation.js';
import { boostedTrees, type BoostedTreesState } from '../trees/boosted-trees.js';
import { treesSettingsSchema } from '../trees/settings.js';
import { armFitsOf } from './arms.js';
import { roleSettings, rolesOf } from './roles.js';
import { EFFECT } from './tree-effects.js';

export const upliftTreesSettingsSchema = z.strictObject({
  ...roleSettings,
  learner: z
    .enum(['t', 'x'])
    .default('x')
    .describe('t: trees for each arm; x: trees of the effects of single persons on top'),
  trees: z.int().min(1).max(500).default(30).describe("trees of each arm, and of each arm's effects"),
  depth: z.int().min(1).max(6).default(3).describe('levels of splits; each takes a round'),
  learningRate: z.number().positive().max(1).default(0.1),
  leastPersons: z
    .int()
    .min(1)
    .default(200)
    .describe(
      'persons of an arm on either side of a split: effects are small, and few persons say little of one',
    ),
  splits: z
    .int()
    .min(0)
    .max(20)
    .default(3)
    .describe('halvings of the persons, one half learned from and the other measured, for Qini'),
});
export type UpliftTreesSettings = z.infer<typeof upliftTreesSettingsSchema>;

export interface UpliftTreesSetup {
  /** What persons are told apart by: neither who was treated nor what came of it. */
  readonly columns: readonly Column[];
  readonly treated: string;
  readonly outcome: string;
  readonly people: number;
  readonly nodes: number;
  readonly learner: 't' | 'x';
  readonly splits: number;
  readonly trees: number;
  readonly depth: number;
  readonly learningRate: number;
  readonly leastPersons: number;
}

/** @throws RangeError for settings that do not fit the study's features. */
export function upliftTreesSetup(context: StudyContext<UpliftTreesSettings>): UpliftTreesSetup {
  const { people, nodes, settings } = context;
  const { treated, outcome, telling } = rolesOf(context);
  return { ...settings, columns: telling, treated, outcome, people, nodes };
}

/** Both arms of each fit, as they stand before the first round. */
export function startArms(setup: UpliftTreesSetup): BoostedTreesState[] {
  return startTrees(setup, { name: setup.outcome, type: 'binary', lower: 0, upper: 1 });
}

export function startEffects(setup: UpliftTreesSetup): BoostedTreesState[] {
  return startTrees(setup, { name: EFFECT, type: 'number', lower: -1, upper: 1 });
}

/** With logistic loss a person's Hessian is a quarter at most, with squared errors 1. */
function startTrees(setup: UpliftTreesSetup, label: Column): BoostedTreesState[] {
  const { columns, people, nodes, trees, depth, learningRate, leastPersons } = setup;
  const minChildWeight = label.type === 'number' ? leastPersons : leastPersons / 4;
  const settings = treesSettingsSchema.parse({ trees, depth, learningRate, minChildWeight });
  const context = { columns, label, people, nodes, mode: 'none', settings } as const;
  const first = boostedTrees.start(context, { stdDevOverClip: [0] });
  return armFitsOf(setup).map(() => first);
}
