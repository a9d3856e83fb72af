// Limits that a node sets for its own persons, beside those that it signed (`budgetLimits` in node.yaml).
import { z } from 'zod';
import { privacyLimitSchema, type Agreement } from '../contracts/agreement.js';

/** Whoever sets it knows of no agreement yet; {@link whyLimitsTooLoose} holds it against the persons of each. */
const ownLimitSchema = privacyLimitSchema.extend({
  delta: z
    .number()
    .positive()
    .max(1e-3, 'delta must be at most 0.001, and below one in the number of persons; 0.00001 is usual'),
});

/** Each epsilon and delta is per unit of the agreements (a person), add or remove one, as the agreements' own are. */
export const populationLimitsSchema = z.strictObject({
  purpose: ownLimitSchema.optional().describe('for each purpose and period'),
  total: ownLimitSchema.optional().describe('over all purposes'),
  lifetime: ownLimitSchema.optional().describe('over all purposes and periods, for ever'),
});
export type PopulationLimits = Readonly<z.infer<typeof populationLimitsSchema>>;

/**
 * A limit whose delta is one of an agreement's persons or more would allow to publish one of them.
 * @returns what to change in node.yaml; undefined where every delta is small enough.
 */
export function whyLimitsTooLoose(
  limits: PopulationLimits,
  { title, people }: Pick<Agreement, 'title' | 'people'>,
): string | undefined {
  for (const scope of ['purpose', 'total', 'lifetime'] as const) {
    const delta = limits[scope]?.delta;
    if (delta !== undefined && delta >= 1 / people)
      return (
        `budgetLimits.${scope}.delta in node.yaml is ${delta}, which is one person or more of the ${people} that ` +
        `"${title}" declares; set it below 1/people = ${1 / people}`
      );
  }
  return undefined;
}
