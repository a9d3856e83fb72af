// A member's word: this roster, and this agreement under it. Both are on disk before the signatures leave.
import {
  agreementConsent,
  memberSignedBy,
  readRoster,
  rosterChangeInWords,
  rosterChanges,
  rosterConsent,
  signMessage,
  type AgreementHash,
  type Roster,
  type RosterChange,
  type SigningKey,
} from '@chorale/crypto';
import { nodesOutsideRegions, nodesTakingPart, partyRoleOf, periodOf } from '@chorale/models/planning';
import type { Clock } from '../clock.js';
import { decide, sendVotes, wordOnRecord } from '../governance/cast-vote.js';
import type { Membership } from '../storage/federation-records.js';
import type { NodeStore } from '../storage/node-store.js';
import type { CoordinatorClient } from '../transport/coordinator-client.js';
import type { FetchedAgreement } from './fetch-agreement.js';
import { unconfirmedKeys, type FetchedRoster } from './fetch-roster.js';
import { signedAgreements } from './signed-agreements.js';
import { SigningRefused } from './signing-refused.js';

export interface SigningParts {
  readonly store: NodeStore;
  readonly client: CoordinatorClient;
  readonly signingKey: SigningKey;
  readonly membership: Membership;
  readonly clock: Clock;
}

const DAY_MS = 24 * 3600 * 1000;

/**
 * Signs the roster and the agreement; signing the same again changes nothing.
 * @throws SigningRefused while a fingerprint is unconfirmed or the agreement leaves this node out; StoreError for a
 * roster older than the one signed last.
 */
export async function signAgreement(
  parts: SigningParts,
  roster: FetchedRoster,
  agreement: FetchedAgreement,
): Promise<void> {
  const { store, client, signingKey, membership, clock } = parts;
  refuseUnconfirmed(roster, store, signingKey);
  refuseOutside(roster, agreement, signingKey, membership, clock);
  refuseHiddenChanges(roster, store);
  refuseStrangeRenewal(agreement, store);

  const { federation } = membership;
  const { hash, version, bytes } = roster;
  store.federation.signRoster({ hash, version, bytes });
  const consentToRoster = signMessage(rosterConsent, signingKey, federation, { roster: hash, version });
  await client.request('consentToRoster', { body: consentToRoster.bytes });

  store.transaction(() => {
    store.agreements.receive(agreement.hash, agreement.bytes);
    store.agreements.sign(agreement.hash, hash);
  });
  // After what this member has said of it, by whatever clock: of two words the later one counts.
  const about = { matter: 'agreement', subject: agreement.hash } as const;
  const before = await wordOnRecord(
    { coordinator: client, federation, roster: roster.message, member: membership.member },
    about,
  );
  const at = Math.max(clock.now(), (before?.at ?? -1) + 1);
  const consent = signMessage(agreementConsent, signingKey, federation, {
    agreement: agreement.hash,
    roster: hash,
    at,
  });
  await client.request('consentToAgreement', { params: { agreement: agreement.hash }, body: consent.bytes });
  await takeBackEnding(parts, roster, agreement.hash);
}

/** Signed again after this member had ended it, the agreement holds again by this member's word. */
async function takeBackEnding(
  { store, client, signingKey, membership: { federation, member }, clock }: SigningParts,
  { message }: FetchedRoster,
  subject: AgreementHash,
): Promise<void> {
  if (store.votes.own(subject)?.decision !== 'reject' || !memberSignedBy(message, signingKey.nodeId)) return;
  const word = { matter: 'agreement', subject, decision: 'approve', reason: 'signed again' } as const;
  const before = await wordOnRecord({ coordinator: client, federation, roster: message, member }, word);
  decide({ store, federation, administratorKey: signingKey, clock }, word, before);
  const [refused] = await sendVotes(store, client);
  if (refused) throw refused;
}

