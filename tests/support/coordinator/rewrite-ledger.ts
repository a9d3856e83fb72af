// What a coordinator could write instead: an exported ledger with other payloads, chained and signed anew with its own key.
import {
  leafHash,
  ledgerEntry,
  ledgerHead,
  MerkleFrontier,
  NO_ENTRY,
  sha256Hex,
  signMessage,
  type EntryLine,
  type Hash,
  type LedgerEntry,
  type LedgerPreamble,
  type SigningKey,
} from '@chorale/crypto';

/** Of an entry: what is changed; a payload of null erases it, `subject` alone moves it. */
export interface Rewritten {
  readonly subject?: string;
  readonly payload: string | null;
}

/**
 * @param change undefined keeps an entry, 'drop' leaves it out. The hash of a payload that is erased stays.
 * @returns lines of an export with one head, over all entries, that nobody countersigned.
 */
export function rewriteLedger(
  lines: readonly string[],
  key: SigningKey,
  change: (entry: LedgerEntry, payload: string) => Rewritten | 'drop' | undefined,
): string[] {
  const { federation } = JSON.parse(lines[0]!) as LedgerPreamble;
  const frontier = new MerkleFrontier();
  const rewritten = [lines[0]!];
  let previous = NO_ENTRY;
  for (const line of lines.slice(1)) {
    const read = JSON.parse(line) as Partial<EntryLine>;
    if (read.entry === undefined) continue;
    const entry = ledgerEntry.decode(new Uint8Array(Buffer.from(read.entry, 'base64')));
    const changed = change(entry, read.payload!);
    if (changed === 'drop') continue;
    const payload = changed ? changed.payload : read.payload!;
    const bytes = ledgerEntry.encode({
      ...entry,
      index: frontier.size,
      subject: changed?.subject ?? entry.subject,
      payloadHash: sha256Hex(Buffer.from(payload ?? read.payload!)) as Hash,
      previous,
    });
    rewritten.push(JSON.stringify({ entry: base64(bytes), payload }));
    previous = hex(leafHash(bytes));
    frontier.append(leafHash(bytes));
  }
  const head = { size: frontier.size, root: hex(frontier.root()), at: 0 };
  const signed = signMessage(ledgerHead, key, federation, head);
  return [...rewritten, JSON.stringify({ head: base64(signed.bytes), countersignatures: [] })];
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const hex = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString('hex') as Hash;
