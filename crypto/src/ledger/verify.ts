// Offline verification of an exported ledger: hash chain, Merkle roots, signed heads, countersignatures.
// Works line by line, so a million entries need no memory of their own.
import { openKnownBallots } from '../governance/ballots.js';
import { keyInRoster } from '../governance/roster.js';
import { requireSuccession, soundRoster, type SoundRoster } from '../governance/succession.js';
import { nodeIdOf, openSigned, type SigningPublicKey } from '../identity/identity.js';
import { federationId } from '../wire/documents.js';
import type { Hash, NodeId } from '../wire/ids.js';
import { sha256Hex } from '../wire/message.js';
import {
  headCountersignature,
  ledgerEntry,
  ledgerHead,
  type LedgerEntry,
  type LedgerHead,
} from '../wire/ledger-messages.js';
import { leafHash, MerkleFrontier } from './merkle.js';

export const LEDGER_FORMAT = 'chorale-ledger/1';
/** `previous` of the first entry. */
export const NO_ENTRY = '0'.repeat(64) as Hash;
/** Kind of the entries whose payload holds a roster (base64 of its bytes, field `roster`). */
export const ROSTER_ENTRY = 'roster-in-force';
/** Kinds of the entries with a signed word to a roster, and the payload's field with its envelope in base64. */
const BALLOT_FIELDS: Readonly<Record<string, string>> = {
  'vote-cast': 'vote',
  'roster-consented': 'consent',
};

/** First line of an export; then one {@link EntryLine} or {@link HeadLine} a line, each a JSON object. */
export interface LedgerPreamble {
  readonly format: typeof LEDGER_FORMAT;
  readonly federation: string;
  readonly federationName: string;
  /** Raw Ed25519 key, hex. */
  readonly coordinatorKey: string;
  /** Position of the first entry; left out where it is 0. What comes before lies in archives of the same format. */
  readonly from?: number;
}
export interface EntryLine {
  /** Base64 of the canonical entry. */
  readonly entry: string;
  /** JSON text as it was hashed; null where the payload was erased. */
  readonly payload: string | null;
}
export interface HeadLine {
  /** Base64 of the coordinator's signed head. */
  readonly head: string;
  /** Base64 of the nodes' signed countersignatures. */
  readonly countersignatures: readonly string[];
}

export interface LedgerVerdict {
  readonly verified: boolean;
  /** Key that every head was held against, hex; undefined where no first line named one. */
  readonly coordinatorKey: string | undefined;
  readonly entries: number;
  readonly heads: number;
  readonly countersignatures: number;
  readonly erasedPayloads: number;
  readonly root: string;
  /** First wrong record, where one was found: its part, from 0, and line in it, from 1, and what is wrong with it. */
  readonly problem:
    | { readonly part: number; readonly line: number; readonly entry: number; readonly reason: string }
    | undefined;
}
/** Lines of an archive or export, without their line ends. */
export type LedgerLines = AsyncIterable<string> | Iterable<string>;

/** A head that somebody kept elsewhere; the export must contain it. */
export interface PinnedHead {
  readonly size: number;
  readonly root: string;
}

/** Looks into entries whose place, chain and payload were verified. */
export interface EntryReader {
  /**
   * @param payload JSON text; null where it was erased.
   * @throws FalseEntryError for what is not so: the verification ends there.
   */
  read(entry: LedgerEntry, payload: string | null, ledger: LedgerPreamble): void;
}

/** An entry is where it belongs, and what it says is not so. */
export class FalseEntryError extends Error {
  override readonly name = 'FalseEntryError';
}

class WrongRecord extends Error {}

class LedgerVerifier {
  private readonly frontier = new MerkleFrontier();
  private readonly nodeKeys = new Map<NodeId, SigningPublicKey>();
  private preamble: LedgerPreamble | undefined;
  /** Whether the first line of the present part was read. */
  private isBegun = false;
  private previous: string = NO_ENTRY;
  private roster: SoundRoster | undefined;
  /** Signed words by what they are about, until it is in force. */
  private readonly ballots = new Map<string, Uint8Array[]>();
  private lastHead: LedgerHead | undefined;
  private heads = 0;
  private countersignatures = 0;
  private erasedPayloads = 0;
  private readonly pinned: Set<PinnedHead>;

  constructor(
    pinned: readonly PinnedHead[],
    private readonly reader: EntryReader | undefined,
  ) {
    this.pinned = new Set(pinned);
  }

  /** What follows continues what was read. */
  beginPart(): void {
    this.isBegun = false;
  }

