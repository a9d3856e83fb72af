// A model card (Mitchell et al. 2019): what a released model is for, who made it of what, what it cost in privacy, how good it is and
// for whom, and where the ledger proves it.
import { z } from 'zod';
import { privacyModes } from '../contracts/agreement.js';
import { sensitivities } from '../contracts/dictionary.js';
import { partyRoles } from '../contracts/parties.js';
import { studyNameSchema } from '../contracts/study.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Where the ledger says something: position from 0, and the RFC 9162 leaf hash of the entry there. */
const ledgerPlaceSchema = z
  .strictObject({
    kind: z.string().describe('of the entry, such as round-closed'),
    position: z.int().min(0),
    hash: hash.describe('leaf hash of the entry (RFC 9162)'),
  })
  .meta({ id: 'LedgerPlace' });
export type LedgerPlace = Readonly<z.infer<typeof ledgerPlaceSchema>>;

const privacySchema = z
  .strictObject({
    mode: z.enum(privacyModes),
    epsilon: z.number().nullable().describe('spent; null in mode none'),
    delta: z.number().nullable(),
    unit: z.string(),
    adjacency: z.literal('add-or-remove-one'),
    sampling: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('all') }),
      z.strictObject({ kind: z.literal('poisson'), rates: z.array(z.number()).readonly() }),
    ]),
    nodesPerPerson: z.int().describe('p'),
    colluding: z.int().describe('h'),
    accountant: z.enum(['pld', 'rdp']),
  })
  .meta({ id: 'ModelCardPrivacy' });

const roundSchema = z
  .strictObject({
    round: hash,
    index: z.int().min(0).describe('position in the schedule'),
    attempt: z.int().min(0),
    outcome: z
      .string()
      .describe(
        'closed or adopted: its sum made the next state; burned: never opened; spent: opened, not adopted',
      ),
    startsFrom: hash.describe('state'),
    leadsTo: hash.nullable(),
    ledger: z.array(ledgerPlaceSchema),
  })
  .meta({ id: 'ModelCardRound' });
export type CardRound = Readonly<z.infer<typeof roundSchema>>;

const lineageSchema = z
  .strictObject({
    ledger: z.array(ledgerPlaceSchema).describe('entries on the study itself'),
    rounds: z.array(roundSchema),
  })
  .meta({ id: 'ModelCardLineage' });

const measuresSchema = z
  .record(z.string(), z.number().nullable())
  .describe('rows and measures by name, such as auc, logLoss, wape; null where nothing can be said');

const calibrationSchema = z
  .array(
    z.strictObject({
      decile: z.int(),
      rows: z.number(),
      predicted: z.number(),
      observed: z.number(),
      lift: z.number(),
    }),
  )
  .meta({ id: 'Calibration' });

const evaluationSchema = z
  .strictObject({
    study: hash,
    name: z.string(),
    state: hash.nullable(),
    label: z.string(),
    everybody: measuresSchema,
    calibration: calibrationSchema,
    importance: z.array(z.strictObject({ feature: z.string(), lost: z.number().nullable() })),
    privacy: privacySchema.describe('that the measuring itself spent'),
    lineage: lineageSchema,
  })
  .meta({ id: 'ModelEvaluation' });

const partySchema = z
  .strictObject({
    member: z.string(),
    label: z.string(),
    measures: measuresSchema,
    calibration: calibrationSchema,
    privacy: privacySchema.describe('that the release spent of the budget of this party, by itself'),
    ledger: z.array(ledgerPlaceSchema).describe('entry that holds what the party signed'),
  })
  .meta({ id: 'PartyMeasures' });

const fairnessSchema = z
  .strictObject({
    evaluation: z.string().describe('name of the study that measured it'),
    groupBy: z.string(),
    measure: z.enum(['auc', 'wape']),
    groups: z.array(z.strictObject({ group: z.string(), rows: z.number(), value: z.number().nullable() })),
    gap: z.number().nullable().describe('between the best and the worst served group; null below two groups'),
    worst: z.string().nullable(),
  })
  .meta({ id: 'GroupFairness' });

const rivalSchema = z
  .strictObject({ model: z.string().describe('name of the study'), error: z.number() })
  .nullable();

