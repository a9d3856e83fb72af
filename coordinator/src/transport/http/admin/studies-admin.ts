// Studies, as people see them; rounds-admin.ts has their rounds, budget-admin.ts what they spent.
import { modelCardSchema, studySchema } from '@chorale/models/planning';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { agreementsOf, requireStudyOf } from '../../../people/member-view.js';
import {
  openedSum,
  startedStudy,
  stoppedStudy,
  studyReport,
  studySummary,
  suspectsReport,
} from '../../../reports/report-schemas.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleCard } from './card-example.js';
import { exampleHash, exampleNode, examplePrivacy, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

const STARTING = [
  'not-found',
  'agreement-inactive',
  'agreement-expired',
  'study-refused',
  'study-exists',
  'budget-exceeded',
  'budget-expired',
] as const;

const summaryExample = {
  study: exampleHash,
  name: 'first-study',
  status: 'running',
  reason: '',
  computation: 'logistic-regression',
  roundsClosed: 3,
  roundsPlanned: 12,
} as const;
const startedExample = {
  study: exampleHash,
  name: 'first-study',
  agreement: exampleHash,
  status: 'proposed',
  awaiting: ['Acme Stores'],
  roundsPlanned: 12,
  privacy: examplePrivacy,
  notices: [],
} as const;

const start = adminRoute({
  method: 'POST',
  path: 'studies',
  tag: 'studies',
  summary: 'Put a study under an active agreement before its members; it starts when all of them approve',
  body: studySchema.meta({ id: 'StudyProposal' }),
  bodyIsDocument: true,
  answer: startedStudy,
  status: 201,
  problems: STARTING,
  example: {
    body: {
      format: 'chorale-study/1',
      name: 'first-study',
      agreement: 'Repurchase 2026',
      computation: 'logistic-regression',
      features: ['recency'],
    },
    answer: startedExample,
  },
});
const list = adminRoute({
  method: 'GET',
  path: 'studies',
  tag: 'studies',
  summary: 'Studies, in the order in which they started',
  query: pageQuery.extend({ status: z.enum(['proposed', 'running', 'finished', 'stopped']).optional() }),
  answer: pageOf(studySummary),
  example: { answer: { items: [summaryExample], next: null } },
});
const show = adminRoute({
  method: 'GET',
  path: 'studies/:study',
  tag: 'studies',
  summary: 'Progress of a study, by id or name: rounds, phases, bytes, epsilon',
  answer: studyReport,
  problems: ['not-found'],
  example: {
    answer: {
      ...summaryExample,
      approvals: [{ member: 'Acme Stores', decision: 'approve', reason: 'as agreed', at: exampleTimeMs }],
      awaiting: [],
      agreement: exampleHash,
      state: exampleHash,
      startedAt: exampleTimeMs,
      endedAt: null,
      privacy: { ...examplePrivacy, epsilon: 0.31 },
      leftOut: [],
      bytesReceived: [{ node: 'acme-1', bytes: 1_204_332 }],
      rounds: [],
    },
  },
});
const card = adminRoute({
  method: 'GET',
  path: 'studies/:study/card',
  tag: 'studies',
  summary:
    'Model card of a finished study: purpose, parties, data, privacy spent, measures, limits, ledger entries',
  answer: modelCardSchema,
  problems: ['not-found', 'study-running', 'study-ended'],
  example: { answer: exampleCard },
});
const stop = adminRoute({
  method: 'POST',
  path: 'studies/:study/stop',
  tag: 'studies',
  summary: 'Stop a running study for good, by id or name; what it spent stays spent',
  body: z.strictObject({
    reason: z.string().trim().min(1).max(400).optional().describe('for the ledger and the nodes'),
  }),
  answer: stoppedStudy,
  status: 201,
  problems: ['not-found', 'study-ended'],
  example: {
    body: { reason: 'two members are gone' },
    answer: {
      study: exampleHash,
      name: 'first-study',
      reason: 'by the administrator: two members are gone',
    },
  },
});
const searchPoison = adminRoute({
  method: 'POST',
  path: 'studies/:study/poison-search',
  tag: 'studies',
  summary: 'Run a study once more over groups drawn anew each round, to find who poisons it',
  body: z.strictObject({
    name: z.string().optional().describe('of the search; left out: the suspected study and "-search"'),
    rounds: z.int().min(1).max(10_000).optional().describe('left out: as the suspected study'),
    epsilon: z.number().positive().optional().describe('left out: as much as the suspected study was given'),
  }),
  answer: startedStudy,
  status: 201,
  problems: STARTING,
  example: { body: { rounds: 12 }, answer: { ...startedExample, name: 'first-study-search' } },
});
const suspects = adminRoute({
  method: 'GET',
  path: 'studies/:study/suspects',
  tag: 'studies',
  summary: 'Nodes of a study over groups, the most suspect first',
  answer: suspectsReport,
  problems: ['not-found'],
  example: {
    answer: {
      study: exampleHash,
      name: 'first-study-search',
      status: 'finished',
      rounds: 12,
      suspectedFrom: 2,
      excludedFrom: null,
      suspectedUpTo: 0.001,
      nodes: [
        {
          node: exampleNode,
          name: 'acme-1',
          score: 0.4,
          rounds: 12,
          chance: 0.7,
          framed: 1,
          suspected: false,
          excluded: false,
        },
      ],
    },
  },
});
const sums = adminRoute({
  method: 'GET',
  path: 'studies/:study/sums',
  tag: 'studies',
  summary: 'Opened sums, under an agreement with release: coordinator',
  query: pageQuery,
  answer: pageOf(openedSum),
  problems: ['not-found'],
  example: {
    answer: {
      items: [{ round: exampleHash, index: 0, blocks: [{ name: 'counts', values: [5012.4, 118.9] }] }],
      next: null,
    },
  },
});

@Controller()
export class StudiesAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(start)
  start(@Asked() { body }: AdminCall<typeof start>): Promise<AnswerOf<typeof start>> {
    return this.house.studies.start(body);
  }

  @Serves(list)
  async list(
    @Asked() { who, query: { status, ...page } }: AdminCall<typeof list>,
  ): Promise<AnswerOf<typeof list>> {
    const { database, progress } = this.house;
    const known = await database.read((manager) => agreementsOf(manager, who.member));
    const studies = await progress.studies(known);
    const wanted = studies.filter((study) => status === undefined || study.status === status);
    return cutPage(wanted, page, ({ study }) => study);
  }

  @Serves(show)
  async show(@Asked() { who, params }: AdminCall<typeof show>): Promise<AnswerOf<typeof show>> {
    const { database, progress } = this.house;
    const { id } = await database.read((manager) => requireStudyOf(manager, params.study, who.member));
    const report = await progress.study(id);
    if (who.member === null) return report;
    // How much other members' nodes send is theirs to know.
    const own = await this.namesOfNodes(who.member);
    return { ...report, bytesReceived: report.bytesReceived.filter(({ node }) => own.has(node)) };
  }

  @Serves(card)
  card(@Asked() { who, params }: AdminCall<typeof card>): Promise<AnswerOf<typeof card>> {
    return this.house.modelCards.card(params.study, who.member);
  }

  @Serves(stop)
  stop(@Asked() { params, body }: AdminCall<typeof stop>): Promise<AnswerOf<typeof stop>> {
    return this.house.studies.stop(params.study, body.reason);
  }

  @Serves(searchPoison)
  searchPoison(
    @Asked() { params, body }: AdminCall<typeof searchPoison>,
  ): Promise<AnswerOf<typeof searchPoison>> {
    return this.house.poisonSearch.start(params.study, body);
  }

  @Serves(suspects)
  suspects(@Asked() { params }: AdminCall<typeof suspects>): Promise<AnswerOf<typeof suspects>> {
    return this.house.poisonSearch.suspects(params.study);
  }

  @Serves(sums)
  async sums(@Asked() { params, query }: AdminCall<typeof sums>): Promise<AnswerOf<typeof sums>> {
    return cutPage(await this.house.openings.ofStudy(params.study), query, ({ round }) => round);
  }

  private async namesOfNodes(member: string): Promise<ReadonlySet<string>> {
    const all = await this.house.progress.members();
    return new Set(all.filter((row) => row.member === member).map(({ name }) => name));
  }
}