/** Who signs an agreement lets nodes join; every other change of the roster is voted on by itself, where people see it. */
function refuseHiddenChanges({ message, hash }: FetchedRoster, { federation }: NodeStore): void {
  const present = federation.rosterInForce();
  if (!present || present.hash === hash) return;
  const others = rosterChanges(readRoster(present.bytes), message).filter(
    ({ kind }) => !['member-added', 'node-added', 'node-rekeyed', 'administrator-added'].includes(kind),
  );
  const hidden = others.filter((change) => !isRekeyedAway(change, message));
  if (hidden.length > 0)
    throw new SigningRefused(
      'roster-changes',
      `the roster changes more than who joins: ${hidden.map(rosterChangeInWords).join('; ')}; decide on that with ` +
        '"chorale-node roster vote" first',
    );
}

/** An administrator whose key changed together with the node's. */
function isRekeyedAway(change: RosterChange, { members }: Roster): boolean {
  if (change.kind !== 'administrator-removed') return false;
  const member = members.find(({ name }) => name === change.member);
  return member?.administrators.some(({ name }) => name === change.administrator.name) ?? false;
}

export function refuseUnconfirmed(roster: FetchedRoster, store: NodeStore, { nodeId }: SigningKey): void {
  const open = unconfirmedKeys(roster, store.federation.confirmedFingerprints(), nodeId);
  if (open.length > 0)
    throw new SigningRefused(
      'fingerprints-unconfirmed',
      `nobody has confirmed the fingerprints of ${open.map(({ name }) => `"${name}"`).join(', ')}; compare them with ` +
        'these members by telephone or on paper, then sign with --confirm NODE=FINGERPRINT for each, or with ' +
        '--roster-fingerprint after comparing that one with everybody, which vouches for all but the keys of this member itself ' +
        '("chorale-node members" shows both, and "chorale-node roster show" those of persons)',
    );
}

/** A node that has agreed to the purpose before renews what it signed; one that joins later cannot know it. */
function refuseStrangeRenewal({ terms }: FetchedAgreement, store: NodeStore): void {
  const { renews } = terms.privacy;
  if (!renews) return;
  const earlier = signedAgreements(store).filter(
    (signed) => signed.terms.purpose === terms.purpose && periodOf(signed.terms) < renews.from,
  );
  if (earlier.length > 0 && !earlier.some(({ hash }) => hash === renews.replaces))
    throw new SigningRefused(
      'agreement-differs',
      `the agreement renews the budget of ${renews.replaces}, which this node never signed for "${terms.purpose}"; it ` +
        `signed ${earlier.map(({ hash }) => hash).join(', ')}`,
    );
}

function refuseOutside(
  { nodes, version }: FetchedRoster,
  { terms }: FetchedAgreement,
  { nodeId, publicKey }: SigningKey,
  { name, member, node, region }: Membership,
  clock: Clock,
): void {
  const self = nodes.find(({ id }) => id === nodeId);
  if (!self || Buffer.compare(self.signingKey, publicKey) !== 0)
    throw new SigningRefused(
      'not-in-roster',
      `this node is not in roster version ${version}; it joins when the agreement is proposed again`,
    );
  // Sets are judged by who runs their nodes (committee/commit.ts): everybody vouches for their own line of the roster.
  if (self.member !== member || self.name !== node || self.region !== region)
    throw new SigningRefused(
      'roster-malformed',
      `the roster shows this node as "${self.name}" of "${self.member}" in "${self.region}", it enrolled as "${node}" ` +
        `of "${member}" in "${region}"; do not sign, and tell the other members`,
    );
  if (terms.federation !== name)
    throw new SigningRefused(
      'agreement-differs',
      `the agreement is for federation "${terms.federation}", not "${name}"`,
    );
  if (partyRoleOf(terms, member) === undefined)
    throw new SigningRefused(
      'not-a-party',
      `the agreement is between ${terms.parties!.map((party) => party.member).join(', ')}, not "${member}"; there is nothing to sign`,
    );
  const [outside] = nodesOutsideRegions(terms, nodesTakingPart(terms, nodes));
  if (outside)
    throw new SigningRefused(
      'region-outside',
      `the agreement is for nodes in ${terms.regions.join(', ')}; "${outside.name}" stands in "${outside.region}"`,
    );
  // It holds up to the end of its last day, UTC.
  if (clock.now() >= Date.parse(terms.expires) + DAY_MS)
    throw new SigningRefused(
      'agreement-expired',
      `the agreement expired on ${terms.expires}; propose a new one`,
    );
}
