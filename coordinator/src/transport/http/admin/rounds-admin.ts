// Rounds of studies, as people see them.
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { requireStudyOf } from '../../../people/member-view.js';
import { roundDetailReport, type RoundDetail } from '../../../reports/audit-schemas.js';
import { roundDetail } from '../../../reports/round-detail.js';
import { Rounds } from '../../../storage/tables/round-tables.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleHash, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

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

@Controller()
export class RoundsAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

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
}
