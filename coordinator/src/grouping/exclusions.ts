// Who is left out of a study that starts now: the suspects of all studies over groups that ended before it under an agreement
// that excludes them. It becomes part of the study's document; nodes derive it themselves (docs/adr/0025).
import type { NodeId, StateHash, StudyId } from '@chorale/crypto';
import { excludedOf, type Exclusions, type StudyDocument } from '@chorale/models/planning';
import type { AgreementInForce } from '../agreements/agreements.js';
import { CoordinatorError } from '../platform/errors.js';
import { IsNull, Not } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import { Rounds, Studies, type StudyRow } from '../storage/tables/round-tables.js';
import { parseStudy } from '../studies/study-record.js';
import { suspectsOfStudy } from './scored-rounds.js';

/**
 * @returns undefined where the agreement excludes nobody, whatever studies say.
 * @throws CoordinatorError `study-running` while one over groups runs or is proposed: its end decides who is left out of the next.
 */
export async function exclusionsUnder(
  manager: Rows,
  { hash, terms: { poisoning } }: Pick<AgreementInForce, 'hash' | 'terms'>,
): Promise<Exclusions | undefined> {
  if (!poisoning) return undefined;
  const earlier = inOrder(await manager.findBy(Studies, { agreement: hash }));
  const grouped = earlier.filter(({ document }) => isGrouped(document));
  const running = grouped.find(({ row }) => row.status === 'running' || row.status === 'proposed')?.row;
  if (running)
    throw new CoordinatorError(
      'study-running',
      `"${running.name}" opens groups and may name suspects, whom the agreement leaves out of later studies; start this one ` +
        `when it has ended, or end it with "chorale-coordinator study stop ${running.name}"`,
    );
  const searches: Exclusions['searches'] = [];
  const excluded = new Set<NodeId>();
  for (const { row } of grouped) {
    const study = row.id;
    const { rounds, nodes } = await suspectsOfStudy(manager, study);
    if (rounds.length === 0) continue;
    searches.push({ study, rounds: rounds.length, state: await lastState(manager, study) });
    for (const { node } of excludedOf(poisoning, nodes)) excluded.add(node);
  }
  return { follows: earlier.at(-1)?.row.id ?? null, searches, nodes: [...excluded].sort() };
}

/** The agreement as it stands for one study: without the nodes that the study leaves out. */
export function seatedIn(agreement: AgreementInForce, { exclusions }: StudyDocument): AgreementInForce {
  if (!exclusions) return agreement;
  const leftOut = new Set<string>(exclusions.nodes);
  return { ...agreement, contributors: agreement.contributors.filter((id) => !leftOut.has(id)) };
}

/** @throws CoordinatorError `too-few-nodes` where so many nodes are left out that no sum could ever be opened. */
export function refuseTooFew(
  { contributors: agreed }: Pick<AgreementInForce, 'contributors'>,
  { terms, contributors }: Pick<AgreementInForce, 'terms' | 'contributors'>,
): void {
  const { kMin } = terms.cohort;
  if (contributors.length >= kMin) return;
  throw new CoordinatorError(
    'too-few-nodes',
    `the agreement leaves out ${agreed.length - contributors.length} of ${agreed.length} nodes, because earlier studies suspect ` +
      `them; the ${contributors.length} that are left are fewer than its kMin of ${kMin}. "study suspects" shows them; to go on, ` +
      'agree anew or invite more nodes',
  );
}

interface EarlierStudy {
  readonly row: StudyRow;
  readonly document: StudyDocument;
}

/** As each says which one it follows: two may have started in one millisecond. */
function inOrder(rows: readonly StudyRow[]): EarlierStudy[] {
  const after = new Map(
    rows.map((row) => {
      const document = parseStudy(row);
      return [document.exclusions?.follows ?? null, { row, document }] as const;
    }),
  );
  const ordered: EarlierStudy[] = [];
  for (let next = after.get(null); next; next = after.get(next.row.id)) ordered.push(next);
  return ordered;
}

async function lastState(manager: Rows, study: StudyId): Promise<StateHash> {
  const { nextState } = await manager.findOneOrFail(Rounds, {
    select: { id: true, nextState: true },
    where: { study, nextState: Not(IsNull()) },
    order: { round: 'DESC' },
  });
  return nextState!;
}

function isGrouped({ aggregation }: StudyDocument): boolean {
  return (aggregation?.rule ?? 'sum') !== 'sum';
}
