// Studies, their rounds and what they spent, as people see them.
import type { AgreementHash } from '@chorale/crypto';
import { modelCardSchema, studySchema } from '@chorale/models/planning';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { agreementsOf, requireStudyOf } from '../../../people/member-view.js';
import { budgetEntry, roundDetailReport, type RoundDetail } from '../../../reports/audit-schemas.js';
import {
  budgetPosition,
  openedSum,
  startedStudy,
  stoppedStudy,
  studyReport,
  studySummary,
  suspectsReport,
} from '../../../reports/report-schemas.js';
import { roundDetail } from '../../../reports/round-detail.js';
import { In } from '../../../storage/conditions.js';
import { BudgetEntries, Rounds } from '../../../storage/tables/round-tables.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleHash, exampleNode, exampleTimeMs } from './examples.js';
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
  privacy: {
    mode: 'pooled',
    epsilon: 0.97,
    delta: 1e-5,
    unit: 'person',
    adjacency: 'add-or-remove-one',
    sampling: { kind: 'all' },
    nodesPerPerson: 1,
    colluding: 0,
    accountant: 'pld',
  },
} as const;

const start = adminRoute({
  method: 'POST',
  path: 'studies',
  tag: 'studies',
  summary: 'Put a study under an active agreement before its members; it starts when all of them approve',
  body: studySchema,
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
      privacy: { ...startedExample.privacy, epsilon: 0.31 },
      leftOut: [],
      bytesReceived: [{ node: 'acme-1', bytes: 1_204_332 }],
      rounds: [],
    },
  },
});
const cardExample = {
  format: 'chorale-model-card/1',
  writtenBy: 'coordinator',
  writtenAt: '2026-01-01T12:00:00.000Z',
  federation: 'Harbour retailers',
  model: {
    study: exampleHash,
    name: 'first-study',
    question: 'Who buys again within 90 days?',
    recipe: null,
    computation: 'logistic-regression',
    settings: {},
    state: exampleHash,
    roundsClosed: 12,
    endedEarly: '',
  },
  agreement: {
    hash: exampleHash,
    title: 'Repurchase 2026',
    purpose: 'campaigns',
    legalBasis: 'GDPR Art. 6(1)(f)',
    release: 'members',
    regions: ['eu'],
    recipients: [],
    retentionDays: 365,
    expires: '2026-12-31',
    kMin: 4,
  },
  parties: [{ member: 'Acme Stores', role: 'joint-controller' }],
  data: {
    people: 45_000,
    unit: 'person',
    features: [
      {
        name: 'recency',
        type: 'number',
        sensitivity: 'personal',
        description: 'days since the last purchase',
        unit: 'days',
        range: '0 .. 730',
      },
    ],
    label: 'buys_again',
    holdoutOneIn: 5,
  },
  privacy: { ...startedExample.privacy },
  evaluations: [],
  withoutMeasures: 'with-members',
  byParty: [],
  fairness: [],
  release: null,
  limits: ['purpose', 'data-unverified', 'few-members', 'not-measured', 'groups-not-measured'],
  lineage: {
    ledger: [{ kind: 'study-finished', position: 512, hash: exampleHash }],
    rounds: [
      {
        round: exampleHash,
        index: 0,
        attempt: 0,
        outcome: 'closed',
        startsFrom: exampleHash,
        leadsTo: exampleHash,
        ledger: [{ kind: 'round-closed', position: 96, hash: exampleHash }],
      },
    ],
  },
  head: { size: 513, root: exampleHash },
} as const;
const card = adminRoute({
  method: 'GET',
  path: 'studies/:study/card',
  tag: 'studies',
  summary:
    'Model card of a finished study: purpose, parties, data, privacy spent, measures, limits, ledger entries',
  answer: modelCardSchema,
  problems: ['not-found', 'study-running', 'study-ended'],
  example: { answer: cardExample },
});
const roundExample = {
  round: exampleHash,
  study: exampleHash,
  agreement: exampleHash,
  index: 2,
  attempt: 0,
  phase: 'closed',
  reason: '',
  openedAt: exampleTimeMs,
  collectBy: exampleTimeMs,
  committeeBy: exampleTimeMs,
  endedAt: exampleTimeMs,
  startsFrom: exampleHash,
  leadsTo: exampleHash,
  terms: { threshold: 3, quorum: 3, kMin: 4, release: 'members', rosterVersion: 1 },
  committee: ['acme-1'],
  cohort: ['acme-1'],
  recipients: ['acme-1'],
  contributions: [{ node: 'acme-1', at: exampleTimeMs, ciphertextBytes: 98_304 }],
  set: { root: exampleHash, nodes: ['acme-1'] },
  commits: [{ node: 'acme-1', at: exampleTimeMs }],
  releases: [{ node: 'acme-1', at: exampleTimeMs }],
  adoptions: [{ node: 'acme-1', at: exampleTimeMs, state: exampleHash, done: false, sumWrong: false }],
  refusals: [],
  budget: { status: 'spent', at: exampleTimeMs, event: { samplingRate: 1, noiseMultiplier: 4.2 } },
} as const satisfies RoundDetail;
const rounds = adminRoute({
  method: 'GET',
  path: 'studies/:study/rounds',
  tag: 'studies',
  summary: 'Rounds of a study: set, committee, releases, adoptions, budget',
  query: pageQuery.extend({ limit: z.coerce.number().int().min(1).max(50).default(20) }),
  answer: pageOf(roundDetailReport),
  problems: ['not-found'],
  example: { answer: { items: [roundExample], next: null } },
});
const round = adminRoute({
  method: 'GET',
  path: 'rounds/:round',
  tag: 'studies',
  summary: 'One round',
  answer: roundDetailReport,
  problems: ['not-found'],
  example: { answer: roundExample },
});
const budgetEntries = adminRoute({
  method: 'GET',
  path: 'budget/entries',
  tag: 'studies',
  summary: 'What rounds reserved, spent and gave back, in the order of their last change',
  query: pageQuery,
  answer: pageOf(budgetEntry),
  example: {
    answer: {
      items: [
        {
          round: exampleHash,
          study: exampleHash,
          agreement: exampleHash,
          status: 'spent',
          at: exampleTimeMs,
          event: { samplingRate: 1, noiseMultiplier: 4.2 },
        },
      ],
      next: null,
    },
  },
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
const budget = adminRoute({
  method: 'GET',
  path: 'budget',
  tag: 'studies',
  summary: 'Privacy spent, reserved and left: a purpose, all purposes, a lifetime',
  answer: z.object({ items: z.array(budgetPosition) }),
  example: {
    answer: {
      items: [
        {
          scope: 'purpose',
          purpose: 'campaigns',
          period: '',
          setBy: 'Repurchase 2026',
          limit: 1,
          delta: 1e-5,
          spent: 0.31,
          reserved: 0.02,
          left: 0.67,
          accountant: 'pld',
          unit: 'person',
          adjacency: 'add-or-remove-one',
          samplingRates: [1],
          nodesPerPerson: 1,
          colluding: 1,
        },
      ],
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

  @Serves(rounds)
  rounds(@Asked() { who, params, query }: AdminCall<typeof rounds>): Promise<AnswerOf<typeof rounds>> {
    return this.house.database.read(async (manager) => {
      const { id } = await requireStudyOf(manager, params.study, who.member);
      const rows = await manager.find(Rounds, {
        select: { id: true, round: true, attempt: true },
        where: { study: id },
        order: { round: 'ASC', attempt: 'ASC' },
      });
      const { items, next } = cutPage(rows, query, (row) => row.id);
      const details: RoundDetail[] = [];
      for (const row of items) details.push(await roundDetail(manager, row.id, who.member));
      return { items: details, next };
    });
  }

  @Serves(round)
  round(@Asked() { who, params }: AdminCall<typeof round>): Promise<AnswerOf<typeof round>> {
    return this.house.database.read((manager) => roundDetail(manager, params.round, who.member));
  }

  @Serves(budgetEntries)
  budgetEntries(
    @Asked() { who, query }: AdminCall<typeof budgetEntries>,
  ): Promise<AnswerOf<typeof budgetEntries>> {
    return this.house.database.read(async (manager) => {
      const known = await agreementsOf(manager, who.member);
      const rows = await manager.find(BudgetEntries, {
        ...(known ? { where: { agreement: In([...known] as AgreementHash[]) } } : {}),
        order: { at: 'ASC', round: 'ASC' },
      });
      const { items, next } = cutPage(rows, query, (row) => row.round);
      return { items: items.map((row) => ({ ...row, event: JSON.parse(row.event) as unknown })), next };
    });
  }

  private async namesOfNodes(member: string): Promise<ReadonlySet<string>> {
    const all = await this.house.progress.members();
    return new Set(all.filter((row) => row.member === member).map(({ name }) => name));
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

  @Serves(budget)
  async budget(): Promise<AnswerOf<typeof budget>> {
    return { items: await this.house.progress.budget() };
  }
}
