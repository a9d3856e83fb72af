// What the accountant is told of each release. Records are frozen: a meaning never changes, new kinds get
// new names, and a kind that nobody knows fails closed. Unit: one person, in all nodes; adjacency: add or remove one.
import { z } from 'zod';

const count = z.int().min(1).max(1e9);
const samplingRate = z.number().gt(0, 'a sampling rate lies above 0').lte(1, 'a sampling rate is at most 1');

/**
 * `count` sums with Gaussian noise over persons who were each sampled with probability `samplingRate` by a
 * coin of their own. The noise multiplier is the noise's standard deviation over the sum's L2 sensitivity to
 * adding or removing one person, in all the nodes that person appears in.
 */
const sampledGaussianSchema = z.strictObject({
  type: z.literal('sampled-gaussian'),
  samplingRate,
  noiseMultiplier: z.number().positive('a noise multiplier lies above 0'),
  count,
});

/**
 * `count` sums of integer vectors with discrete Gaussian noise N_Z(0, noiseStdDevGrid^2) in each of `dimension`
 * coordinates, too narrow to be taken for continuous; persons as above. `sensitivityGrid` is the sum's L2 sensitivity
 * to adding or removing one person, in grid steps; a whole number where the dimension is 1.
 */
const discreteGaussianSchema = z
  .strictObject({
    type: z.literal('discrete-gaussian'),
    samplingRate,
    noiseStdDevGrid: z.number().min(2, 'discrete noise is at least 2 grid steps wide').max(1e6),
    sensitivityGrid: z.number().positive().max(1e9),
    dimension: z.int().min(1),
    count,
  })
  .refine(
    ({ dimension, sensitivityGrid }) => dimension > 1 || Number.isInteger(sensitivityGrid),
    'one integer moves by a whole number of grid steps',
  );

const privacyEventSchema = z.discriminatedUnion('type', [sampledGaussianSchema, discreteGaussianSchema]);

export type SampledGaussianEvent = Readonly<z.infer<typeof sampledGaussianSchema>>;
export type DiscreteGaussianEvent = Readonly<z.infer<typeof discreteGaussianSchema>>;
export type PrivacyEvent = SampledGaussianEvent | DiscreteGaussianEvent;

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
  const parsed = privacyEventSchema.safeParse(value);
  if (!parsed.success)
    throw new UnknownPrivacyEventError(parsed.error.issues.map((issue) => issue.message).join('; '));
  return Object.freeze(parsed.data);
}

/**
 * Checked events with equal ones counted together, so that ten thousand cost no more than one.
 * @throws UnknownPrivacyEventError for an event that cannot be accounted for.
 */
export function mergeEqualEvents(events: readonly PrivacyEvent[]): PrivacyEvent[] {
  const merged = new Map<string, PrivacyEvent>();
  const keyOf = new Map<string, string>();
  for (const event of events) {
    // Records of the same text are checked once.
    const text = JSON.stringify(event);
    const key = keyOf.get(text) ?? keyWithoutCount(parsePrivacyEvent(event));
    keyOf.set(text, key);
    merged.set(key, { ...event, count: event.count + (merged.get(key)?.count ?? 0) });
  }
  return [...merged.values()];
}

function keyWithoutCount(event: PrivacyEvent): string {
  return event.type === 'sampled-gaussian'
    ? `${event.samplingRate} ${event.noiseMultiplier}`
    : `discrete ${event.samplingRate} ${event.noiseStdDevGrid} ${event.sensitivityGrid} ${event.dimension}`;
}
