// Erasures as officers follow them, and what is answered.
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { erasureReport } from '../../../reports/erasure-schemas.js';
import { erasureAnswers } from '../../../rights/erasure-answers.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleAccount, exampleHash, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

const example = {
  certificate: exampleHash,
  node: 'acme-1',
  member: 'Acme Stores',
  requestedOn: '2026-03-02',
  dueOn: '2026-04-01',
  erasedOn: '2026-03-04',
  erasedInTime: true,
  daysLeft: null,
  entry: 1203,
  toldAt: exampleTimeMs,
  studies: [
    {
      study: exampleHash,
      name: 'first-study',
      status: 'finished',
      agreement: exampleHash,
      purpose: 'Keep customers who are about to leave',
      computation: 'logistic-regression',
      model: { state: exampleHash, rounds: 5 },
      privacy: {
        mode: 'pooled',
        epsilon: 0.8,
        delta: 1e-6,
        unit: 'person',
        adjacency: 'add-or-remove-one',
        sampling: { kind: 'all' },
        nodesPerPerson: 1,
        colluding: 1,
        accountant: 'pld',
      },
      proposed: 'privacy-argument',
      answer: {
        answer: 'privacy-argument',
        successor: null,
        reason: 'epsilon 0.8 is below the bound of our impact assessment',
        by: `account:${exampleAccount}`,
        at: exampleTimeMs,
        entry: 1210,
      },
    },
  ],
} as const;

const list = adminRoute({
  method: 'GET',
  path: 'erasures',
  tag: 'rights',
  summary: 'Erasures that nodes have certified, with their deadlines, the studies concerned and the answers',
  query: pageQuery.extend({
    open: z.enum(['true', 'false']).optional().describe('true: only those with a study that is not answered'),
  }),
  answer: pageOf(erasureReport),
  example: { answer: { items: [example], next: null } },
});
const show = adminRoute({
  method: 'GET',
  path: 'erasures/:certificate',
  tag: 'rights',
  summary: 'One erasure, by the hash of its certificate',
  answer: erasureReport,
  problems: ['not-found'],
  example: { answer: example },
});
const answer = adminRoute({
  method: 'POST',
  path: 'erasures/:certificate/answers',
  tag: 'rights',
  summary:
    'Record what the federation answers for one study: the first answer stands, the same again changes nothing',
  body: z
    .strictObject({
      study: z.string().min(1).max(120).describe('id or name'),
      answer: z.enum(erasureAnswers),
      successor: z.string().min(1).max(120).optional().describe('id or name, with `retrained`'),
      reason: z.string().trim().min(3).max(2000).describe('why that is enough, for the ledger'),
    })
    .meta({ id: 'ErasureAnswer' }),
  answer: erasureReport,
  status: 201,
  problems: ['not-found', 'erasure-answered', 'erasure-answer-refused'],
  example: {
    body: {
      study: 'first-study',
      answer: 'privacy-argument',
      reason: 'epsilon 0.8 is below the bound of our impact assessment',
    },
    answer: example,
  },
});

@Controller()
export class ErasuresAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(list)
  async list(@Asked() { who, query }: AdminCall<typeof list>): Promise<AnswerOf<typeof list>> {
    const found = await this.house.erasureBook.list(who.member, query.open === 'true');
    return cutPage(found, query, ({ certificate }) => certificate);
  }

  @Serves(show)
  show(@Asked() { who, params }: AdminCall<typeof show>): Promise<AnswerOf<typeof show>> {
    return this.house.erasureBook.find(params.certificate, who.member);
  }

  @Serves(answer)
  answer(@Asked() { who, params, body }: AdminCall<typeof answer>): Promise<AnswerOf<typeof answer>> {
    return this.house.erasureBook.answer(who, params.certificate, body);
  }
}