  read(line: string): void {
    const record = parseObject(line);
    if (!this.isBegun || !this.preamble) this.begin(parsePreamble(record));
    else if (typeof record.entry === 'string') this.readEntry(record, this.preamble);
    else if (typeof record.head === 'string') this.readHead(record, this.preamble);
    else throw new WrongRecord('the line is neither an entry nor a head');
  }

  private begin(preamble: LedgerPreamble): void {
    const { from = 0 } = preamble;
    const { size } = this.frontier;
    if (this.preamble && preamble.federation !== this.preamble.federation)
      throw new WrongRecord('the part is of another federation than those before it');
    if (from > size)
      throw new WrongRecord(
        `entries ${size} to ${from - 1} are missing: they lie in an archive, which belongs before this part`,
      );
    if (from < size)
      throw new WrongRecord(
        `the part begins with entry ${from}, and entries up to ${size - 1} were read before`,
      );
    this.preamble ??= preamble;
    this.isBegun = true;
  }

  finishPart(): void {
    if (!this.isBegun) throw new WrongRecord('the file is empty');
    if (this.lastHead?.size !== this.frontier.size)
      throw new WrongRecord('the file ends without a signed head over its last entry: it was cut off');
  }

  finish(): void {
    for (const { size, root } of this.pinned)
      throw new WrongRecord(`the head of size ${size} with root ${root} is not part of this history`);
  }

  summary(): Omit<LedgerVerdict, 'verified' | 'problem'> {
    return {
      coordinatorKey: this.preamble?.coordinatorKey,
      entries: this.frontier.size,
      heads: this.heads,
      countersignatures: this.countersignatures,
      erasedPayloads: this.erasedPayloads,
      root: hexOf(this.frontier.root()),
    };
  }

  private readEntry(record: Record<string, unknown>, preamble: LedgerPreamble): void {
    const bytes = fromBase64(record.entry);
    const entry = decoded(() => ledgerEntry.decode(bytes));
    if (entry.index !== this.frontier.size)
      throw new WrongRecord(`entry ${this.frontier.size} is missing: found ${entry.index} in its place`);
    if (entry.previous !== this.previous) throw new WrongRecord('the entry does not continue the one before');
    if (typeof record.payload === 'string') this.readPayload(entry, record.payload);
    else if (record.payload === null) this.erasedPayloads += 1;
    else throw new WrongRecord('the payload is missing; an erased one is null');
    this.reader?.read(entry, record.payload, preamble);
    const leaf = leafHash(bytes);
    this.previous = hexOf(leaf);
    this.frontier.append(leaf);
    this.meetPinnedHeads();
  }

  private readPayload({ kind, subject, payloadHash }: LedgerEntry, payload: string): void {
    // Encoding puts U+FFFD in place of a lone surrogate, so two texts would have one hash.
    if (!payload.isWellFormed() || sha256Hex(new TextEncoder().encode(payload)) !== payloadHash)
      throw new WrongRecord('the payload is not the one that the entry commits to');
    const field = BALLOT_FIELDS[kind];
    if (field !== undefined) {
      const earlier = this.ballots.get(subject) ?? [];
      this.ballots.set(subject, [...earlier, fromBase64(parseObject(payload)[field])]);
    }
    if (kind === ROSTER_ENTRY) this.readRoster(parseObject(payload).roster);
  }

  /** Nobody's word, and not the coordinator's, puts a roster in force: the signatures for it stand in entries before. */
  private readRoster(bytes: unknown): void {
    const next = decoded(() => soundRoster(fromBase64(bytes)));
    // Before members had administrators, no roster named the one before it; from the first that does on, all do.
    const before = next.isOfNodes && this.roster?.isOfNodes ? undefined : this.roster;
    const { roster: voters } = before ?? next;
    const envelopes = this.ballots.get(next.hash) ?? [];
    const words = openKnownBallots(envelopes, voters.federation, (signer) => keyInRoster(voters, signer));
    decoded(() => requireSuccession(before, next, words));
    this.ballots.delete(next.hash);
    this.roster = next;
    for (const node of next.roster.nodes) this.nodeKeys.set(node.id, node.signingKey);
  }

