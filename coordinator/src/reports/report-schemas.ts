// The shapes of what people are told: types, answers of the admin API and its OpenAPI document in one.
import { decisions, nodeRoles, roundPhases, studyStatuses } from '@chorale/crypto';
import { budgetScopes, privacyModes } from '@chorale/models/planning';
import { z } from 'zod';

const timeMs = z.number().describe('milliseconds since 1970, by the coordinator');
const names = z.array(z.string()).describe('names of nodes');
const id = z.string().describe('lower-case hex');
const studyStatus = z.enum(studyStatuses).meta({ id: 'StudyStatus' });
export const roundPhase = z.enum(roundPhases).meta({ id: 'RoundPhase' });

export const memberReport = z
  .object({
    node: id,
    name: z.string(),
    member: z.string(),
    region: z.string(),
    role: z.enum(nodeRoles),
    fingerprint: z.string().describe('of the signing key; people compare it out of band'),
    inRoster: z.boolean(),
    retired: z.boolean().describe('removed, left, or followed by a new key; it comes into no roster again'),
    lastSeen: timeMs.nullable().describe('null where the node was not heard of since the start'),
  })
  .meta({ id: 'EnrolledNode' });
export type MemberReport = z.infer<typeof memberReport>;

export const agreementSummary = z
  .object({
    agreement: id,
    title: z.string(),
    active: z.boolean().describe('members voted for it and every node that takes part signed it'),
    over: z
      .boolean()
      .describe(
        'a party is against it, or another one took its place: nothing that is awaited makes it active',
      ),
    expires: z.string(),
    signed: z.number().describe('nodes that take part and signed it'),
    nodes: z.number().describe('nodes that take part'),
    replaces: id.nullable().describe('hash of the agreement that it amends'),
    widens: z.boolean().describe('raises a budget or widens a purpose, which takes four eyes'),
    reason: z.string().describe("what members' votes say against it; empty where nothing does"),
  })
  .meta({ id: 'AgreementSummary' });
export type AgreementSummary = z.infer<typeof agreementSummary>;

/** A member's latest word on something. */
export const word = z
  .object({
    member: z.string(),
    decision: z.enum(decisions),
    reason: z.string(),
    at: z.number().describe('milliseconds since 1970, by whoever decided; 0 where a consent says none'),
  })
  .meta({ id: 'MemberDecision' });

export const proposedRoster = z
  .object({ roster: id, version: z.number(), nodes: z.number() })
  .meta({ id: 'ProposedRoster' });

export const agreementChange = z
  .object({
    path: z.string().describe('where, such as privacy.epsilon'),
    before: z.unknown().describe('left out where it was not there'),
    after: z.unknown().describe('left out where it is gone'),
    widens: z.boolean().describe('more may be done with the data than before'),
  })
  .meta({ id: 'AgreementChange' });

export const privacyStatement = z
  .object({
    mode: z.enum(privacyModes),
    epsilon: z.number().nullable().describe('null in mode none'),
    delta: z.number().nullable(),
    unit: z.string().describe('what epsilon protects, one at a time'),
    adjacency: z.literal('add-or-remove-one'),
    sampling: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('all') }),
      z.object({ kind: z.literal('poisson'), rates: z.array(z.number()).readonly() }),
    ]),
    nodesPerPerson: z.number().describe('p: most nodes one person can appear in'),
    colluding: z.number().describe('h: nodes that may collude or add no noise'),
    accountant: z.enum(['pld', 'rdp']),
  })
  .meta({ id: 'PrivacyStatement' });

export const budgetPosition = z
  .object({
    scope: z.enum(budgetScopes),
    purpose: z.string().nullable().describe('null beyond one purpose'),
    period: z
      .string()
      .nullable()
      .describe('first day of the period; empty for the first, null where periods do not matter'),
    setBy: z.string().describe('title of the agreement'),
    limit: z.number().describe('epsilon that is allowed'),
    delta: z.number(),
    spent: z.number().describe('epsilon of what was, or may have been, released'),
    reserved: z.number().describe('what open rounds add to it'),
    left: z.number(),
    accountant: z.enum(['pld', 'rdp']),
    unit: z.string().describe('what epsilon protects, one at a time'),
    adjacency: z.literal('add-or-remove-one'),
    samplingRates: z.array(z.number()).readonly(),
    nodesPerPerson: z.number().describe('p: most nodes one person can appear in'),
    colluding: z.number().describe('h: nodes that may collude or add no noise'),
  })
  .meta({ id: 'BudgetPosition' });

export const studySummary = z
  .object({
    study: id,
    name: z.string(),
    status: studyStatus,
    reason: z.string().describe('why it stopped, or finished before its plan; empty otherwise'),
    computation: z.string(),
    roundsClosed: z.number(),
    roundsPlanned: z.number().describe('the most there can be'),
  })
  .meta({ id: 'StudySummary' });
