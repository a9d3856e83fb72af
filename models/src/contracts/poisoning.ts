// What an agreement lets follow when a study over groups names suspects.
import { z } from 'zod';

/** Below this score nobody is named, however often it is repeated: honest members differ for good, but not that far. */
export const SUSPECT_SCORE = 2;
/** Of a node: the groups that it was in all stood out as far as scores go. */
export const MOST_NODE_SCORE = 10;

export const poisoningSchema = z.strictObject({
  excludeAbove: z
    .number()
    .min(SUSPECT_SCORE)
    .max(MOST_NODE_SCORE)
    .describe(
      'nodes that an ended study over groups suspects at this score or more are left out of studies that are proposed later under this agreement',
    ),
});
export type PoisoningRule = z.infer<typeof poisoningSchema>;

/** What has the right form is an id; whose it is, nodes check. */
function idOf(bytes: number): z.ZodString {
  const form = new RegExp(`^[0-9a-f]{${2 * bytes}}$`);
  return z.string().regex(form, `has to be ${2 * bytes} hex digits`);
}

/**
 * Who is left out of a study, and the evidence. It is part of the study's document, so that all who take part in the study stand on
 * the same one; every node derives it again.
 */
export const exclusionsSchema = z.strictObject({
  follows: idOf(32).nullable().describe('study that was proposed before this one under the agreement'),
  searches: z
    .array(
      z.strictObject({
        study: idOf(32),
        rounds: z.int().min(1).describe('closed rounds, all of them'),
        state: idOf(32).describe('what its last closed round led to; recipients signed it with the scores'),
      }),
    )
    .max(4096)
    .describe('every study over groups that ended before, in the order of proposing'),
  nodes: z
    .array(idOf(16))
    .max(4096)
    .describe('left out: what the searches and the agreement say, by ascending id'),
});
export type Exclusions = z.infer<typeof exclusionsSchema>;