  private readHead(record: Record<string, unknown>, { federation, coordinatorKey }: LedgerPreamble): void {
    const key = new Uint8Array(Buffer.from(coordinatorKey, 'hex'));
    const keyOfCoordinator = (id: NodeId): SigningPublicKey | undefined =>
      id === nodeIdOf(key) ? key : undefined;
    const head = decoded(
      () => openSigned(ledgerHead, fromBase64(record.head), federation, keyOfCoordinator).message,
    );
    if (head.size !== this.frontier.size)
      throw new WrongRecord(`the head covers ${head.size} entries, ${this.frontier.size} are here`);
    if (head.root !== hexOf(this.frontier.root()))
      throw new WrongRecord('the signed head has another root: an entry up to here was changed');
    if (!Array.isArray(record.countersignatures)) throw new WrongRecord('countersignatures are missing');
    const countersigners = new Set<NodeId>();
    for (const bytes of record.countersignatures) {
      const { message, signer } = decoded(() =>
        openSigned(headCountersignature, fromBase64(bytes), federation, (id) => this.nodeKeys.get(id)),
      );
      if (message.size !== head.size || message.root !== head.root)
        throw new WrongRecord('a countersignature is for another head');
      // Whoever counts witnesses must not count one twice.
      if (countersigners.has(signer)) throw new WrongRecord(`node ${signer} countersigned the head twice`);
      countersigners.add(signer);
    }
    this.countersignatures += countersigners.size;
    this.heads += 1;
    this.lastHead = head;
  }

  private meetPinnedHeads(): void {
    for (const head of this.pinned) {
      if (head.size !== this.frontier.size) continue;
      if (head.root !== hexOf(this.frontier.root()))
        throw new WrongRecord(`the kept head of size ${head.size} has another root: history was rewritten`);
      this.pinned.delete(head);
    }
  }
}

/**
 * Verifies an export line by line and stops at the first wrong record.
 * @param pinned heads kept elsewhere (a node's own copies); without one, entries cut off together with
 * their heads cannot be missed.
 * @param reader sees each entry once it is verified as such.
 */
export function verifyLedger(
  lines: LedgerLines,
  pinned: readonly PinnedHead[] = [],
  reader?: EntryReader,
): Promise<LedgerVerdict> {
  return verifyLedgerParts([lines], pinned, reader);
}

/** The same of a ledger in parts: its archives in their order, then the export. */
export async function verifyLedgerParts(
  parts: readonly LedgerLines[],
  pinned: readonly PinnedHead[] = [],
  reader?: EntryReader,
): Promise<LedgerVerdict> {
  const verifier = new LedgerVerifier(pinned, reader);
  let [part, line] = [0, 0];
  const wrong = (error: unknown): LedgerVerdict => {
    if (!(error instanceof WrongRecord) && !(error instanceof FalseEntryError)) throw error;
    const summary = verifier.summary();
    const problem = { part, line, entry: summary.entries, reason: error.message };
    return { verified: false, ...summary, problem };
  };
  try {
    for (const [index, lines] of parts.entries()) {
      [part, line] = [index, 0];
      verifier.beginPart();
      for await (const text of lines) {
        line += 1;
        verifier.read(text);
      }
      verifier.finishPart();
    }
    verifier.finish();
  } catch (error) {
    return wrong(error);
  }
  return { verified: true, ...verifier.summary(), problem: undefined };
}

function parsePreamble(record: Record<string, unknown>): LedgerPreamble {
  const { format, federation, federationName, coordinatorKey, from = 0 } = record;
  if (format !== LEDGER_FORMAT) throw new WrongRecord(`the file does not begin with format ${LEDGER_FORMAT}`);
  const isKey = (value: unknown): value is string =>
    typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
  if (!isKey(federation) || !isKey(coordinatorKey) || typeof federationName !== 'string')
    throw new WrongRecord('the first line must name the federation and the key of its coordinator');
  // The name is signed nowhere else. Encoding puts U+FFFD in place of a lone surrogate, so two names would have one id.
  const id = federationId(federationName, new Uint8Array(Buffer.from(coordinatorKey, 'hex')));
  if (!federationName.isWellFormed() || federation !== id)
    throw new WrongRecord("the federation's id does not belong to its name and the coordinator's key");
  if (typeof from !== 'number' || !Number.isSafeInteger(from) || from < 0)
    throw new WrongRecord('the first line must say with which entry the part begins');
  return { format, federation, federationName, coordinatorKey, from };
}

function parseObject(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new WrongRecord('the line is no JSON object');
}

function fromBase64(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw new WrongRecord('expected base64 text');
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) throw new WrongRecord('expected base64 text');
  return new Uint8Array(bytes);
}

/** Turns what decoders and signature checks throw into a wrong record; anything else is a bug and goes on. */
function decoded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && ['DecodeError', 'SignatureError', 'SuccessionError'].includes(error.name))
      throw new WrongRecord(error.message);
    throw error;
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
