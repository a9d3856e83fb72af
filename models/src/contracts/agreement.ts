// The data-use agreement that every member signs. Nodes hold each round against it and refuse what is
// weaker; the coordinator can check it too, but nothing depends on that.
import { z } from 'zod';
import { aggregationRules } from './aggregation.js';
import { dictionarySchema } from './dictionary.js';
import { partyRoles } from './parties.js';
import { poisoningSchema } from './poisoning.js';

export const privacyModes = ['pooled', 'local', 'member', 'none'] as const;
export type PrivacyMode = (typeof privacyModes)[number];

/** The most that releases may cost a person. */
export const privacyLimitSchema = z.strictObject({
  epsilon: z.number().positive().max(100),
  delta: z.number().positive().lt(1),
});
export type PrivacyLimit = Readonly<z.infer<typeof privacyLimitSchema>>;

/** Of 1; what an agreement that says nothing asks of each node's data. */
const DEFAULT_QUALITY_FLOOR = 0.9;

const entity = z.string().min(1).max(80);
const agreementHash = z.string().regex(/^[0-9a-f]{64}$/, 'has to be the hash of an agreement, 64 hex digits');

/** When a model is held back from use; judged by every node from what the studies `evaluate` found. */
const releaseGateSchema = z.strictObject({
  mostDrift: z
    .number()
    .min(0)
    .max(10)
    .default(0.15)
    .describe(
      'by how much the validation error may exceed that of the model released before for the same question, as a share of it',
    ),
  measuredFirst: z
    .boolean()
    .default(false)
    .describe('whether a model that a study can measure stays unused until one has'),
});

