import {
  sha256Hex,
  type AgreementHash,
  type Hash,
  type RosterHash,
  type RoundId,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import type { NodeStore } from '../../../../client-node/src/storage/node-store.js';

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
const digest = (text: string): string => sha256Hex(bytes(text));
export const hash = digest as (text: string) => Hash;
export const rid = digest as (text: string) => RoundId;
export const state = digest as (text: string) => StateHash;
export const rosterHash = digest as (text: string) => RosterHash;

export const agreement = digest('agreement') as AgreementHash;
export const study = digest('study') as StudyId;

export const membership = {
  federation: digest('federation'),
  name: 'Harbour shops',
  coordinatorUrl: 'http://127.0.0.1:7400',
  coordinatorKey: new Uint8Array(32).fill(1),
  member: 'Harbour Ltd',
  node: 'harbour',
  region: 'eu',
  role: 'contributor' as const,
};

/** An agreement and a study, as every round needs them. */
export function prepareStudy(store: NodeStore): void {
  store.agreements.receive(agreement, bytes('{}'));
  store.studies.receive({ study, agreement, name: 'churn', bytes: bytes('{}') });
}

/** A round of the study on the state `from`. */
export function openRound(store: NodeStore, name: string, from = 'start', attempt = 0): RoundId {
  const round = rid(name);
  store.rounds.open({ rid: round, study, state: state(from), round: 0, attempt, descriptor: bytes(name) });
  return round;
}
