// What officers are told: entries, proofs, rounds, rosters, incidents. Types, answers and OpenAPI in one.
import { nodeRoles } from '@chorale/crypto';
import { z } from 'zod';
import { roundPhase, word } from './report-schemas.js';

const timeMs = z.number().describe('milliseconds since 1970, by the coordinator');
const id = z.string().describe('lower-case hex');
const name = z.string().describe('name of a node');
const base64 = z.string().describe('base64 of canonical bytes');

const entryReport = z.object({
  position: z.number().describe('from 0'),
  at: timeMs,
  kind: z.string(),
  actor: z.string().describe('id of a node, `account:` and an account, `coordinator`, or `administrator`'),
  subject: z.string().describe('id of what it is about'),
  study: id.nullable().describe('that it is about, or whose round'),
  member: z.string().nullable().describe('that it is about, or whose node did it'),
});
export const listedEntry = entryReport
  .extend({
    archived: z.boolean().describe('whether what it says lies in an archive file'),
  })
  .meta({ id: 'LedgerEntry' });
export const archiveReport = z
  .object({
    from: z.number().describe('position of its first entry'),
    to: z.number().describe('size of the signed head that it ends with'),
    root: id.describe('of that head'),
    sha256: id.describe('of the file’s bytes'),
    bytes: z.number(),
    entry: z.number().describe('position of the entry that tells of it'),
    at: timeMs,
  })
  .meta({ id: 'LedgerArchive' });
export const headReport = z
  .object({
    size: z.number().describe('entries covered'),
    root: id,
    at: timeMs,
    envelope: base64.describe('signed by the coordinator, base64'),
    countersignatures: z.array(z.object({ node: id, envelope: base64 })),
  })
  .meta({ id: 'SignedHead' });
export const provenEntry = entryReport
  .extend({
    archive: archiveReport
      .nullable()
      .describe('the file in which the entry and its payload lie; null where both are here'),
    payload: z
      .unknown()
      .describe('what the entry commits to; null where it was erased, or lies in an archive'),
    proof: z
      .object({
        leaf: id.describe('hash of the leaf, RFC 9162'),
        entry: base64
          .nullable()
          .describe(
            'the entry itself: RFC 9162 hashes these bytes to the leaf; null where it lies in an archive',
          ),
        payloadHash: id
          .nullable()
          .describe('SHA-256 of the payload’s text; null where it lies in an archive'),
        payloadText: z.string().nullable().describe('as it was hashed'),
        size: z.number(),
        root: id,
        head: base64.describe('the coordinator’s signature over size and root'),
        federation: id.describe('that the signature is bound to'),
        coordinatorKey: id.describe('raw Ed25519 key; people compare its fingerprint'),
        path: z.array(id).describe('RFC 9162, 2.1.3.1'),
      })
      .describe('that the entry is in the ledger whose head was signed'),
  })
  .meta({ id: 'ProvenLedgerEntry' });

export const legalEntity = z
  .object({
    member: z.string(),
    nodes: z.array(name),
    regions: z.array(z.string()),
    inRoster: z.boolean().describe('whether a node of it is in the newest roster'),
  })
  .meta({ id: 'Member' });
export const rosterReport = z
  .object({
    roster: id,
    version: z.number(),
    closedAt: timeMs,
    state: z
      .enum(['in-force', 'replaced', 'waiting', 'dropped'])
      .describe('waiting: for votes; dropped: another one was put before the members since'),
    inForce: z.boolean().describe('whether it is, or was'),
    inForceEntry: z.number().nullable().describe('position of the ledger’s entry that put it in force'),
    nodes: z.array(
      z.object({ node: id, name, member: z.string(), region: z.string(), role: z.enum(nodeRoles) }),
    ),
    consents: z.array(z.object({ node: id, at: timeMs, envelope: base64 })),
    reason: z.string().describe('why it was put before the members'),
    changes: z.array(z.string()).describe('against the version that it follows, in words'),
    members: z.array(
      z.object({
        member: z.string(),
        administrators: z
          .array(z.object({ name: z.string(), fingerprint: z.string() }))
          .describe('who signs for it'),
      }),
    ),
    suspended: z.array(name).describe('nodes that are seated in no round'),
    votesNeeded: z.number().describe('members whose administrators put it in force'),
    votes: z.array(word).describe("members' latest words"),
  })
  .meta({ id: 'Roster' });
export type RosterReport = z.infer<typeof rosterReport>;
export const agreementReport = z
  .object({
    agreement: id.describe('hash of the text'),
    title: z.string(),
    proposedAt: timeMs,
    text: z.string().describe('as proposed and signed, JSON'),
    consents: z.array(z.object({ node: id, name, roster: id, at: timeMs, envelope: base64 })),
  })
  .meta({ id: 'Agreement' });

const sender = z.object({ node: name, at: timeMs });
export const roundDetailReport = z
  .object({
    round: id,
    study: id,
    agreement: id,
    index: z.number().describe('position in the schedule, from 0'),
    attempt: z.number(),
    phase: roundPhase,
    reason: z.string(),
    openedAt: timeMs,
    collectBy: timeMs,
    committeeBy: timeMs,
    endedAt: timeMs.nullable(),
    startsFrom: id.describe('hash of the state'),
    leadsTo: id.nullable().describe('hash of the state that recipients agreed on'),
    terms: z.object({
      threshold: z.number().describe('committee members that it takes to open'),
      quorum: z.number().describe('equal adoptions that make the next state'),
      kMin: z.number().describe('fewest contributors'),
      release: z.enum(['members', 'coordinator']).describe('who may open the sum'),
      rosterVersion: z.number(),
    }),
    committee: z.array(name),
    cohort: z.array(name),
    recipients: z.array(name),
    contributions: z.array(sender.extend({ ciphertextBytes: z.number() })),
    set: z
      .object({ root: id, nodes: z.array(name) })
      .nullable()
      .describe('null before it was fixed'),
    commits: z.array(sender),
    releases: z.array(sender),
    adoptions: z.array(sender.extend({ state: id, done: z.boolean(), sumWrong: z.boolean() })),
    refusals: z.array(sender.extend({ code: z.string(), reason: z.string() })),
    budget: z
      .object({
        status: z.enum(['reserved', 'spent', 'given-back']),
        at: timeMs,
        event: z.unknown().describe('what the accountant counts; null in mode none'),
      })
      .nullable(),
  })
  .meta({ id: 'Round' });
export type RoundDetail = z.input<typeof roundDetailReport>;

export const budgetEntry = z
  .object({
    round: id,
    study: id,
    agreement: id,
    status: z.enum(['reserved', 'spent', 'given-back']),
    at: timeMs,
    event: z.unknown().describe('what the accountant counts; null in mode none'),
  })
  .meta({ id: 'BudgetEntry' });

export const incidentSeverities = ['low', 'medium', 'high', 'critical'] as const;
export const incidentReport = z
  .object({
    incident: z.string(),
    title: z.string(),
    description: z.string(),
    severity: z.enum(incidentSeverities),
    study: id.nullable(),
    member: z.string().nullable().describe('that it concerns; null: the whole federation'),
    openedAt: timeMs,
    openedBy: z.string(),
    closedAt: timeMs.nullable(),
    closedBy: z.string().nullable(),
    resolution: z.string().nullable(),
  })
  .meta({ id: 'Incident' });
export type IncidentReport = z.input<typeof incidentReport>;
