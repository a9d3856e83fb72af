// Whether members agree to an agreement that this node signed: their votes are counted here, from their own signatures.
import {
  agreementHash,
  agreementObstacle,
  ballotBox,
  keyInRoster,
  openKnownBallots,
  type AgreementHash,
} from '@chorale/crypto';
import { agreementSchema, widensBeyond, type Agreement } from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import { signedAgreements } from '../agreement/signed-agreements.js';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { NodeParts } from '../round/node-parts.js';

type AgreedParts = Pick<NodeParts, 'store' | 'federation' | 'roster'> & {
  readonly coordinator: CoordinatorPort;
};

/** @throws RoundRefused `agreement-ended`, `agreement-replaced` or `agreement-votes`. */
export async function requireAgreed(node: AgreedParts, hash: AgreementHash, terms: Agreement): Promise<void> {
  refuseEnded(node, hash);
  const roster = node.roster();
  const answer = await node.coordinator.request('ballots', { params: { subject: hash } });
  const ballots = openKnownBallots(ballotBox.decode(answer).ballots, node.federation, (signer) =>
    keyInRoster(roster, signer),
  );
  const obstacle = agreementObstacle(roster, ballots, {
    subject: hash,
    parties: terms.parties?.map(({ member }) => member) ?? roster.members.map(({ name }) => name),
    widens: widensBeyond(await earlierOf(node, hash, terms), terms),
  });
  if (obstacle)
    throw new RoundRefused(
      obstacle.kind === 'ended' ? 'agreement-ended' : 'agreement-votes',
      `agreement "${terms.title}" does not hold: ${obstacle.reason}`,
    );
}

/** By this node's own records alone: what its member ended, or took another agreement's place for, is over here. */
export function refuseEnded({ store }: Pick<NodeParts, 'store'>, hash: AgreementHash): void {
  const own = store.votes.own(hash);
  if (own?.decision === 'reject')
    throw new RoundRefused(
      'agreement-ended',
      `this member ended agreement ${hash.slice(0, 16)}; sign it again with "chorale-node agreement sign" to take it up`,
    );
  const signedAt = store.agreements.find(hash)?.consent?.signedAt ?? 0;
  for (const other of signedAgreements(store)) {
    if (other.terms.replaces !== hash) continue;
    const later = store.agreements.find(other.hash)?.consent?.signedAt ?? 0;
    if (later > signedAt)
      throw new RoundRefused(
        'agreement-replaced',
        `this node signed "${other.terms.title}" (${other.hash.slice(0, 16)}) in the place of this agreement; to go back, ` +
          `run "chorale-node agreement sign --agreement ${hash.slice(0, 16)}"`,
      );
  }
}

/**
 * What it is held against: the agreement that it replaces, or all that this node signed before, whatever for. A member by
 * itself cannot first propose what nobody signs, and then replace that.
 */
async function earlierOf(
  { store, coordinator, roster }: AgreedParts,
  hash: AgreementHash,
  { replaces }: Agreement,
): Promise<Agreement[]> {
  if (replaces !== undefined) {
    const known = store.agreements.find(replaces as AgreementHash)?.bytes;
    const bytes = known ?? (await coordinator.request('agreement', { params: { agreement: replaces } }));
    if (agreementHash(bytes) !== replaces)
      throw new RoundRefused(
        'unknown-agreement',
        `the coordinator shows another text than agreement ${replaces}`,
      );
    const isOwnWord =
      roster().members.length > 1 || store.agreements.find(replaces as AgreementHash)?.consent;
    if (isOwnWord) return [agreementSchema.parse(JSON.parse(Buffer.from(bytes).toString()))];
  }
  // Among several members a new agreement takes the votes of two anyway.
  if (roster().members.length > 1) return [];
  const signed = signedAgreements(store);
  const at = signed.findIndex((other) => other.hash === hash);
  return signed.slice(0, Math.max(at, 0)).map(({ terms }) => terms);
}
