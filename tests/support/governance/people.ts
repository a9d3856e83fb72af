// Members, their nodes and administrators on paper: keys, rosters and signed words.
import {
  firstRoster,
  nodeIdOf,
  roster as rosterMessage,
  rosterConsent,
  signMessage,
  SigningKey,
  soundRoster,
  vote,
  type Decision,
  type Hash,
  type Matter,
  type Roster,
  type RosterNode,
  type SoundRoster,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';

export const federation = 'fe'.repeat(32) as Hash;
export const coordinatorKey = keyOf('coordinator').publicKey;

/** The same key for the same name. */
export function keyOf(name: string): SigningKey {
  return SigningKey.generate(testEntropy(`key of ${name}`)).key;
}

/** A node named after its key. */
export function lineOf(name: string, member = `${name} Ltd`, changes: Partial<RosterNode> = {}): RosterNode {
  const { publicKey: signingKey } = keyOf(name);
  return {
    id: nodeIdOf(signingKey),
    member,
    name,
    region: 'eu',
    role: 'contributor',
    signingKey,
    ...changes,
  };
}

export function foundedBy(...names: readonly string[]): SoundRoster {
  return foundedWith(names.map((name) => lineOf(name)));
}
export function foundedWith(nodes: readonly RosterNode[]): SoundRoster {
  return asSound(firstRoster({ federation, version: 1, coordinatorKey }, nodes));
}
export function asSound(roster: Roster): SoundRoster {
  return soundRoster(rosterMessage.encode(roster));
}

export function consentOf(name: string, { hash, roster }: SoundRoster, context = federation): Uint8Array {
  return signMessage(rosterConsent, keyOf(name), context, { roster: hash, version: roster.version }).bytes;
}

export interface Word {
  readonly matter?: Matter;
  readonly subject: string;
  readonly decision?: Decision;
  readonly reason?: string;
  readonly at?: number;
}
export function voteOf(name: string, { subject, ...word }: Word): Uint8Array {
  const whole = { matter: 'roster', decision: 'approve', reason: 'as agreed', at: 1, ...word } as const;
  return signMessage(vote, keyOf(name), federation, { ...whole, subject: subject as Hash }).bytes;
}
