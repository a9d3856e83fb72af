// Who is left out of a study because earlier ones suspect it of poisoning: derived here from signed scores and the agreement, and
// held against what the study's document says (docs/adr/0025).
import type { AgreementHash, NodeId, StateHash, StudyId } from '@chorale/crypto';
import {
  excludedOf,
  type Agreement,
  type Exclusions,
  type ScoredNode,
  type StudyDocument,
} from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import type { NodeParts } from '../round/node-parts.js';
import type { StudyRecord } from '../storage/study-records.js';
import { readStudy } from '../study/documents.js';
import { countSuspects, type EndedSearch } from './search-evidence.js';

/** Studies under one agreement that are looked through for an earlier one; work lists hold no more. */
const MOST_STUDIES = 4096;

export interface ExclusionTerms {
  readonly hash: AgreementHash;
  readonly agreement: Agreement;
}

/**
 * @returns nodes that are left out of the study.
 * @throws RoundRefused `exclusion-differs` unless these are exactly the suspects of all studies over groups that ended before, at
 * the agreement's score or above.
 */
export async function checkExclusions(
  node: NodeParts,
  id: StudyId,
  { exclusions, name }: StudyDocument,
  terms: ExclusionTerms,
): Promise<ReadonlySet<NodeId>> {
  const { poisoning } = terms.agreement;
  if (!poisoning && exclusions)
    throw differ(
      `the study "${name}" leaves nodes out, and the agreement says nothing of excluding suspects`,
    );
  if (!poisoning) return new Set();
  if (!exclusions)
    throw differ(`the agreement excludes suspects, and the study "${name}" does not say who is left out`);
  await refuseHidden(node, id, exclusions, terms);
  const excluded = new Map<NodeId, string>();
  for (const search of exclusions.searches)
    for (const suspect of excludedOf(poisoning, await suspectsOf(node, idsOf(search), terms)))
      excluded.set(
        suspect.node,
        `study ${search.study} suspects it at a score of ${suspect.score.toFixed(2)}`,
      );
  refuseOthers(name, new Set(exclusions.nodes as NodeId[]), excluded, poisoning.excludeAbove);
  return new Set(excluded.keys());
}

function refuseOthers(
  study: string,
  leftOut: ReadonlySet<NodeId>,
  excluded: ReadonlyMap<NodeId, string>,
  excludeAbove: number,
): void {
  for (const node of leftOut)
    if (!excluded.has(node))
      throw differ(
        `the study "${study}" leaves node ${node} out, which no ended study suspects at a score of ${excludeAbove} or more`,
      );
  for (const [node, why] of excluded)
    if (!leftOut.has(node))
      throw differ(
        `the study "${study}" seats node ${node}, though ${why}; the agreement leaves nodes out from ${excludeAbove} on`,
      );
}

/** What a search said never changes, so each is counted once; one of another agreement says nothing here. */
async function suspectsOf(
  node: NodeParts,
  search: EndedSearch,
  { hash, agreement }: ExclusionTerms,
): Promise<readonly ScoredNode<NodeId>[]> {
  const { searches, studies } = node.store;
  const known = searches.suspects(search);
  if (known && studies.find(search.study)?.agreement === hash) return known;
  const { colluding } = agreement.privacy;
  const suspects = await countSuspects(node, search, {
    agreement: hash,
    colluding,
    kMin: agreement.cohort.kMin,
  });
  searches.record(search, suspects);
  return suspects;
}

/** A study over groups whose rounds this node saw close is in the evidence, with all of them, unless it started later. */
async function refuseHidden(
  node: NodeParts,
  id: StudyId,
  { searches }: Exclusions,
  { hash }: ExclusionTerms,
): Promise<void> {
  const { store } = node;
  for (const known of store.studies.all()) {
    const closed = store.rounds.closedRounds(known.study);
    if (known.agreement !== hash || known.study === id || closed === 0) continue;
    if ((readStudy(known.study, known.bytes).aggregation?.rule ?? 'sum') === 'sum') continue;
    const listed = searches.find(({ study }) => study === known.study);
    if (listed ? listed.rounds < closed : !(await startedAfter(node, known, id)))
      throw differ(
        `${closed} rounds of study "${known.name}" told of groups before, and the evidence for who is left out holds ` +
          `${listed?.rounds ?? 'none'} of them`,
      );
  }
}

/** Whether `earlier` stands in the line of studies that `later` follows. */
async function startedAfter(node: NodeParts, later: StudyRecord, earlier: StudyId): Promise<boolean> {
  let follows = readStudy(later.study, later.bytes).exclusions?.follows;
  for (let looked = 0; follows && looked < MOST_STUDIES; looked += 1) {
    if (follows === earlier) return true;
    const study = follows as StudyId;
    const bytes =
      node.store.studies.find(study)?.bytes ??
      (await node.coordinator.request('study', { params: { study } }));
    follows = readStudy(study, bytes).exclusions?.follows;
  }
  return false;
}

/** The document holds them as texts of the right form; whose they are shows when they are looked up. */
function idsOf({ study, rounds, state }: Exclusions['searches'][number]): EndedSearch {
  return { study: study as StudyId, rounds, state: state as StateHash };
}

function differ(reason: string): RoundRefused {
  return new RoundRefused(
    'exclusion-differs',
    `${reason}; have the study started anew, or compare the ledger's entries "study-searched" with the other members`,
  );
}
