// One round in full: its set and committee, who committed, released and adopted, and what it cost.
import { readAdoption, type NodeId, type RoundId } from '@chorale/crypto';
import { requireStudyOf, type OnlyMember } from '../people/member-view.js';
import { findRound, messagesOf, setOf } from '../rounds/round-record.js';
import { openRefusal } from '../rounds/refusals.js';
import type { Rows } from '../storage/rows.js';
import { Nodes } from '../storage/tables/federation-tables.js';
import { BudgetEntries, Contributions, RoundMessages } from '../storage/tables/round-tables.js';
import type { RoundDetail } from './audit-schemas.js';

/** @throws CoordinatorError `not-found`, also for a round of others. */
export async function roundDetail(manager: Rows, id: string, member: OnlyMember): Promise<RoundDetail> {
  const { row, descriptor } = await findRound(manager, id);
  await requireStudyOf(manager, row.study, member);
  const names = new Map((await manager.find(Nodes)).map(({ id: node, name }) => [node, name]));
  const nameOf = (node: NodeId): string => names.get(node) ?? node;
  const set = await setOf(manager, row);
  const contributions = await manager.find(Contributions, {
    where: { round: row.id },
    order: { position: 'ASC' },
  });
  const budget = await manager.findOneBy(BudgetEntries, { round: row.id });
  const said = (kind: Parameters<typeof messagesOf>[2]): ReturnType<typeof messagesOf> =>
    messagesOf(manager, row.id, kind);
  const { threshold, quorum, kMin, release, rosterVersion, committee, cohort, recipients } = descriptor;
  return {
    round: row.id,
    study: row.study,
    agreement: descriptor.agreement,
    index: row.round,
    attempt: row.attempt,
    phase: row.phase,
    reason: row.reason,
    openedAt: row.openedAt,
    collectBy: row.collectBy,
    committeeBy: row.committeeBy,
    endedAt: row.endedAt,
    startsFrom: row.state,
    leadsTo: row.nextState,
    terms: { threshold, quorum, kMin, release, rosterVersion },
    committee: committee.map(nameOf),
    cohort: cohort.map(nameOf),
    recipients: recipients.map(nameOf),
    contributions: contributions.map(({ node, at, ciphertextBytes }) => ({
      node: nameOf(node),
      at,
      ciphertextBytes,
    })),
    set: set ? { root: row.setRoot!, nodes: set.nodes.map(nameOf) } : null,
    commits: await senders(manager, row.id, 'commit', nameOf),
    releases: await senders(manager, row.id, 'release', nameOf),
    adoptions: (await said('adoption')).map(({ node, at, envelope: bytes }) => {
      const { state, done, sumWrong } = readAdoption(bytes);
      return { node: nameOf(node), at, state, done, sumWrong };
    }),
    refusals: (await said('refusal')).map((message) => {
      const { code, reason } = openRefusal(message.envelope);
      return { node: nameOf(message.node), at: message.at, code, reason };
    }),
    budget: budget && {
      status: budget.status,
      at: budget.at,
      event: JSON.parse(budget.event) as unknown,
    },
  };
}

/** Who said something and when, without what: releases are large. */
async function senders(
  manager: Rows,
  round: RoundId,
  kind: 'commit' | 'release',
  nameOf: (node: NodeId) => string,
): Promise<{ node: string; at: number }[]> {
  const rows = await manager.find(RoundMessages, {
    select: { round: true, kind: true, node: true, at: true },
    where: { round, kind },
    order: { node: 'ASC' },
  });
  return rows.map(({ node, at }) => ({ node: nameOf(node), at }));
}
