// Branded ids: parsed where bytes come in, never checked again inside.
import { hex } from './codec.js';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** First 16 bytes of SHA-256 over a node's Ed25519 public key, so an id cannot be claimed without the key. */
export type NodeId = Branded<'NodeId'>;
/** SHA-256 of a descriptor; names the round. */
export type RoundId = Branded<'RoundId'>;
/** SHA-256 of a study document. */
export type StudyId = Branded<'StudyId'>;
/** SHA-256 of an agreement document. */
export type AgreementHash = Branded<'AgreementHash'>;
/** SHA-256 of a roster. */
export type RosterHash = Branded<'RosterHash'>;
/** SHA-256 of an encoded model state. */
export type StateHash = Branded<'StateHash'>;
/** Any other SHA-256. */
export type Hash = Branded<'Hash'>;

export const nodeIdCodec = hex<NodeId>(16);
export const roundIdCodec = hex<RoundId>(32);
export const studyIdCodec = hex<StudyId>(32);
export const agreementHashCodec = hex<AgreementHash>(32);
export const rosterHashCodec = hex<RosterHash>(32);
export const stateHashCodec = hex<StateHash>(32);
export const hashCodec = hex<Hash>(32);

const HASH_TEXT = /^[0-9a-f]{64}$/;

/** @returns undefined for anything but 64 lower-case hex digits. */
export function parseHash(value: string): Hash | undefined {
  return HASH_TEXT.test(value) ? (value as Hash) : undefined;
}
