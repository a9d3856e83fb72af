// Who takes part, as people see it: legal entities, their nodes, and the rosters that they signed.
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { CoordinatorError } from '../../../platform/errors.js';
import { legalEntity, rosterReport } from '../../../reports/audit-schemas.js';
import { memberReport, proposedRoster, type MemberReport } from '../../../reports/report-schemas.js';
import { rosterReportOf } from '../../../reports/roster-reports.js';
import { Rosters } from '../../../storage/tables/federation-tables.js';
import { requireCount } from '../require-count.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleFingerprint, exampleHash, exampleNode, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

const nodeExample = {
  node: exampleNode,
  name: 'acme-1',
  member: 'Acme Stores',
  region: 'eu',
  role: 'contributor',
  fingerprint: exampleFingerprint,
  inRoster: true,
  retired: false,
  lastSeen: exampleTimeMs,
} as const;
const rosterExample = {
  roster: exampleHash,
  version: 1,
  closedAt: exampleTimeMs,
  state: 'in-force',
  inForce: true,
  inForceEntry: 14,
  nodes: [{ node: exampleNode, name: 'acme-1', member: 'Acme Stores', region: 'eu', role: 'contributor' }],
  consents: [{ node: exampleNode, at: exampleTimeMs, envelope: 'AAEC...' }],
  reason: 'its disk was stolen',
  changes: ['node "acme-1" of "Acme Stores" is suspended: it is seated in no round'],
  members: [{ member: 'Acme Stores', administrators: [{ name: 'acme-1', fingerprint: exampleFingerprint }] }],
  suspended: ['acme-1'],
  votesNeeded: 3,
  votes: [{ member: 'Acme Stores', decision: 'approve', reason: 'yes', at: exampleTimeMs }],
};

const members = adminRoute({
  method: 'GET',
  path: 'members',
  tag: 'federation',
  summary: 'Legal entities with the nodes that they run',
  query: pageQuery,
  answer: pageOf(legalEntity),
  example: {
    answer: {
      items: [{ member: 'Acme Stores', nodes: ['acme-1'], regions: ['eu'], inRoster: true }],
      next: null,
    },
  },
});
const nodes = adminRoute({
  method: 'GET',
  path: 'nodes',
  tag: 'federation',
  summary: 'Enrolled nodes with their fingerprints',
  query: pageQuery.extend({ member: z.string().max(80).optional() }),
  answer: pageOf(memberReport),
  example: { answer: { items: [nodeExample], next: null } },
});
const node = adminRoute({
  method: 'GET',
  path: 'nodes/:node',
  tag: 'federation',
  summary: 'One node, by id or name',
  answer: memberReport,
  problems: ['not-found'],
  example: { answer: nodeExample },
});
const rosters = adminRoute({
  method: 'GET',
  path: 'rosters',
  tag: 'federation',
  summary: 'Rosters, version by version: changes, votes, signatures, and which is in force',
  query: pageQuery,
  answer: pageOf(rosterReport),
  example: { answer: { items: [rosterExample], next: null } },
});
const roster = adminRoute({
  method: 'GET',
  path: 'rosters/:version',
  tag: 'federation',
  summary: 'One roster',
  answer: rosterReport,
  problems: ['not-found'],
  example: { answer: rosterExample },
});

const names = z.array(z.string().trim().min(1).max(80)).max(4096).optional();

const proposeRoster = adminRoute({
  method: 'POST',
  path: 'rosters',
  tag: 'federation',
  summary: 'Put a change of the roster before the members',
  body: z
    .strictObject({
      suspend: names.describe('nodes that are seated in no round until they are reinstated'),
      reinstate: names.describe('nodes that are seated again'),
      removeNodes: names.describe('nodes that leave; their keys are retired for ever'),
      removeMembers: names.describe('members that leave, with all their nodes and administrators'),
      newKeys: names.describe(
        'nodes whose new key, enrolled by an invitation of its own, takes the place of a lost one',
      ),
      votesNeeded: z
        .int()
        .min(0)
        .max(4096)
        .optional()
        .describe('members whose votes put the next roster in force; 0: more than half of them'),
      reason: z.string().trim().min(1).max(2000).describe('for the members and the ledger'),
    })
    .meta({ id: 'RosterChange' }),
  answer: proposedRoster,
  status: 201,
  problems: ['not-found', 'roster-refused', 'too-many-nodes', 'study-running'],
  example: {
    body: { suspend: ['acme-1'], reason: 'its disk was stolen' },
    answer: { roster: exampleHash, version: 4, nodes: 5 },
  },
});

@Controller()
export class RostersAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(members)
  async members(@Asked() { query }: AdminCall<typeof members>): Promise<AnswerOf<typeof members>> {
    const byMember = Map.groupBy(await this.house.progress.members(), ({ member }) => member);
    const entities = [...byMember]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([member, own]) => ({
        member,
        nodes: own.map(({ name }) => name),
        regions: [...new Set(own.map(({ region }) => region))],
        inRoster: own.some(({ inRoster }) => inRoster),
      }));
    return cutPage(entities, query, ({ member }) => member);
  }

  @Serves(nodes)
  async nodes(
    @Asked() { who, query: { member, ...page } }: AdminCall<typeof nodes>,
  ): Promise<AnswerOf<typeof nodes>> {
    const all = await this.house.progress.members();
    const wanted = all.filter((row) => member === undefined || row.member === member);
    return cutPage(
      wanted.map((row) => seenBy(who.member, row)),
      page,
      ({ node: id }) => id,
    );
  }

  @Serves(node)
  async node(@Asked() { who, params }: AdminCall<typeof node>): Promise<AnswerOf<typeof node>> {
    const all = await this.house.progress.members();
    const found = all.find(({ node: id, name }) => id === params.node || name === params.node);
    if (!found) throw new CoordinatorError('not-found', `there is no node ${params.node}; list the nodes`);
    return seenBy(who.member, found);
  }

  @Serves(rosters)
  rosters(@Asked() { query }: AdminCall<typeof rosters>): Promise<AnswerOf<typeof rosters>> {
    return this.house.database.read(async (manager) => {
      const rows = await manager.find(Rosters, { order: { version: 'ASC' } });
      const { items, next } = cutPage(rows, query, ({ version }) => String(version));
      return { items: await Promise.all(items.map((row) => rosterReportOf(manager, row, rows))), next };
    });
  }

  @Serves(roster)
  roster(@Asked() { params }: AdminCall<typeof roster>): Promise<AnswerOf<typeof roster>> {
    return this.house.database.read(async (manager) => {
      const version = requireCount(params.version);
      const rows = await manager.find(Rosters, { order: { version: 'ASC' } });
      const row = rows.find((candidate) => candidate.version === version);
      if (!row) throw new CoordinatorError('not-found', `there is no roster of version ${params.version}`);
      return rosterReportOf(manager, row, rows);
    });
  }

  @Serves(proposeRoster)
  async proposeRoster(
    @Asked() { body }: AdminCall<typeof proposeRoster>,
  ): Promise<AnswerOf<typeof proposeRoster>> {
    const { hash, version, message } = await this.house.rosterProposals.proposeChange(body);
    return { roster: hash, version, nodes: message.nodes.length };
  }
}

/** Members know each other from the roster; when another one's node was last heard of is no business of theirs. */
function seenBy(member: string | null, row: MemberReport): MemberReport {
  return member === null || row.member === member ? row : { ...row, lastSeen: null };
}
