// What a node is handed in a round, as bytes that others signed: shares, the set, commits, releases, proofs of burning.
import {
  burn,
  DecodeError,
  drawing,
  DrawingError,
  envelopes,
  openDrawing,
  SecureSumError,
  SignatureError,
  signMessage,
} from '@chorale/crypto';
import { openRound } from '../../../client-node/src/adopt/open-sum.js';
import { verifyBurnProof } from '../../../client-node/src/committee/burn-proof.js';
import { checkShares } from '../../../client-node/src/committee/check-shares.js';
import { verifySet } from '../../../client-node/src/committee/commit.js';
import { requireCommits } from '../../../client-node/src/committee/release.js';
import { EvidenceError, verifyManifest } from '../../../client-node/src/committee/verify-manifest.js';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';
import { callBytes, drawingBytes, nodes as sixteen } from '../../support/round/grouped-nodes.js';
import {
  archiveOf,
  commitsOf,
  contribute,
  descriptor,
  inboxOf,
  nodes,
  ring,
  rosterNodes,
  roundAt,
  setBytes,
} from '../../support/round/five-nodes.js';

const contributions = await Promise.all(nodes.map((_, index) => contribute(index)));
const round = roundAt(0);
const pair = nodes[0]!.pair;
const set = verifySet(round, setBytes(contributions));
const archive = await archiveOf([0, 1, 2, 3, 4], contributions);
const releases = await archive.releases();
const burns = nodes.map(
  ({ key }) => signMessage(burn, key, round.id, { round: round.id, member: key.nodeId }).bytes,
);
const refusals = [DecodeError, SignatureError, EvidenceError];

export const evidenceDecoders: readonly FuzzedDecoder[] = [
  {
    name: 'openDrawing',
    corpus: [drawingBytes, drawing.encode({ call: callBytes, values: sixteen.map(() => undefined) })],
    decode: (bytes) => {
      openDrawing(
        bytes,
        descriptor.federation,
        (id) => sixteen.find((node) => node.id === id)?.key.publicKey,
      );
      return undefined;
    },
    refusals: [...refusals, DrawingError],
    weight: 5,
  },
  {
    name: 'verifyManifest',
    corpus: contributions.map(({ manifest }) => manifest),
    decode: (bytes) => verifyManifest(round, bytes).bytes,
    refusals,
    weight: 3,
  },
  {
    name: 'checkShares',
    corpus: [inboxOf(0, contributions.slice(0, 1)), inboxOf(0, contributions.slice(1, 3))],
    decode: (bytes) => {
      // A share that does not open is bad, and a finding; nobody is accused for what the coordinator garbled.
      checkShares(round, pair, bytes);
      return undefined;
    },
    refusals,
    weight: 10,
  },
  {
    name: 'verifySet',
    corpus: [setBytes(contributions), setBytes(contributions.slice(1))],
    decode: (bytes) => {
      verifySet(round, bytes);
      return undefined;
    },
    refusals,
    weight: 10,
  },
  {
    name: 'requireCommits',
    corpus: [commitsOf([0, 1, 2, 3], contributions), commitsOf([1, 2, 3, 4], contributions)],
    decode: (bytes) => {
      requireCommits(round, set, bytes);
      return undefined;
    },
    refusals,
    weight: 10,
  },
  {
    name: 'verifyBurnProof',
    corpus: [burns, burns.slice(1)].map((proof) => envelopes.encode({ envelopes: proof })),
    decode: (bytes) => {
      verifyBurnProof(round.id, descriptor, rosterNodes, bytes);
      return undefined;
    },
    refusals,
    weight: 10,
  },
  {
    name: 'openRound, its releases',
    corpus: [releases],
    decode: async (bytes) => {
      const changed = { ...archive, releases: () => Promise.resolve(bytes) };
      const { groups } = await openRound(round, set, pair, changed, ring);
      const { values } = groups[0]!;
      if (!values.every((value) => value === 15)) throw new Error(`opened ${String(values)}`);
      return undefined;
    },
    refusals: [...refusals, SecureSumError],
    weight: 20,
    wholeStep: true,
  },
  {
    name: 'openRound, its sum',
    corpus: [await archive.ciphertextSum()],
    decode: async (bytes) => {
      const changed = { ...archive, ciphertextSum: () => Promise.resolve(bytes) };
      await openRound(round, set, pair, changed, ring);
      return undefined;
    },
    refusals: [...refusals, SecureSumError],
    weight: 20,
    wholeStep: true,
  },
];
