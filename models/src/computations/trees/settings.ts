// What a study may set of boosted trees. Defaults were fixed once on six data sets, so that no study spends budget on
// trials.
import { z } from 'zod';
import { MOST_BINS } from './bins.js';
import { objectiveNames } from './objective.js';

export const treesSettingsSchema = z
  .strictObject({
    objective: z
      .enum(objectiveNames)
      .optional()
      .describe('default: logistic for a label of 0 and 1, squared-error for a number; poisson for counts'),
    trees: z.int().min(1).max(2000).default(100).describe('most trees'),
    depth: z.int().min(1).max(8).default(4).describe('levels of splits; each takes a round'),
    leaves: z.int().min(2).max(256).optional().describe('most leaves of a tree; default: 2^depth'),
    learningRate: z
      .number()
      .positive()
      .max(1)
      .optional()
      .describe('default: 0.1, and 0.05 where fewer than 10,000 persons are agreed on; with noise 0.5'),
    l2: z.number().min(0).default(5).describe('ridge on leaf values, in Hessians'),
    minChildWeight: z
      .number()
      .min(0)
      .optional()
      .describe(
        'least sum of Hessians on either side of a split; default: that of 20 persons, who have at most 1/4 each with ' +
          'logistic loss and 1 else',
      ),
    minGain: z.number().min(0).default(0).describe('least gain of a split, in loss summed over persons'),
    bins: z
      .int()
      .min(2)
      .max(MOST_BINS - 1)
      .optional()
      .describe('most bins of a number; default: 64, 32 with noise, and fewer where persons are few'),
    monotone: z
      .record(z.string(), z.union([z.literal(1), z.literal(-1)]))
      .default({})
      .describe('by number feature: 1 where the prediction may only rise with it, -1 only fall'),
    validationShare: z
      .number()
      .gt(0)
      .max(0.5)
      .optional()
      .describe('share of persons who measure the loss instead of training; without noise only'),
    patience: z
      .int()
      .min(1)
      .default(20)
      .describe('with validationShare: trees without a better loss before it stops'),
    splits: z
      .enum(['best', 'random'])
      .optional()
      .describe('default: best, from histograms; with noise random, which only sums leaves'),
    treesPerRound: z
      .int()
      .min(1)
      .max(100)
      .default(5)
      .describe('with random splits: trees that are fitted side by side and averaged'),
    binsShare: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.1)
      .describe('with noise: share of the privacy spent on counting bins'),
    seed: z.int().min(0).default(1).describe('of random splits'),
  })
  .refine(
    ({ leaves, depth }) => leaves === undefined || leaves <= 2 ** depth,
    'leaves must be at most 2^depth',
  );
export type TreesSettings = z.infer<typeof treesSettingsSchema>;
