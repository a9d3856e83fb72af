// Data-use agreements as people see them.
import type { AgreementHash } from '@chorale/crypto';
import { agreementSchema } from '@chorale/models/planning';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { agreementIsBefore } from '../../../people/member-view.js';
import { CoordinatorError } from '../../../platform/errors.js';
import { agreementReport } from '../../../reports/audit-schemas.js';
import { agreementChange, agreementSummary } from '../../../reports/report-schemas.js';
import { AgreementConsents, Agreements, Nodes } from '../../../storage/tables/federation-tables.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleHash, exampleNode, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

const summaryExample = {
  agreement: exampleHash,
  title: 'Repurchase 2026',
  active: true,
  over: false,
  expires: '2026-12-31',
  signed: 5,
  nodes: 5,
  replaces: null,
  widens: false,
  reason: '',
};

const propose = adminRoute({
  method: 'POST',
  path: 'agreements',
  tag: 'agreements',
  summary: 'Close the roster over all enrolled nodes and propose an agreement to it',
  body: agreementSchema.meta({ id: 'AgreementProposal' }),
  bodyIsDocument: true,
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

const show = adminRoute({
  method: 'GET',
  path: 'agreements/:agreement',
  tag: 'agreements',
  summary: 'One agreement as it was signed, with the signatures',
  answer: agreementReport,
  problems: ['not-found'],
  example: {
    answer: {
      agreement: exampleHash,
      title: 'Repurchase 2026',
      proposedAt: exampleTimeMs,
      text: '{"format":"chorale-agreement/1","title":"Repurchase 2026"}',
      consents: [
        { node: exampleNode, name: 'acme-1', roster: exampleHash, at: exampleTimeMs, envelope: 'AAEC...' },
      ],
    },
  },
});

const changes = adminRoute({
  method: 'GET',
  path: 'agreements/:agreement/changes',
  tag: 'agreements',
  summary: 'What an agreement changes, against the one that it replaces or another one',
  query: z.object({
    against: z.string().optional().describe('hash of another agreement; left out: the one that it replaces'),
  }),
  answer: z.object({ changes: z.array(agreementChange) }),
  problems: ['not-found', 'agreement-refused'],
  example: { answer: { changes: [{ path: 'privacy.epsilon', before: 1, after: 2, widens: true }] } },
});

@Controller()
export class AgreementsAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(propose)
  propose(@Asked() { body }: AdminCall<typeof propose>): Promise<AnswerOf<typeof propose>> {
    return this.house.agreements.propose(body);
  }

  @Serves(list)
  async list(@Asked() { who, query }: AdminCall<typeof list>): Promise<AnswerOf<typeof list>> {
    const { agreements, database } = this.house;
    const isBefore = await database.read((manager) => agreementIsBefore(manager, who.member));
    const all = await agreements.list();
    return cutPage(
      all.filter(({ agreement }) => isBefore(agreement)),
      query,
      ({ agreement }) => agreement,
    );
  }

  @Serves(show)
  show(@Asked() { who, params }: AdminCall<typeof show>): Promise<AnswerOf<typeof show>> {
    return this.house.database.read(async (manager) => {
      const row = await manager.findOneBy(Agreements, { hash: params.agreement as AgreementHash });
      if (!row || !(await agreementIsBefore(manager, who.member))(row.hash))
        throw new CoordinatorError(
          'not-found',
          `there is no agreement ${params.agreement}; list the agreements`,
        );
      const names = new Map((await manager.find(Nodes)).map(({ id, name }) => [id, name]));
      const consents = await manager.find(AgreementConsents, {
        where: { agreement: row.hash },
        order: { at: 'ASC', node: 'ASC' },
      });
      return {
        agreement: row.hash,
        title: row.title,
        proposedAt: row.proposedAt,
        text: Buffer.from(row.document).toString('utf8'),
        consents: consents.map(({ node, roster, at, envelope }) => ({
          ...{ node, roster, at, name: names.get(node) ?? node },
          envelope: Buffer.from(envelope).toString('base64'),
        })),
      };
    });
  }

  @Serves(changes)
  async changes(
    @Asked() { who, params, query }: AdminCall<typeof changes>,
  ): Promise<AnswerOf<typeof changes>> {
    const { agreements, database } = this.house;
    const isBefore = await database.read((manager) => agreementIsBefore(manager, who.member));
    for (const hash of [params.agreement, ...(query.against === undefined ? [] : [query.against])])
      if (!isBefore(hash))
        throw new CoordinatorError('not-found', `there is no agreement ${hash}; list the agreements`);
    return { changes: await agreements.changes(params.agreement, query.against) };
  }
}
