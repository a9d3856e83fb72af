// What the accountant is told of each release. Records are frozen: a meaning never changes, new kinds get
// new names, and a kind that nobody knows fails closed.
import { z } from 'zod';

/**
 * `count` sums with Gaussian noise over persons who were each sampled with probability `samplingRate` by a
 * coin of their own. The noise multiplier is the noise's standard deviation over the sum's L2 sensitivity to
 * adding or removing one person, in all the nodes that person appears in.
 */
const sampledGaussianSchema = z.strictObject({
  type: z.literal('sampled-gaussian'),
  samplingRate: z.number().gt(0).lte(1),
  noiseMultiplier: z.number().positive(),
  count: z.int().min(1),
});

export type PrivacyEvent = Readonly<z.infer<typeof sampledGaussianSchema>>;

/** An event of a kind, or with values, that this version cannot account for. */
export class UnknownPrivacyEventError extends Error {
  override readonly name = 'UnknownPrivacyEventError';
  constructor(details: string) {
    super(
      `a privacy event cannot be accounted for, so nothing is: ${details}; use the version that recorded it`,
    );
  }
}

/** @throws UnknownPrivacyEventError for anything but a known event. */
export function parsePrivacyEvent(value: unknown): PrivacyEvent {
  const parsed = sampledGaussianSchema.safeParse(value);
  if (!parsed.success)
    throw new UnknownPrivacyEventError(parsed.error.issues.map((issue) => issue.message).join('; '));
  return Object.freeze(parsed.data);
}
