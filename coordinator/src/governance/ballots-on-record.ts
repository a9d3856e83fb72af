// Signed words of administrators: votes, and consents that stand for a vote. Signatures were checked when they came; nodes
// and the offline verifier check the envelopes again.
import {
  agreementConsent,
  envelope,
  hasTag,
  vote,
  type AgreementHash,
  type Ballot,
  type BallotSubject,
  type RosterHash,
} from '@chorale/crypto';
import type { Rows } from '../storage/rows.js';
import { AgreementConsents, RosterConsents, Votes } from '../storage/tables/federation-tables.js';

export async function votesOn(manager: Rows, subject: string): Promise<Ballot[]> {
  const rows = await manager.find(Votes, { where: { subject }, order: { signer: 'ASC' } });
  return rows.map(({ matter, signer, decision, reason, at }) => ({
    ...{ matter, subject, signer, decision, reason, at },
  }));
}

export async function ballotsOnRoster(manager: Rows, roster: RosterHash): Promise<Ballot[]> {
  const consents = await manager.find(RosterConsents, {
    select: { roster: true, node: true },
    where: { roster },
  });
  return [
    ...consents.map(({ node }) => approval('roster', roster, node, 0)),
    ...(await votesOn(manager, roster)),
  ];
}

/**
 * Under whatever roster it was signed.
 * @param isDated whether consents say when they were given; otherwise only where there are votes that may be earlier or later.
 */
export async function ballotsOnAgreement(
  manager: Rows,
  agreement: AgreementHash,
  isDated = false,
): Promise<Ballot[]> {
  const votes = await votesOn(manager, agreement);
  const consents = await manager.find(AgreementConsents, { where: { agreement }, order: { node: 'ASC' } });
  const datesMatter = isDated || votes.length > 0;
  return [
    ...consents.map((row) => {
      const at = datesMatter ? agreementConsent.decode(envelope.decode(row.envelope).body).at : 0;
      return approval('agreement', agreement, row.node, at);
    }),
    ...votes,
  ];
}

function approval(matter: Ballot['matter'], subject: string, signer: Ballot['signer'], at: number): Ballot {
  return { matter, subject, signer, decision: 'approve', reason: '', at };
}

/** All words on what is decided, consents among them. */
export function ballotsOn(manager: Rows, { matter, subject }: BallotSubject): Promise<Ballot[]> {
  switch (matter) {
    case 'roster':
      return ballotsOnRoster(manager, subject as RosterHash);
    case 'agreement':
      return ballotsOnAgreement(manager, subject as AgreementHash, true);
    case 'study':
    case 'release':
      return votesOn(manager, subject);
  }
}

/** The envelopes behind all words on a roster, agreement or study. */
export async function ballotEnvelopes(manager: Rows, subject: string): Promise<Uint8Array[]> {
  const votes = await manager.find(Votes, { where: { subject }, order: { signer: 'ASC' } });
  const onRoster = await manager.find(RosterConsents, {
    where: { roster: subject as RosterHash },
    order: { node: 'ASC' },
  });
  const onAgreement = await manager.find(AgreementConsents, {
    where: { agreement: subject as AgreementHash },
    order: { at: 'ASC' },
  });
  // Signed anew under a later roster, a node's earlier consent says nothing more.
  const latest = new Map(onAgreement.map((row) => [row.node, row]));
  return [...votes, ...onRoster, ...latest.values()].map((row) => row.envelope);
}

/** Whether an envelope holds a vote, and no consent. */
export function isVote(bytes: Uint8Array): boolean {
  return hasTag(vote, envelope.decode(bytes).body);
}
