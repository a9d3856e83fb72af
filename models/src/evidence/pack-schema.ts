// The contract of an evidence pack (docs/guides/compliance-officer.md). Everything below `evidence` follows from the ledger and
// is recomputed by whoever checks it; what stands below `declared` nobody can recompute, and it says whose word it is.
import { z } from 'zod';
import { privacyModes } from '../contracts/agreement.js';
import { desensitisations, sensitivities } from '../contracts/dictionary.js';
import { modelCardSchema } from '../cards/card-schema.js';
import { partyRoles } from '../contracts/parties.js';
import { budgetScopes } from '../privacy/budget.js';
import { figureSchema, proofSchema } from './figure.js';
import { assessmentSchema } from './legal-criteria.js';
import { scopeSchema } from './scope.js';

const id = z.string();
const at = z.number().describe('milliseconds since 1970, by the clock of the coordinator');
const proof = proofSchema;
const accountant = z.enum(['pld', 'rdp']);

const dataItem = z.strictObject({
  name: z.string(),
  use: z.enum(['feature', 'label']),
  type: z.string(),
  sensitivity: z.enum(sensitivities),
  desensitised: z
    .enum(desensitisations)
    .nullable()
    .describe('what every member does to it while it is read, as agreed'),
  description: z.string().nullable(),
});

/** GDPR Art. 30(1): one record of processing an agreement. */
const activity = z
  .strictObject({
    agreement: id,
    title: z.string(),
    purpose: z.string(),
    legalBasis: z.string(),
    state: z.enum(['proposed', 'active', 'ended']),
    ended: z.strictObject({ at, member: z.string(), reason: z.string() }).nullable(),
    replaces: id.nullable(),
    expires: z.string().describe('last day, UTC'),
    persons: figureSchema.describe('declared, over all nodes'),
    data: z.array(dataItem),
    dropped: z.array(z.string()).describe('columns that no member reads, as agreed'),
    sensitive: figureSchema.describe('features and labels tagged sensitive'),
    computations: z.array(z.string()),
    recipients: z.array(z.string()).describe('beside the parties'),
    opens: z.enum(['members', 'coordinator']).describe('who opens the sum'),
    regions: z.array(z.string()).describe('agreed for nodes; empty: anywhere'),
    retention: figureSchema.describe(
      'longest that parties keep models and lists; nodes refuse and erase what is older',
    ),
    signed: figureSchema.describe('nodes that signed it'),
    fewestNodes: figureSchema.describe('in an opened sum, as agreed'),
    colluding: figureSchema.describe('h'),
    nodesPerPerson: figureSchema.describe('p'),
    mode: z.enum(privacyModes),
    unit: z.string(),
    epsilon: figureSchema.nullable().describe('budget of the purpose; null in mode none'),
    delta: figureSchema.nullable(),
    proof,
  })
  .meta({ id: 'ProcessingActivity' });

const party = z
  .strictObject({
    name: z.string(),
    kind: z.enum(['member', 'operator']),
    role: z.enum(partyRoles).describe('by law: GDPR 4(7), 4(8), 26; PIPL 20, 21'),
    agreement: id,
    nodes: z.array(
      z.strictObject({
        node: id,
        name: z.string(),
        region: z.string(),
        role: z.enum(['contributor', 'committee']),
        since: at,
        suspended: z.boolean(),
      }),
    ),
    proof,
  })
  .meta({ id: 'EvidenceParty' });

const decision = z
  .strictObject({
    matter: z.enum(['roster', 'agreement', 'study', 'release']),
    subject: id,
    member: z.string(),
    decision: z.string(),
    reason: z.string(),
    at,
    proof,
  })
  .meta({ id: 'EvidenceDecision' });

const spent = z
  .strictObject({
    epsilon: figureSchema.describe('of all rounds that were, or may have been, opened'),
    delta: figureSchema,
    accountant,
    unit: z.string(),
    adjacency: z.literal('add-or-remove-one'),
    samplingRates: z.array(z.number()).describe('1: all of them; empty: nothing was released'),
    nodesPerPerson: figureSchema,
    colluding: figureSchema,
  })
  .meta({ id: 'EvidencePrivacy' });

const study = z
  .strictObject({
    study: id,
    name: z.string(),
    question: z.string().nullable(),
    agreement: id,
    computation: z.string(),
    recipe: z.string().nullable(),
    features: z.array(z.string()),
    status: z.enum(['proposed', 'running', 'finished', 'stopped']),
    reason: z.string(),
    proposedAt: at.nullable(),
    startedAt: at.nullable(),
    endedAt: at.nullable(),
    planned: figureSchema.nullable().describe('rounds'),
    opened: figureSchema.describe('rounds, in the period where the pack is about one'),
    closed: figureSchema.describe('rounds of those whose sum gave a model'),
    burned: figureSchema.describe('rounds of those that ended unopened'),
    lost: figureSchema.describe('rounds of those that may have been opened and gave no model'),
    contributors: figureSchema.describe('nodes whose data were in a sum'),
    smallestSum: figureSchema
      .nullable()
      .describe('fewest nodes in an opened sum; null where none was opened'),
    refusals: figureSchema.describe('rounds refused by a node'),
    privacy: spent.nullable().describe('null in mode none'),
    proof,
  })
  .meta({ id: 'EvidenceStudy' });

const budget = z
  .strictObject({
    scope: z.enum(budgetScopes),
    purpose: z.string().nullable(),
    period: z.string().nullable(),
    setBy: z.string().describe('title of the agreement'),
    limit: figureSchema,
    spent: figureSchema,
    reserved: figureSchema,
    left: figureSchema,
    delta: figureSchema,
    accountant,
    unit: z.string(),
    samplingRates: z.array(z.number()),
    nodesPerPerson: z.number(),
    colluding: z.number(),
  })
  .meta({ id: 'EvidenceBudget' });

