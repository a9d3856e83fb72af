// What people compare outside the system (by telephone, on paper), and how they tell the node that they did.
import { createHash } from 'node:crypto';
import { fingerprintOf } from '@chorale/crypto';
import { keysOf, type FetchedRoster, type NamedKey } from './fetch-roster.js';
import { SigningRefused } from './signing-refused.js';

/** One fingerprint for a whole roster: 160 bits of SHA-256 of its bytes in groups of four hex digits. */
export function rosterFingerprint({ bytes }: Pick<FetchedRoster, 'bytes'>): string {
  const digest = createHash('sha256').update('chorale/roster-fingerprint/1').update(bytes).digest('hex');
  return digest.slice(0, 40).replace(/(.{4})(?=.)/g, '$1-');
}

/** Whether two fingerprints are one, however they are grouped or written. */
export function sameFingerprint(left: string, right: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^0-9a-f]/g, '');
  return plain(left) === plain(right) && plain(left).length === 40;
}

/**
 * The keys that `NODE=FINGERPRINT` texts confirm.
 * @throws SigningRefused `fingerprint-differs` when people compared another one than the roster shows.
 * @throws RangeError for a text of another form, or a node that the roster does not hold.
 */
export function confirmedBy(
  texts: readonly string[],
  roster: Pick<FetchedRoster, 'nodes' | 'message'>,
): NamedKey[] {
  const keys = keysOf(roster);
  return texts.map((text) => {
    const at = text.lastIndexOf('=');
    const name = text.slice(0, at);
    const named = at > 0 ? keys.find((candidate) => candidate.name === name) : undefined;
    if (!named)
      throw new RangeError(
        `"${text}" confirms nobody: write NODE=FINGERPRINT with one of ${keys.map((entry) => entry.name).join(', ')}`,
      );
    const shown = fingerprintOf(named.key);
    if (!sameFingerprint(text.slice(at + 1), shown))
      throw new SigningRefused(
        'fingerprint-differs',
        `the roster shows ${shown} for "${name}", which is not the fingerprint that was compared; do not sign, and ` +
          'tell the other members: somebody may have exchanged the key',
      );
    return named;
  });
}
