// One round of ten million values and ten nodes, all on the committee, as the measured node and its helper both see it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  committeeThreshold,
  contentHash,
  PROTOCOL_VERSION,
  roundKey,
  SigningKey,
  signMessage,
  type AgreementHash,
  type Descriptor,
  type Hash,
  type RosterHash,
  type RosterNode,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import { AcceptedRound } from '../../../client-node/src/round/accepted-round.js';

export const NODES = 10;
/** Nineteen-bit values of ten nodes, two a coefficient. */
export const BLOCK = { name: 'values', length: 10_000_000, laneBits: 23, limbs: 1, grid: 1 };
const FEDERATION = 'fe'.repeat(32) as Hash;
const hashOf = (byte: string): string => byte.repeat(32);

export const signingKeys = Array.from({ length: NODES }, (_, index) =>
  SigningKey.fromSeed(new Uint8Array(32).fill(index + 1)),
).sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
const ids = signingKeys.map(({ nodeId }) => nodeId);
const roster: readonly RosterNode[] = signingKeys.map(({ nodeId: id, publicKey: signingKey }) => ({
  ...{ id, member: id, name: id, region: '', role: 'contributor', signingKey },
}));

/** @param publicKeys KEM keys of the nodes for this round, in their order. */
export function roundsOf(publicKeys: readonly Uint8Array[]): AcceptedRound[] {
  const descriptor: Descriptor = {
    protocol: PROTOCOL_VERSION,
    federation: FEDERATION,
    agreement: hashOf('aa') as AgreementHash,
    study: hashOf('bb') as StudyId,
    computation: 'memory',
    round: 0,
    attempt: 0,
    state: hashOf('cc') as StateHash,
    roster: hashOf('dd') as RosterHash,
    rosterVersion: 1,
    cohort: ids,
    committee: ids,
    committeeKeys: signingKeys.map(
      (key, index) =>
        signMessage(roundKey, key, FEDERATION, {
          ...{ node: key.nodeId, index: 0, publicKey: publicKeys[index]! },
        }).bytes,
    ),
    threshold: committeeThreshold(NODES),
    quorum: committeeThreshold(NODES),
    kMin: NODES,
    parameters: 'P1',
    blocks: [BLOCK],
    privacy: {
      mode: 'pooled',
      clipNormL2: 1,
      samplingRate: 1,
      noiseMultiplier: 1,
      nodeNoiseVarianceNumerator: 1_000_000n,
      nodeNoiseVarianceDenominator: 1n,
      nodesPerPerson: 1,
      colluding: 1,
    },
    grouping: undefined,
    release: 'members',
    recipients: ids,
    recipientKeyIndexes: ids.map(() => 0),
    openedAt: 0,
    collectBy: 1,
    committeeBy: 2,
    ledgerSize: 0,
    ledgerRoot: hashOf('ee') as Hash,
  };
  return ids.map((id) => new AcceptedRound(id, descriptor, roster));
}

/** Stands for the coordinator's disk: files named by their hash. */
export class Folder {
  constructor(readonly path: string) {}

  async keep(bytes: Uint8Array): Promise<Hash> {
    const hash = contentHash(bytes);
    await writeFile(join(this.path, hash), bytes);
    return hash;
  }
  read(name: string): Promise<Uint8Array> {
    return readFile(join(this.path, name));
  }
  async write(name: string, bytes: Uint8Array): Promise<void> {
    await writeFile(join(this.path, name), bytes);
  }
}