const releasedModel = z
  .strictObject({
    study: id,
    name: z.string(),
    computation: z.string(),
    state: id.describe('hash of the model, the same at every node that adopted it'),
    from: z
      .strictObject({ study: id, state: id })
      .nullable()
      .describe('model that it started from or measures'),
    releasedAt: at,
    adopted: figureSchema.describe('nodes that signed this hash'),
    epsilon: figureSchema.nullable(),
    lineage: z.array(
      z.strictObject({ round: id, index: z.number(), state: id, nodes: figureSchema, closedAt: at, proof }),
    ),
  })
  .meta({ id: 'ReleasedModel' });

const override = z
  .strictObject({
    study: id.describe('that measured the model; its own where nobody measured it'),
    approvedBy: z.array(z.strictObject({ member: z.string(), reason: z.string() })),
    at,
    proof,
  })
  .meta({ id: 'ReleaseOverride' });

const flow = z
  .strictObject({
    node: id,
    name: z.string(),
    member: z.string(),
    region: z.string(),
    role: z.enum(['contributor', 'committee']),
    contributed: figureSchema.describe(
      'rounds in which a noised, encrypted sum over its persons went into a sum',
    ),
    received: figureSchema.describe('rounds whose model it adopted'),
    proof,
  })
  .meta({ id: 'DataFlow' });

const incidentEvidence = z
  .strictObject({
    incident: id,
    title: z.string(),
    severity: z.string(),
    study: id.nullable(),
    member: z.string().nullable(),
    openedAt: at,
    closedAt: at.nullable(),
    resolution: z.string().nullable(),
    proof,
  })
  .meta({ id: 'EvidenceIncident' });

const exclusion = z
  .strictObject({ study: id, agreement: id, nodes: z.array(id), at, proof })
  .meta({ id: 'EvidenceExclusion' });
const erasure = z
  .strictObject({
    certificate: id,
    node: id,
    requestedOn: z.string(),
    dueOn: z.string(),
    erasedOn: z.string(),
    studies: z.array(id),
    proof,
  })
  .meta({ id: 'EvidenceErasure' });
const leftOut = z
  .strictObject({
    node: id,
    study: id,
    withoutConsent: z
      .string()
      .nullable()
      .describe('band of a count; null: the purpose does not rest on consent there'),
    erased: z.string().nullable(),
    proof,
  })
  .meta({ id: 'LeftOutPersons' });
const exported = z
  .strictObject({
    at,
    role: z.string(),
    member: z.string().nullable(),
    route: z.string(),
    reason: z.string().nullable(),
    proof,
  })
  .meta({ id: 'EvidenceExport' });

export const evidenceSchema = z
  .strictObject({
    totals: z.strictObject({
      activities: figureSchema,
      studies: figureSchema,
      rounds: figureSchema,
      models: figureSchema,
      openIncidents: figureSchema,
      erasures: figureSchema,
      lateErasures: figureSchema,
      exports: figureSchema,
    }),
    activities: z.array(activity),
    parties: z.array(party),
    assessments: z.array(assessmentSchema),
    decisions: z.array(decision),
    studies: z.array(study),
    budgets: z.array(budget),
    models: z.array(releasedModel),
    overrides: z.array(override).describe('models that the release gate held back, and people let pass'),
    flows: z.array(flow),
    incidents: z.array(incidentEvidence),
    exclusions: z.array(exclusion),
    erasures: z.array(erasure),
    leftOut: z.array(leftOut),
    exports: z.array(exported),
    unread: proof.describe('entries that could not be read, so that what they say is missing here'),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof evidenceSchema>;

const citedRecord = z
  .strictObject({
    entry: z.int().min(0).describe('position in the ledger'),
    hash: z.string().describe('RFC 9162 leaf hash of the entry, hex'),
    kind: z.string(),
    at,
  })
  .meta({ id: 'CitedRecord' });
export type CitedRecord = z.infer<typeof citedRecord>;

const primitive = z.strictObject({
  name: z.string(),
  use: z.string(),
  parameters: z.string(),
  library: z.string(),
  version: z.string(),
  standard: z.string(),
});
export const declaredSchema = z
  .strictObject({
    by: z.literal('coordinator').describe('whose word it is: the program that made the pack'),
    program: z.strictObject({ name: z.string(), version: z.string(), node: z.string(), openssl: z.string() }),
    cryptography: z.array(primitive),
    cards: z
      .array(modelCardSchema)
      .describe(
        'of released models; measures are the word of who wrote the card, the rest is held against the ledger',
      ),
    sbom: z.record(z.string(), z.unknown()).describe('CycloneDX 1.6, of the installation'),
  })
  .meta({ id: 'DeclaredEvidence' });
export type Declared = z.infer<typeof declaredSchema>;

export const packSchema = z
  .strictObject({
    format: z.literal('chorale-evidence/1'),
    scope: scopeSchema,
    madeAt: at,
    federation: z.strictObject({ id, name: z.string(), coordinatorKey: id.describe('Ed25519, hex') }),
    ledger: z.strictObject({
      size: z.int().min(1).describe('entries that the pack is over'),
      root: id.describe('of the head that the coordinator signed over them'),
    }),
    evidence: evidenceSchema,
    records: z.array(citedRecord).describe('every entry that a proof names'),
    declared: declaredSchema,
  })
  .meta({ id: 'EvidencePack' });
export type EvidencePack = z.infer<typeof packSchema>;
