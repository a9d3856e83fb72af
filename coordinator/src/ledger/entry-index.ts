// What entries are found by: kind, time, study, member. Worked out from entries and payloads, and from nothing that is not
// in the ledger or follows from it.
import type { LedgerEntry, NodeId, RoundId } from '@chorale/crypto';
import type { Rows } from '../storage/rows.js';
import type { LedgerIndexRow } from '../storage/tables/ledger-tables.js';
import { Nodes } from '../storage/tables/federation-tables.js';
import { Rounds } from '../storage/tables/round-tables.js';

/** Where ids lead that payloads name. */
export interface EntryRelations {
  studyOfRound(round: string): Promise<string | null>;
  memberOfNode(node: string): Promise<string | null>;
}

/** @param payload as parsed from its JSON text. */
export async function indexRowOf(
  entry: Pick<LedgerEntry, 'index' | 'at' | 'kind' | 'actor' | 'subject'>,
  payload: unknown,
  relations: EntryRelations,
): Promise<LedgerIndexRow> {
  const { index: position, at, kind, actor, subject } = entry;
  const named = (payload ?? {}) as Readonly<Record<string, unknown>>;
  const { study, round, member, node } = named;
  return {
    ...{ position, at, kind, actor, subject },
    study:
      typeof study === 'string'
        ? study
        : typeof round === 'string'
          ? await relations.studyOfRound(round)
          : null,
    // Whom it is about goes before who did it.
    member:
      typeof member === 'string'
        ? member
        : typeof node === 'string'
          ? await relations.memberOfNode(node)
          : await relations.memberOfNode(actor),
  };
}

const MOST_REMEMBERED = 10_000;

/** Neither a round's study nor a node's member ever changes, so each is asked for once. */
export class KnownRelations {
  readonly #studies = new Map<string, string>();
  readonly #members = new Map<string, string>();

  in(manager: Rows): EntryRelations {
    return {
      studyOfRound: (round) =>
        remembered(this.#studies, round, async () => {
          const row = await manager.findOne(Rounds, {
            select: { id: true, study: true },
            where: { id: round as RoundId },
          });
          return row?.study;
        }),
      memberOfNode: (node) =>
        remembered(this.#members, node, async () => {
          if (!/^[0-9a-f]{32}$/.test(node)) return undefined;
          const row = await manager.findOne(Nodes, {
            select: { id: true, member: true },
            where: { id: node as NodeId },
          });
          return row?.member;
        }),
    };
  }
}

async function remembered(
  known: Map<string, string>,
  key: string,
  find: () => Promise<string | undefined>,
): Promise<string | null> {
  const value = known.get(key) ?? (await find());
  if (value === undefined) return null;
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, value);
  return value;
}
