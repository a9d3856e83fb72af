// Data-use agreements as people see them.
import { agreementSchema } from '@chorale/models/planning';
import { Controller, Inject } from '@nestjs/common';
import type { House } from '../../../house.js';
import { agreementSummary } from '../../../reports/report-schemas.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleHash } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

const summaryExample = {
  agreement: exampleHash,
  title: 'Repurchase 2026',
  active: true,
  expires: '2026-12-31',
  signed: 5,
  nodes: 5,
};

const propose = adminRoute({
  method: 'POST',
  path: 'agreements',
  tag: 'agreements',
  summary: 'Close the roster over all enrolled nodes and propose an agreement to it',
  body: agreementSchema,
  answer: agreementSummary,
  status: 201,
  problems: ['agreement-refused', 'study-running', 'too-few-nodes', 'too-many-nodes', 'region-refused'],
  example: {
    body: {
      format: 'chorale-agreement/1',
      federation: 'Chain',
      title: 'Repurchase 2026',
      purpose: 'campaigns',
      legalBasis: 'GDPR Art. 6(1)(f)',
      people: 5000,
      dictionary: {
        features: [{ name: 'recency', type: 'number', unit: 'days', lower: 0, upper: 300 }],
        label: { name: 'returns' },
      },
      cohort: { kMin: 4 },
      privacy: { mode: 'pooled', epsilon: 1, delta: 1e-5 },
      computations: ['logistic-regression'],
      expires: '2026-12-31',
    },
    answer: { ...summaryExample, active: false, signed: 0 },
  },
});
const list = adminRoute({
  method: 'GET',
  path: 'agreements',
  tag: 'agreements',
  summary: 'Agreements and who signed them',
  query: pageQuery,
  answer: pageOf(agreementSummary),
  example: { answer: { items: [summaryExample], next: null } },
});

@Controller()
export class AgreementsAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(propose)
  propose(@Asked() { body }: AdminCall<typeof propose>): Promise<AnswerOf<typeof propose>> {
    return this.house.agreements.propose(body);
  }

  @Serves(list)
  async list(@Asked() { query }: AdminCall<typeof list>): Promise<AnswerOf<typeof list>> {
    return cutPage(await this.house.agreements.list(), query, ({ agreement }) => agreement);
  }
}
