// For whom a file with results is written.
import { readRoster } from '@chorale/crypto';
import type { NodeStore } from '../storage/node-store.js';

export const recipientOption = [
  '--recipient <name>',
  'for whom the file is, beside this member: a party, or somebody whom the agreement names under recipients',
] as const;

/** Names of the members in the roster in force. */
export function membersOf({ federation }: NodeStore): string[] {
  const roster = federation.rosterInForce();
  return roster ? readRoster(roster.bytes).members.map(({ name }) => name) : [];
}
