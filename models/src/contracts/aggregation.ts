// How a study makes one sum out of what a round opened: the plain sum over everybody, or a robust rule over the sums of
// disjoint groups.
import { z } from 'zod';

export const aggregationRules = ['sum', 'median', 'trimmed-mean', 'krum'] as const;
export type AggregationRule = (typeof aggregationRules)[number];

const groupSize = z
  .int()
  .min(3)
  .max(1000)
  .describe('nodes that are drawn into a group; at least kMin of the agreement');
const trim = z
  .int()
  .min(1)
  .max(1000)
  .describe('groups that may be bad: cut off at each end (trimmed-mean), or stood up to (krum)');

export const aggregationSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('sum') }),
  z.strictObject({ rule: z.literal('median'), groupSize }),
  z.strictObject({ rule: z.literal('trimmed-mean'), groupSize, trim }),
  z.strictObject({ rule: z.literal('krum'), groupSize, trim }),
]);
export type Aggregation = z.infer<typeof aggregationSchema>;
/** A rule over the means of disjoint groups. */
export type GroupedAggregation = Exclude<Aggregation, { readonly rule: 'sum' }>;

/** Below this number of opened groups the rule withstands nothing, or less than it says. */
export function fewestGroups(aggregation: GroupedAggregation): number {
  switch (aggregation.rule) {
    case 'median':
      return 3;
    case 'trimmed-mean':
      return 2 * aggregation.trim + 1;
    case 'krum':
      return 2 * aggregation.trim + 3; // Blanchard et al. 2017, Prop. 4.2
  }
}
