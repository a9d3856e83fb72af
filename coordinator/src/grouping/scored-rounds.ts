// What a study's rounds said of the groups that were drawn: the evidence by which nodes are suspected of poisoning.
import {
  groupsOfSet,
  readAdoption,
  type AgreementHash,
  type Descriptor,
  type NodeId,
  type RoundId,
  type StudyId,
} from '@chorale/crypto';
import {
  excludedOf,
  suspectsOf,
  type Agreement,
  type ScoredNode,
  type ScoredRound,
} from '@chorale/models/planning';
import { parseAgreement } from '../agreements/standing.js';
import type { Ledger } from '../ledger/ledger.js';
import { findRound, messagesOf, setOf } from '../rounds/round-record.js';
import { IsNull, Not } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Transaction } from '../storage/database.js';
import { Agreements } from '../storage/tables/federation-tables.js';
import { Rounds, Studies, type RoundRow } from '../storage/tables/round-tables.js';

type ClosedRound = Pick<RoundRow, 'id' | 'study' | 'setRoot'>;

/** Writes a closing round's groups and their scores, as a quorum of recipients signed them, into the ledger. */
export async function recordScores(
  transaction: Transaction,
  ledger: Ledger,
  row: ClosedRound,
): Promise<void> {
  const { groups } = await scoredRound(transaction.manager, row);
  if (groups.length === 0) return;
  await ledger.append(transaction, {
    kind: 'groups-scored',
    actor: 'coordinator',
    subject: row.id,
    payload: {
      study: row.study,
      round: row.id,
      groups: groups.map(({ nodes, score }) => ({ nodes: [...nodes], score })),
    },
  });
}

/**
 * Writes into the ledger how all rounds of an ending study together look on each node, and whom the agreement leaves out of later
 * studies for it.
 */
export async function recordSuspects(
  transaction: Transaction,
  ledger: Ledger,
  study: StudyId,
): Promise<void> {
  const { nodes, rounds } = await suspectsOfStudy(transaction.manager, study);
  if (rounds.length === 0) return;
  await ledger.append(transaction, {
    kind: 'study-searched',
    actor: 'coordinator',
    subject: study,
    payload: { study, rounds, nodes },
  });
  const { agreement, poisoning } = await termsOfStudy(transaction.manager, study);
  const excluded = excludedOf(poisoning, nodes);
  if (!poisoning || excluded.length === 0) return;
  await ledger.append(transaction, {
    kind: 'nodes-excluded',
    actor: 'coordinator',
    subject: study,
    payload: {
      agreement,
      study,
      excludeAbove: poisoning.excludeAbove,
      nodes: excluded.map(({ node, score, framed }) => ({ node, score, framed })),
    },
  });
}

async function termsOfStudy(
  manager: Rows,
  id: StudyId,
): Promise<Pick<Agreement, 'privacy' | 'poisoning'> & { readonly agreement: AgreementHash }> {
  const { agreement } = await manager.findOneByOrFail(Studies, { id });
  return { agreement, ...parseAgreement(await manager.findOneByOrFail(Agreements, { hash: agreement })) };
}

export interface SearchedStudy {
  /** Closed rounds whose groups were scored, in order. */
  readonly rounds: RoundId[];
  /** The most suspect first. */
  readonly nodes: ScoredNode<NodeId>[];
}

export async function suspectsOfStudy(manager: Rows, study: StudyId): Promise<SearchedStudy> {
  const { privacy } = await termsOfStudy(manager, study);
  // A closing round has its next state a moment before its phase.
  const closed = await manager.find(Rounds, {
    select: { id: true, study: true, round: true, setRoot: true },
    where: { study, nextState: Not(IsNull()) },
    order: { round: 'ASC' },
  });
  const scored = await Promise.all(
    closed.map(async (row) => ({ id: row.id, ...(await scoredRound(manager, row)) })),
  );
  const inGroups = scored.filter(({ groups }) => groups.length > 0);
  return { rounds: inGroups.map(({ id }) => id), nodes: suspectsOf(inGroups, privacy.colluding) };
}

/** Of no groups where the round had none. */
async function scoredRound(manager: Rows, { id, setRoot }: ClosedRound): Promise<ScoredRound<NodeId>> {
  const { descriptor: opened } = await findRound(manager, id);
  const redrawn = opened.attempt > 0;
  if (!opened.grouping) return { groups: [], redrawn };
  const { nodes } = (await setOf(manager, { id, setRoot }))!;
  const scores = agreedScores(
    opened,
    (await messagesOf(manager, id, 'adoption')).map((message) => readAdoption(message.envelope).groupScores),
  );
  const groups = groupsOfSet(opened, nodes).map((group, at) => ({ nodes: group, score: scores[at]! }));
  return { groups, redrawn };
}

/** What as many recipients signed as make a state: whoever adopts late, or alone, says nothing about others. */
function agreedScores(
  { quorum }: Pick<Descriptor, 'quorum'>,
  signed: readonly (readonly number[])[],
): readonly number[] {
  const agreed = signed.find(
    (scores) => signed.filter((other) => other.join() === scores.join()).length >= quorum,
  );
  if (!agreed) throw new Error('the round closed without a quorum of equal scores');
  return agreed;
}
