// What studies spend of the privacy budget, and what is left, as people see it.
import type { AgreementHash } from '@chorale/crypto';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { agreementsOf } from '../../../people/member-view.js';
import { budgetEntry } from '../../../reports/audit-schemas.js';
import { budgetPosition } from '../../../reports/report-schemas.js';
import { In } from '../../../storage/conditions.js';
import { BudgetEntries } from '../../../storage/tables/round-tables.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleHash, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

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

@Controller()
export class BudgetAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(budget)
  async budget(): Promise<AnswerOf<typeof budget>> {
    return { items: await this.house.progress.budget() };
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
}