export const agreementSchema = z
  .strictObject({
    format: z.literal('chorale-agreement/1'),
    federation: z.string().min(1).max(80),
    title: z.string().min(1).max(200),
    purpose: z.string().min(1).max(400).describe('what the results may be used for'),
    legalBasis: z.string().min(1).max(400).describe('for example GDPR Art. 6(1)(f), PIPL Art. 13'),
    replaces: agreementHash
      .optional()
      .describe(
        'hash of the agreement that this one amends; a node keeps to whichever of the two it signed last',
      ),
    parties: z
      .array(z.strictObject({ member: entity, role: z.enum(partyRoles) }))
      .min(1)
      .max(4096)
      .optional()
      .describe(
        'members that take part, and what each is by law; left out: every member of the roster, as joint controllers',
      ),
    operator: z
      .strictObject({ name: entity, role: z.enum(partyRoles).default('processor') })
      .optional()
      .describe('legal entity that runs the coordinator, and what it is by law'),
    regions: z
      .array(z.string().min(1).max(40))
      .default([])
      .describe('where nodes may stand; empty: anywhere'),
    people: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .describe('declared number of persons over all nodes, public; averages divide by it'),
    dictionary: dictionarySchema,
    qualityFloor: z
      .number()
      .min(0)
      .max(1)
      .default(DEFAULT_QUALITY_FLOOR)
      .describe(
        'least data quality, of 1, with which a node takes part (docs/data-quality.md); below it the node says so and stays out',
      ),
    cohort: z.strictObject({
      kMin: z.int().min(3).default(5).describe('fewest nodes in an opened sum'),
    }),
    committee: z
      .array(z.string().min(1).max(80))
      .min(7)
      .max(64)
      .optional()
      .describe('names of the nodes that hold key shares; left out: all nodes, up to 16'),
    privacy: z.strictObject({
      unit: z
        .string()
        .trim()
        .min(1)
        .max(60)
        .regex(/^[^\p{C}]*$/u, 'has to be one line of text')
        .default('person')
        .describe(
          "what epsilon protects, one of them at a time, without article: person, or store's week where rows are not about persons",
        ),
      mode: z.enum(privacyModes).default('pooled'),
      epsilon: z.number().positive().max(100).nullable().describe('budget; null only in mode none'),
      delta: z.number().positive().lt(1).nullable(),
      nodesPerPerson: z.int().min(1).default(1).describe('p: most nodes one person can appear in'),
      colluding: z.int().min(1).default(1).describe('h: nodes that may pool what they know, or add no noise'),
      total: privacyLimitSchema
        .optional()
        .describe('over all purposes; the strictest that a node signed holds. Left out: not limited here'),
      lifetime: privacyLimitSchema
        .optional()
        .describe('over all purposes and all periods, for ever; the strictest that a node signed holds'),
      renews: z
        .strictObject({
          from: z.iso.date().describe('first day of the new period, UTC'),
          replaces: agreementHash.describe('hash of the agreement whose budget is renewed'),
        })
        .optional()
        .describe("starts a new period of this purpose's budget; left out: goes on with the first one"),
    }),
    computations: z.array(z.string()).min(1).describe('names of allowed computations'),
    aggregation: z
      .array(z.enum(aggregationRules))
      .min(1)
      .optional()
      .describe(
        'rules by which studies may add up, all but sum opening the sum of each group of kMin nodes or more; left out: sum only',
      ),
    poisoning: poisoningSchema
      .optional()
      .describe('what follows when a study over groups names suspects; left out: nothing, people decide'),
    releaseGate: releaseGateSchema
      .prefault({})
      .describe(
        'a model that drifts, or loses to its two challengers, is not used unless administrators of two members override it',
      ),
    release: z.enum(['members', 'coordinator']).default('members').describe('who opens the sum'),
    recipients: z
      .array(z.string().min(1).max(200))
      .max(100)
      .default([])
      .describe('who may use the results beside the parties, and what for; empty: nobody else'),
    retentionDays: z
      .int()
      .min(1)
      .max(36_500)
      .default(365)
      .describe(
        'longest that the parties keep models and scored lists after their study has ended; nodes refuse and erase what is older',
      ),
    expires: z.iso.date().describe('last day on which a round may open, UTC'),
  })
  .superRefine((agreement, context) => {
    const issue = (path: string[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const { committee } = agreement;
    if (committee && new Set(committee).size !== committee.length)
      issue(['committee'], 'names a node twice; each member holds one share');
    const members = agreement.parties?.map(({ member }) => member) ?? [];
    if (new Set(members).size !== members.length)
      issue(['parties'], 'names a member twice; each has one role');
    const { mode, epsilon, delta, colluding, nodesPerPerson } = agreement.privacy;
    if (mode === 'none' && (epsilon !== null || delta !== null))
      issue(['privacy', 'epsilon'], 'mode none promises no privacy: epsilon and delta must be null');
    if (mode !== 'none' && (epsilon === null || delta === null))
      issue(['privacy', 'epsilon'], `mode ${mode} needs epsilon and delta`);
    if (delta !== null && delta >= 1 / agreement.people)
      issue(['privacy', 'delta'], `delta must be below 1/people = ${1 / agreement.people}`);
    if (colluding > agreement.cohort.kMin - 2)
      issue(['privacy', 'colluding'], `colluding must be at most kMin - 2 = ${agreement.cohort.kMin - 2}`);
    if (nodesPerPerson > 1000) issue(['privacy', 'nodesPerPerson'], 'at most 1000');
    for (const [field, message] of limitIssues(agreement)) issue(['privacy', field], message);
    const { poisoning, aggregation = ['sum'] } = agreement;
    if (poisoning && aggregation.every((rule) => rule === 'sum'))
      issue(
        ['poisoning'],
        'suspects are named by studies over groups only: allow median, trimmed-mean or krum under aggregation, or leave it out',
      );
  });
export type Agreement = z.infer<typeof agreementSchema>;

/** Rounds open up to the end of its last day. @param today `YYYY-MM-DD`, UTC. */
export function hasExpired({ expires }: Pick<Agreement, 'expires'>, today: string): boolean {
  return today > expires;
}

/** For whoever weighs a study of such an agreement: that is harmless, and starting it would fail. */
export function expiryWarning(agreement: Agreement, today: string): string | undefined {
  const { title, expires } = agreement;
  if (!hasExpired(agreement, today)) return undefined;
  return `warning: the agreement "${title}" expired on ${expires}; no study starts under it, so propose a new one first`;
}

interface LimitTerms {
  readonly people: number;
  readonly expires: string;
  readonly privacy: {
    readonly mode: PrivacyMode;
    readonly epsilon: number | null;
    readonly total?: PrivacyLimit | undefined;
    readonly lifetime?: PrivacyLimit | undefined;
    readonly renews?: { readonly from: string } | undefined;
  };
}

/** What is wrong with the wider totals and the renewal: field and message. */
function limitIssues({ people, expires, privacy }: LimitTerms): [string, string][] {
  const { mode, epsilon, total, lifetime, renews } = privacy;
  if (mode === 'none')
    return total || lifetime || renews
      ? [['total', 'mode none keeps no budget: leave total, lifetime and renews out']]
      : [];
  const issues: [string, string][] = [];
  for (const [field, limit] of [
    ['total', total],
    ['lifetime', lifetime],
  ] as const)
    if (limit && limit.delta >= 1 / people)
      issues.push([field, `delta must be below 1/people = ${1 / people}`]);
  if (total && total.epsilon < (epsilon ?? 0))
    issues.push(['total', `over all purposes must be at least epsilon ${epsilon} of this one`]);
  const inner = total?.epsilon ?? epsilon ?? 0;
  if (lifetime && lifetime.epsilon < inner)
    issues.push(['lifetime', `must be at least epsilon ${inner} of one period`]);
  if (renews && !lifetime)
    issues.push(['lifetime', 'a budget that renews needs a lifetime total, or it would have no end']);
  if (renews && renews.from > expires)
    issues.push(['renews', `the new period would start after the agreement expires on ${expires}`]);
  return issues;
}
