// Entries that fill a ledger: as long as those that rounds write, about rounds that never were. What the verifier holds
// against signatures of nodes is not among them.
import { createHash } from 'node:crypto';
import type { EntryKind } from '../../coordinator/src/ledger/entry-kinds.js';
import type { Act } from '../../coordinator/src/ledger/ledger.js';
import type { TestFederation } from '../../tests/support/coordinator/test-house.js';

/**
 * @param turn from 0; what it is about and who did it follow from it.
 * @param known half of the entries are about it, so that it has as many as a study of months.
 */
export function madeUpAct(
  { nodes }: TestFederation,
  turn: number,
  known?: { readonly study: string; readonly round: string },
): Act<EntryKind> {
  const hash = createHash('sha256').update(String(turn)).digest('hex');
  const node = nodes[turn % nodes.length]!.id;
  const isKnown = known !== undefined && turn % 2 === 0;
  const round = isKnown ? known.round : hash;
  const acts: readonly Act<EntryKind>[] = [
    {
      ...{ kind: 'contribution-accepted', actor: node, subject: round },
      payload: { round, manifestHash: hash, ciphertextRoot: hash, bytes: 98_304 },
    } satisfies Act<'contribution-accepted'>,
    {
      ...{ kind: 'set-committed', actor: node, subject: round },
      payload: { round, setRoot: hash, commit: hash },
    } satisfies Act<'set-committed'>,
    {
      ...{ kind: 'share-released', actor: node, subject: round },
      payload: { round, releaseHash: hash },
    } satisfies Act<'share-released'>,
    {
      ...{ kind: 'budget-spent', actor: 'coordinator', subject: round },
      payload: { round },
    } satisfies Act<'budget-spent'>,
    {
      ...{ kind: 'state-requested', actor: node, subject: isKnown ? known.study : hash },
      payload: { study: isKnown ? known.study : hash, state: hash, request: hash },
    } satisfies Act<'state-requested'>,
  ];
  return acts[Math.floor(turn / 2) % acts.length]!;
}
