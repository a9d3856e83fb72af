// The most that each route takes, bytes. A longer body is refused before it is read.
import { MOST_TOGETHER_BYTES, type NodeRoute } from '@chorale/crypto';

const KIB = 1024;
const MIB = 1024 * KIB;

export const bodyLimits: Readonly<Partial<Record<NodeRoute, number>>> = {
  enrol: 4 * KIB,
  consentToRoster: 2 * KIB,
  consentToAgreement: 2 * KIB,
  castVote: 16 * KIB,
  proposeRoster: 8 * MIB,
  roundKeys: 4 * MIB,
  lots: 2 * KIB,
  leaveOut: 2 * KIB,
  // Up to 1,024 values.
  releaseMetrics: 10 * KIB,
  // A notice names up to 4,096 studies.
  tellErasure: 256 * KIB,
  refuse: 4 * KIB,
  several: MOST_TOGETHER_BYTES + 16 * KIB,
  // A manifest of 8,192 chunks and 64 sealed shares of at most 64 KiB.
  contribute: 6 * MIB,
  reportShares: 256 * KIB,
  commit: 2 * KIB,
  release: 9 * MIB,
  adopt: 2 * MIB,
  failToOpen: 2 * KIB,
  burn: 2 * KIB,
  requestState: 8 * KIB,
  sendState: 17 * MIB,
  countersignHead: 2 * KIB,
};