const releaseSchema = z
  .strictObject({
    standing: z
      .enum(['released', 'overridden', 'held', 'unmeasured', 'not-judged'])
      .describe('held: not to be used; overridden: let pass by administrators of two members'),
    measure: z.enum(['log-loss', 'rmse']).nullable().describe('null where nobody measured it'),
    error: z.number().nullable(),
    baseline: z.number().nullable().describe('first challenger: the same said of everybody'),
    challenger: rivalSchema.describe('second challenger: the best other model of the question'),
    before: rivalSchema.describe('released before it, which drift is counted from'),
    drift: z.number().nullable(),
    mostDrift: z.number(),
    held: z.array(z.enum(['drift', 'challengers'])),
    approvedBy: z.array(z.strictObject({ member: z.string(), reason: z.string() })),
  })
  .meta({ id: 'ReleaseGateResult' });

/** What a reader must not expect of the model; each is a sentence in both languages. */
export const cardLimits = [
  'purpose',
  'data-unverified',
  'no-holdout',
  'no-noise',
  'few-members',
  'not-measured',
  'measures-noised',
  'groups-not-measured',
  'sensitive-features',
  'ended-early',
  'ledger-not-held',
] as const;
export type CardLimit = (typeof cardLimits)[number];

/** Why a card has no measures. */
const withoutMeasures = ['not-measured', 'with-members'] as const;

export const modelCardSchema = z
  .strictObject({
    format: z.literal('chorale-model-card/1'),
    writtenBy: z
      .enum(['node', 'coordinator'])
      .describe('a node writes what it adopted and measured; the coordinator what the ledger proves'),
    writtenAt: z.iso.datetime(),
    federation: z.string(),
    model: z.strictObject({
      study: hash,
      name: studyNameSchema,
      question: z.string().nullable(),
      recipe: z.string().nullable(),
      computation: z.string(),
      settings: z.record(z.string(), z.unknown()),
      state: hash.nullable().describe('of the last state, which every recipient adopted'),
      roundsClosed: z.int().min(0),
      endedEarly: z.string().describe('why it ended before its plan; empty where it did not'),
    }),
    agreement: z.strictObject({
      hash,
      title: z.string(),
      purpose: z.string(),
      legalBasis: z.string(),
      release: z.enum(['members', 'coordinator']),
      regions: z.array(z.string()),
      recipients: z.array(z.string()),
      retentionDays: z.int(),
      expires: z.string(),
      kMin: z.int(),
    }),
    parties: z
      .array(z.strictObject({ member: z.string(), role: z.enum(partyRoles) }))
      .describe('as the agreement names them; where it names none, the members of the roster'),
    data: z.strictObject({
      people: z.int().describe('declared over all nodes'),
      unit: z.string(),
      features: z.array(
        z.strictObject({
          name: z.string(),
          type: z.string(),
          sensitivity: z.enum(sensitivities),
          description: z.string().nullable(),
          unit: z.string().nullable(),
          range: z.string().describe('bounds of a number, or how many categories'),
        }),
      ),
      label: z.string().nullable(),
      holdoutOneIn: z
        .int()
        .nullable()
        .describe('one person in so many was kept out of training; null: nobody'),
    }),
    privacy: privacySchema.describe('that making the model spent'),
    evaluations: z.array(evaluationSchema),
    withoutMeasures: z.enum(withoutMeasures).nullable().describe('why there are no evaluations'),
    byParty: z
      .array(partySchema)
      .describe('only what a party released of itself, in mode local; nobody else can tell parties apart'),
    fairness: z.array(fairnessSchema),
    release: releaseSchema
      .nullable()
      .describe(
        'whether the release gate lets it be used, as the writer judges; null where measures are not its to see',
      ),
    limits: z.array(z.enum(cardLimits)),
    lineage: lineageSchema,
    head: z
      .strictObject({ size: z.int(), root: hash })
      .nullable()
      .describe('head of the ledger that covers these entries'),
  })
  .meta({ id: 'ModelCard' });
export type ModelCard = z.infer<typeof modelCardSchema>;
export type CardLineage = ModelCard['lineage'];

/** Kinds of ledger entries that a card names of a study, and of each of its rounds. */
export const CARD_STUDY_ENTRIES: readonly string[] = ['study-proposed', 'study-started', 'study-finished'];
export const CARD_ROUND_ENTRIES: readonly string[] = [
  'round-opened',
  'set-fixed',
  'budget-spent',
  'round-closed',
  'round-burned',
  'round-spent',
];
