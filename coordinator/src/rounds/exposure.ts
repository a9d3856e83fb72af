// What an opened set would give away together with sets that stand on the same state under other studies' names. Members
// refuse such a set (protocol step 5), so the coordinator does not put it before them.
import { fewestExposed, groupsOfSet, overlapUnlike, type Descriptor, type NodeId } from '@chorale/crypto';
import { IsNull, Not } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import { Rounds } from '../storage/tables/round-tables.js';
import { findStudy } from '../studies/study-record.js';
import { findRound, setOf, type RoundRecord } from './round-record.js';

export interface Exposure {
  /** Names the study whose set stands in the way. */
  readonly reason: string;
  /** Whether the other set stands for good, and all of its nodes are here again: who is one too many will be one too many again. */
  readonly isLasting: boolean;
}

/** @returns what stands in the way of opening `nodes` in this round; undefined where nothing does. */
export async function exposureOf(
  manager: Rows,
  { row, descriptor }: RoundRecord,
  nodes: readonly NodeId[],
): Promise<Exposure | undefined> {
  const standing = await manager.find(Rounds, {
    select: { id: true },
    where: { state: row.state, study: Not(row.study), setRoot: Not(IsNull()), phase: Not('burned') },
  });
  const groups = groupsOfSet(descriptor, nodes);
  for (const { id } of standing) {
    const other = await findRound(manager, id);
    const before = (await setOf(manager, other.row))!.nodes;
    const standingGroups = groupsOfSet(other.descriptor, before);
    const exposed = fewestExposed(groups, standingGroups);
    const isUnlike = isBare(descriptor) && isBare(other.descriptor) && overlapUnlike(groups, standingGroups);
    if (exposed >= descriptor.kMin && !isUnlike) continue;
    const mayBurn = other.row.phase === 'committing' || other.row.phase === 'burning';
    const { name } = await findStudy(manager, other.row.study);
    const beside = `that of study "${name}" on the same state`;
    return {
      reason:
        exposed < descriptor.kMin
          ? `the set would give ${exposed} nodes away beside ${beside}; ${descriptor.kMin} must stay together`
          : `the set shares nodes with ${beside} and is not of the same ones; without noise a third could take both apart`,
      isLasting: !mayBurn && before.every((node) => nodes.includes(node)),
    };
  }
  return undefined;
}

/** Whether nothing but the other nodes hides a node in the round's sums. */
function isBare({ privacy }: Pick<Descriptor, 'privacy'>): boolean {
  return privacy.mode === 'none';
}
