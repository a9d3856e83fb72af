// Administrators' words on held models, fetched from the coordinator and kept as signed.
import {
  ballotBox,
  keyInRoster,
  openKnownBallots,
  type Ballot,
  type Hash,
  type NodeId,
  type SigningPublicKey,
} from '@chorale/crypto';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { NodeParts } from '../round/node-parts.js';

interface OverrideParts extends Pick<NodeParts, 'store' | 'federation' | 'roster'> {
  readonly coordinator: CoordinatorPort;
}

/** Keeps the latest word of each key of the roster in force; a coordinator that shows nothing, or older words, takes nothing back. */
export async function followOverrides(
  { store, coordinator, federation, roster }: OverrideParts,
  subjects: readonly Hash[],
): Promise<void> {
  const present = roster();
  const keyOf = (id: NodeId): SigningPublicKey | undefined => keyInRoster(present, id);
  const opened = (envelopes: readonly Uint8Array[]): [Ballot, Uint8Array][] =>
    envelopes.flatMap((bytes) =>
      openKnownBallots([bytes], federation, keyOf).map((ballot): [Ballot, Uint8Array] => [ballot, bytes]),
    );
  for (const subject of subjects) {
    const answer = await coordinator.request('ballots', { params: { subject } });
    const known = new Map(opened(store.releases.ballotsOn(subject)).map(([{ signer, at }]) => [signer, at]));
    for (const [ballot, bytes] of opened(ballotBox.decode(answer).ballots)) {
      const isNews = ballot.at > (known.get(ballot.signer) ?? -1);
      if (ballot.matter === 'release' && ballot.subject === subject && isNews)
        store.releases.keep(subject, ballot.signer, bytes);
    }
  }
}
