// What people compared outside the system goes into the node's records; whoever can be asked is asked for the rest.
import { fingerprintOf } from '@chorale/crypto';
import { confirmedBy, rosterFingerprint, sameFingerprint } from '../agreement/compare-fingerprints.js';
import { keysOf, unconfirmedKeys, type FetchedRoster, type NamedKey } from '../agreement/fetch-roster.js';
import { SigningRefused } from '../agreement/signing-refused.js';
import { askYesNo } from './ask.js';
import type { CommandContext, EnrolledNode } from './command-context.js';
import { refusing } from './exit-codes.js';

export interface ConfirmOptions {
  /** `NODE=FINGERPRINT` */
  readonly confirm: readonly string[];
  readonly rosterFingerprint?: string;
}

export const confirmOption = [
  '--confirm <node=fingerprint>',
  'a fingerprint that its owner read to you; repeat it',
] as const;
export const rosterFingerprintOption = [
  '--roster-fingerprint <fingerprint>',
  'the fingerprint of the whole roster, compared with everybody',
] as const;

export function append(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

/** Keeps what people compared; asks for the rest where somebody can be asked. */
export async function confirmFingerprints(
  context: CommandContext,
  { store, signingKey, membership }: EnrolledNode,
  roster: FetchedRoster,
  { confirm, rosterFingerprint: compared }: ConfirmOptions,
): Promise<void> {
  const keep = (keys: readonly NamedKey[]): void => {
    for (const { name, key } of keys)
      store.federation.confirm({ node: name, fingerprint: fingerprintOf(key) });
  };
  keep(refusing(() => confirmedBy(confirm, roster)));
  if (compared !== undefined) {
    if (!sameFingerprint(compared, rosterFingerprint(roster)))
      throw new SigningRefused(
        'fingerprint-differs',
        `the coordinator shows this node a roster with fingerprint ${rosterFingerprint(roster)}, which is not the one ` +
          'that was compared; do not sign, and tell the other members',
      );
    // Others see the same list, but cannot know who signs for this member: its own keys are compared one by one.
    keep(keysOf(roster).filter(({ member }) => member !== membership.member));
  }
  if (!context.surroundings.interactive) return;
  const open = unconfirmedKeys(roster, store.federation.confirmedFingerprints(), signingKey.nodeId);
  if (open.length > 0) context.note('Ask these members for their fingerprints by telephone or on paper:');
  for (const named of open) {
    const question = `${named.name} (${named.member}): did they read ${fingerprintOf(named.key)}?`;
    if (!(await askYesNo(question, context.surroundings))) return;
    keep([named]);
  }
}