export type StudySummary = z.infer<typeof studySummary>;

const roundReport = z
  .object({
    round: id,
    index: z.number().describe('position in the schedule, from 0'),
    attempt: z.number(),
    phase: roundPhase,
    reason: z.string(),
    openedAt: timeMs,
    endedAt: timeMs.nullable(),
    contributed: names,
    committed: names,
    released: names,
    adopted: names,
    burned: names,
    refused: z.array(z.object({ node: z.string(), code: z.string(), reason: z.string() })),
    ciphertextBytes: z.number().describe('of all contributions'),
  })
  .meta({ id: 'RoundProgress' });
export type RoundReport = z.infer<typeof roundReport>;

export const studyReport = studySummary
  .extend({
    approvals: z.array(word).describe('what members decided, their latest word each'),
    awaiting: z.array(z.string()).describe('members whose approval is still missing'),
    agreement: id,
    state: id.describe('hash of the newest state'),
    startedAt: timeMs,
    endedAt: timeMs.nullable(),
    privacy: privacyStatement.describe('reserved or spent so far; sampling is of the rounds so far'),
    leftOut: names.describe(
      'nodes that earlier studies suspect of poisoning, and the agreement leaves out of this one',
    ),
    bytesReceived: z
      .array(z.object({ node: z.string(), bytes: z.number() }))
      .describe('request lines, headers and bodies received for this study, without TLS and TCP framing'),
    rounds: z.array(roundReport),
  })
  .meta({ id: 'Study' });
export type StudyReport = z.infer<typeof studyReport>;

export const openedSum = z
  .object({
    round: id,
    index: z.number().describe('position in the schedule, from 0'),
    blocks: z
      .array(z.object({ name: z.string(), values: z.array(z.number()) }))
      .describe('the noised sum over all contributions, in real units'),
  })
  .meta({ id: 'OpenedSum' });
export type OpenedSum = z.infer<typeof openedSum>;

export const suspectsReport = z
  .object({
    study: id,
    name: z.string(),
    status: studyStatus,
    rounds: z.number().describe('closed rounds whose groups were scored'),
    suspectedFrom: z.number().describe('score from which a node may be suspected'),
    excludedFrom: z
      .number()
      .nullable()
      .describe(
        'score from which the agreement leaves suspects out of later studies; null where it does not',
      ),
    suspectedUpTo: z.number().describe('chance up to which a node may be suspected'),
    nodes: z
      .array(
        z.object({
          node: id,
          name: z.string(),
          score: z.number().describe('mean score of its groups, 0 to 10; below 1 is ordinary'),
          rounds: z.number().describe('rounds that it was in'),
          chance: z.number().describe('that luck of the draw alone gives any node so high a score'),
          framed: z
            .number()
            .describe(
              'chance that h nodes acting together, as many as the agreement expects, give an innocent one so high a score',
            ),
          suspected: z.boolean(),
          excluded: z
            .boolean()
            .describe('whether the agreement leaves it out of later studies, once this one has ended'),
        }),
      )
      .describe('the most suspect first'),
  })
  .meta({ id: 'Suspects' });
export type SuspectsReport = z.infer<typeof suspectsReport>;

export const stoppedStudy = z
  .object({ study: id, name: z.string(), reason: z.string() })
  .meta({ id: 'StoppedStudy' });

export const startedStudy = z
  .object({
    study: id,
    name: z.string(),
    agreement: id,
    status: studyStatus,
    awaiting: z.array(z.string()).describe('members whose approval is still missing'),
    roundsPlanned: z.number(),
    privacy: privacyStatement.describe('what the study costs if every planned round is released'),
    notices: z.array(z.string()).describe('what its author may have forgotten, for people'),
  })
  .meta({ id: 'ProposedStudy' });

export const issuedInvite = z
  .object({
    member: z.string(),
    token: z.string().describe('one line; send it to the member by a channel of its own'),
    expiresAt: timeMs,
  })
  .meta({ id: 'Invitation' });
export type IssuedInvite = z.infer<typeof issuedInvite>;

export const ledgerHeadReport = z
  .object({
    size: z.number(),
    root: id,
    coordinatorFingerprint: z.string(),
  })
  .meta({ id: 'LedgerHead' });

export const statusReport = z
  .object({
    federation: id,
    federationName: z.string(),
    coordinatorFingerprint: z.string(),
    version: z.string(),
    protocol: z.number(),
    url: z.string(),
    members: z.number(),
    agreements: z.array(agreementSummary),
    studies: z.array(studySummary),
    ledger: z.object({ size: z.number(), root: id }),
  })
  .meta({ id: 'FederationStatus' });
