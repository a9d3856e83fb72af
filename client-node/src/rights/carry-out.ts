// An erasure, from the request on record to the signed certificate. Killed anywhere, it is asked for and not done, or done.
import type { SigningKey } from '@chorale/crypto';
import type { Clock } from '../clock.js';
import type { ErasureRecord } from '../storage/erasure-records.js';
import type { Membership } from '../storage/federation-records.js';
import type { NodeStore } from '../storage/node-store.js';
import type { ScoredListRecord } from '../storage/scored-list-records.js';
import { affectedStudies } from './affected-studies.js';
import { signCertificate, type ErasureStatement, type Ground } from './certificate.js';
import { noticeOf } from './notice.js';

export type ListOutcome = keyof ErasureStatement['scoredLists'];

export interface ErasureParts {
  readonly store: NodeStore;
  readonly membership: Membership;
  readonly signingKey: SigningKey;
  readonly clock: Clock;
  /** Takes the person out of a list that this node wrote. */
  readonly takeFromList: (list: ScoredListRecord) => Promise<ListOutcome>;
}

export interface ErasureRequest {
  readonly request: ErasureRecord;
  readonly rowsInSource: number;
  /** UTC day; null: the person may have been in everything. */
  readonly contributionsSince: string | null;
}

export interface ErasedLists {
  readonly record: ErasureRecord;
  /** Lists that are no longer as this node wrote them; somebody has to look. */
  readonly unreadable: readonly string[];
}

/** What was carried out before stays as it was. */
export async function carryOut(parts: ErasureParts, asked: ErasureRequest): Promise<ErasedLists> {
  const { store } = parts;
  const { request } = asked;
  for (;;) {
    const known = store.erasures.find(request.pseudonym)!;
    if (known.done) return { record: known, unreadable: [] };
    const lists = store.scoredLists.all();
    const outcomes: ListOutcome[] = [];
    for (const list of lists) outcomes.push(await parts.takeFromList(list));
    const isDone = store.transaction(() => {
      // A list that was written meanwhile may hold the person again.
      if (!sameLists(lists, store.scoredLists.all())) return false;
      certify(parts, asked, outcomes);
      return true;
    });
    if (isDone)
      return {
        record: store.erasures.find(request.pseudonym)!,
        unreadable: lists.filter((_, index) => outcomes[index] === 'unreadable').map(({ path }) => path),
      };
  }
}

function sameLists(before: readonly ScoredListRecord[], now: readonly ScoredListRecord[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ path, writes }, index) => now[index]!.path === path && now[index]!.writes === writes)
  );
}

function certify(
  { store, membership, signingKey, clock }: ErasureParts,
  { request, rowsInSource, contributionsSince }: ErasureRequest,
  outcomes: readonly ListOutcome[],
): void {
  const at = clock.now();
  const { federation, name: federationName, member, node } = membership;
  const { pseudonym, requestedOn, dueOn } = request;
  const studies = affectedStudies(
    store,
    contributionsSince === null ? 0 : Date.parse(`${contributionsSince}T00:00:00Z`),
  );
  const counted = (wanted: ListOutcome): number => outcomes.filter((outcome) => outcome === wanted).length;
  const { text, hash } = signCertificate(signingKey, {
    format: 'chorale-erasure/1',
    ...{ federation, federationName, member, node, pseudonym, requestedOn, dueOn },
    ground: request.ground as Ground,
    erasedAt: new Date(at).toISOString(),
    rowsInSource,
    scoredLists: {
      cleaned: counted('cleaned'),
      without: counted('without'),
      gone: counted('gone'),
      unreadable: counted('unreadable'),
    },
    contributionsSince,
    studies,
  });
  const notice = noticeOf(signingKey, text);
  store.erasures.carryOut(request.number, { at, certificate: text, hash, notice });
}
