// Protocol step 5, first half: a member opens the shares sealed to it as they arrive, before the set is fixed.
import {
  checkShare,
  contentHash,
  openSealed,
  shareBinding,
  shareInbox,
  SecureSumError,
  shareReport,
  signMessage,
  type Hash,
  type Manifest,
  type NodeId,
  type RoundKeyPair,
  type SigningKey,
  type Signed,
} from '@chorale/crypto';
import type { AcceptedRound } from '../round/accepted-round.js';
import { EvidenceError, verifyManifest } from './verify-manifest.js';

export interface OpenedShare {
  /** Packed share of the one-time key, for this member alone. */
  readonly share: Uint8Array;
  /** Content hash of the signed manifest that it came with: a node could sign two. */
  readonly manifest: Hash;
}
/** By the node that dealt them. */
export type OpenedShares = ReadonlyMap<NodeId, OpenedShare>;

export interface ShareCheck {
  readonly shares: OpenedShares;
  readonly bad: readonly NodeId[];
}

/**
 * Opens every share of the inbox.
 * @throws DecodeError, SignatureError or EvidenceError when the inbox is not what dealers signed: that is the coordinator's
 * doing and no fault of the nodes in it, so nobody is reported.
 */
export function checkShares(
  round: AcceptedRound,
  roundKey: RoundKeyPair,
  inboxBytes: Uint8Array,
): ShareCheck {
  const shares = new Map<NodeId, OpenedShare>();
  const bad: NodeId[] = [];
  for (const entry of shareInbox.decode(inboxBytes).shares) {
    const { message } = verifyManifest(round, entry.manifest);
    const share = openShare(round, message, roundKey, entry.sealedShare);
    if (share) shares.set(message.node, { share, manifest: contentHash(entry.manifest) });
    else bad.push(message.node);
  }
  return { shares, bad };
}

/**
 * @returns undefined where the dealer sealed something else than a share of this round to this member.
 * @throws EvidenceError where these are not the bytes whose hash the dealer signed.
 */
function openShare(
  round: AcceptedRound,
  manifest: Manifest,
  roundKey: RoundKeyPair,
  sealedShare: Uint8Array,
): Uint8Array | undefined {
  const signed = manifest.sealedShares[round.pointOf(round.self) - 1];
  if (contentHash(sealedShare) !== signed)
    throw new EvidenceError(
      `the coordinator passed on another share than node ${manifest.node} signed for; the node is not to blame`,
    );
  try {
    const share = openSealed(roundKey, sealedShare, bindShare(round, manifest, round.self));
    checkShare(round.parameters, share);
    return share;
  } catch (error) {
    if (error instanceof SecureSumError) return undefined;
    throw error;
  }
}

/** Associated data of a share: round, node, member, H(c) and the node's key, so that it opens nowhere else. */
export function bindShare(
  round: AcceptedRound,
  { node, ciphertextRoot }: Pick<Manifest, 'node' | 'ciphertextRoot'>,
  member: NodeId,
): Uint8Array {
  const nodeKey = round.signingKeyOf(node);
  if (!nodeKey) throw new RangeError(`node ${node} is not in the roster`);
  return shareBinding.encode({ round: round.id, node, member, ciphertextRoot, nodeKey });
}

export function signShareReport(round: AcceptedRound, key: SigningKey, check: ShareCheck): Signed<unknown> {
  return signMessage(shareReport, key, round.id, {
    round: round.id,
    member: round.self,
    good: [...check.shares.keys()].sort(),
    bad: [...check.bad].sort(),
  });
}
