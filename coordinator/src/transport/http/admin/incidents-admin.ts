// Incidents as people report, read and resolve them.
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { CoordinatorError } from '../../../platform/errors.js';
import { incidentReport, incidentSeverities } from '../../../reports/audit-schemas.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { requireVersion } from './entity-tag.js';
import { exampleAccount, exampleHash, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

const example = {
  incident: '5be0cd19137e2179',
  title: 'A node sent the same contribution twice',
  description: 'Seen in the log of 3 March; no sum was opened.',
  severity: 'medium',
  study: exampleHash,
  member: 'Acme Stores',
  openedAt: exampleTimeMs,
  openedBy: `account:${exampleAccount}`,
  closedAt: null,
  closedBy: null,
  resolution: null,
} as const;

const list = adminRoute({
  method: 'GET',
  path: 'incidents',
  tag: 'incidents',
  summary: 'Incidents, in the order in which they were opened',
  query: pageQuery,
  answer: pageOf(incidentReport),
  example: { answer: { items: [example], next: null } },
});
const show = adminRoute({
  method: 'GET',
  path: 'incidents/:incident',
  tag: 'incidents',
  summary: 'One incident',
  answer: incidentReport,
  problems: ['not-found'],
  example: { answer: example },
});
const open = adminRoute({
  method: 'POST',
  path: 'incidents',
  tag: 'incidents',
  summary: 'Report an incident; its title is written into the ledger',
  body: z
    .strictObject({
      title: z.string().trim().min(3).max(200),
      description: z.string().trim().min(1).max(10_000),
      severity: z.enum(incidentSeverities),
      study: z.string().min(1).max(120).optional().describe('id or name'),
      member: z.string().trim().min(1).max(80).optional().describe('that it concerns; left out: everybody'),
    })
    .meta({ id: 'NewIncident' }),
  answer: incidentReport,
  status: 201,
  problems: ['not-found'],
  example: {
    body: { title: example.title, description: example.description, severity: 'medium' },
    answer: example,
  },
});
const close = adminRoute({
  method: 'POST',
  path: 'incidents/:incident/close',
  tag: 'incidents',
  summary: 'Resolve an incident',
  body: z.strictObject({ resolution: z.string().trim().min(3).max(2000) }),
  answer: incidentReport,
  status: 201,
  problems: ['not-found', 'incident-closed'],
  example: {
    body: { resolution: 'the node was set up anew' },
    answer: {
      ...example,
      closedAt: exampleTimeMs,
      closedBy: `account:${exampleAccount}`,
      resolution: 'the node was set up anew',
    },
  },
  versioned: true,
});

@Controller()
export class IncidentsAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(list)
  async list(@Asked() { who, query }: AdminCall<typeof list>): Promise<AnswerOf<typeof list>> {
    return cutPage(await this.house.incidents.list(who.member), query, ({ incident }) => incident);
  }

  @Serves(show)
  show(@Asked() { who, params }: AdminCall<typeof show>): Promise<AnswerOf<typeof show>> {
    return this.house.incidents.find(params.incident, who.member);
  }

  @Serves(open)
  open(@Asked() { who, body }: AdminCall<typeof open>): Promise<AnswerOf<typeof open>> {
    const { title, description, severity, study } = body;
    const member = body.member ?? who.member;
    if (who.member !== null && member !== who.member)
      throw new CoordinatorError('role-forbidden', `member: your account is bound to "${who.member}"`);
    return this.house.incidents.open(who, { title, description, severity, study, member });
  }

  @Serves(close)
  close(@Asked() { who, params, body, version }: AdminCall<typeof close>): Promise<AnswerOf<typeof close>> {
    return this.house.incidents.close(who, params.incident, body.resolution, (report) => {
      // What concerns everybody is for those to close who answer for everybody.
      if (who.member !== null && report.member === null)
        throw new CoordinatorError('role-forbidden', 'this incident concerns the whole federation');
      requireVersion(version, report);
    });
  }
}
