// An exported ledger, line by line: a file that verifies says nothing else than what was signed.
import {
  federationId,
  firstRoster,
  headCountersignature,
  inclusionPath,
  leafHash,
  LEDGER_FORMAT,
  ledgerEntry,
  ledgerHead,
  MerkleFrontier,
  NO_ENTRY,
  roster,
  rosterConsent,
  rosterHash,
  ROSTER_ENTRY,
  sha256Hex,
  signMessage,
  SigningKey,
  UnprovenEntryError,
  verifyEntry,
  verifyLedger,
  verifyLedgerParts,
  type Hash,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { NoEntryProof, readEntryProof } from '../../../client-node/src/ledger/entry-proof.js';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';
import { Refused, textOf, utf8 } from './refused.js';

const coordinator = SigningKey.generate(testEntropy('coordinator')).key;
const node = SigningKey.generate(testEntropy('node')).key;
const federation = federationId('t', coordinator.publicKey);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const hexOf = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString('hex') as Hash;

const rosterBytes = roster.encode(
  firstRoster({ federation, version: 1, coordinatorKey: coordinator.publicKey }, [
    { id: node.nodeId, member: 'm', name: 'n', region: '', role: 'contributor', signingKey: node.publicKey },
  ]),
);
const consent = signMessage(rosterConsent, node, federation, { roster: rosterHash(rosterBytes), version: 1 });

const PAYLOADS = [
  JSON.stringify({ consent: base64(consent.bytes) }),
  JSON.stringify({ roster: base64(rosterBytes) }),
  JSON.stringify({ reason: 'a text with \ufffd in it' }),
  JSON.stringify({ round: 'x' }),
];

function exported(): { lines: string[]; head: { size: number; root: Hash } } {
  const key = hexOf(coordinator.publicKey);
  const lines = [
    JSON.stringify({ format: LEDGER_FORMAT, federation, federationName: 't', coordinatorKey: key }),
  ];
  const frontier = new MerkleFrontier();
  let previous = NO_ENTRY;
  for (const [index, payload] of PAYLOADS.entries()) {
    const bytes = ledgerEntry.encode({
      index,
      at: 1_000 + index,
      kind: ['roster-consented', ROSTER_ENTRY][index] ?? 'step',
      actor: 'coordinator',
      subject: index === 0 ? rosterHash(rosterBytes) : '',
      payloadHash: sha256Hex(utf8(payload)) as Hash,
      previous,
    });
    lines.push(JSON.stringify({ entry: base64(bytes), payload }));
    previous = hexOf(leafHash(bytes));
    frontier.append(leafHash(bytes));
    const head = { size: frontier.size, root: hexOf(frontier.root()) };
    const countersignature = signMessage(headCountersignature, node, federation, head);
    // Whose signature it is, the roster says first.
    const countersignatures = index === 0 ? [] : [base64(countersignature.bytes)];
    lines.push(
      JSON.stringify({
        head: base64(signMessage(ledgerHead, coordinator, federation, { ...head, at: 5 }).bytes),
        countersignatures,
      }),
    );
  }
  return { lines, head: { size: frontier.size, root: hexOf(frontier.root()) } };
}

interface Line {
  readonly entry?: string;
  readonly payload?: string | null;
}
const { lines, head } = exported();
const entries = entriesOf(lines);

function entriesOf(texts: readonly string[]): Line[] {
  return texts.map((text) => JSON.parse(text) as Line).filter(({ entry }) => entry !== undefined);
}

function saysWhatWasSigned(found: readonly Line[]): boolean {
  return (
    found.length === entries.length &&
    found.every(
      ({ entry, payload }, index) =>
        entry === entries[index]!.entry && (payload === null || payload === entries[index]!.payload),
    )
  );
}

/** The same ledger as an archive and what is left: two entries, each with its head, are in the first. */
const archived = lines.slice(0, 5);
const rest = [lines[0]!.replace(/\}$/, ',"from":2}'), ...lines.slice(5)];

const SHOWN = 2;

/** One entry of it as it is printed, with the path to the last head. */
function printedEntry(): string {
  const bytes = entries.map(({ entry }) => new Uint8Array(Buffer.from(entry!, 'base64')));
  const { head: signed } = JSON.parse(lines.at(-1)!) as { head: string };
  return JSON.stringify({
    position: SHOWN,
    proof: {
      federation,
      coordinatorKey: hexOf(coordinator.publicKey),
      entry: entries[SHOWN]!.entry,
      payloadText: PAYLOADS[SHOWN],
      head: signed,
      path: inclusionPath(bytes.map(leafHash), SHOWN).map(hexOf),
    },
  });
}

export const ledgerDecoders: readonly FuzzedDecoder[] = [
  {
    name: 'verifyLedger',
    corpus: [utf8(lines.join('\n'))],
    decode: async (bytes) => {
      const read = textOf(bytes)
        .split('\n')
        .filter((line) => line !== '');
      const { verified, problem } = await verifyLedger(read, [head]);
      if (!verified) throw new Refused(problem?.reason);
      if (!saysWhatWasSigned(entriesOf(read)))
        throw new Error('a ledger verifies that says something else than was signed');
      return undefined;
    },
    refusals: [Refused],
    weight: 5,
  },
  {
    name: 'verifyLedgerParts',
    corpus: [utf8([...archived, '', ...rest].join('\n'))],
    decode: async (bytes) => {
      const parts = textOf(bytes)
        .split(/\n\n+/)
        .map((part) => part.split('\n').filter((line) => line !== ''));
      const { verified, problem } = await verifyLedgerParts(parts, [head]);
      if (!verified) throw new Refused(problem?.reason);
      if (!saysWhatWasSigned(entriesOf(parts.flat())))
        throw new Error('a ledger in parts verifies that says something else than was signed');
      return undefined;
    },
    refusals: [Refused],
    weight: 5,
  },
  {
    name: 'verifyEntry',
    corpus: [utf8(printedEntry())],
    decode: (bytes) => {
      const proof = readEntryProof(textOf(bytes));
      // A key of one's own signs whatever one likes: people compare its fingerprint.
      if (hexOf(proof.coordinatorKey) !== hexOf(coordinator.publicKey)) throw new Refused('another key');
      const { head: over } = verifyEntry(proof);
      if (
        over.size !== head.size ||
        base64(proof.entry) !== entries[SHOWN]!.entry ||
        (proof.payloadText !== null && proof.payloadText !== PAYLOADS[SHOWN])
      )
        throw new Error('an entry is proven that says something else than was signed');
      return undefined;
    },
    refusals: [Refused, NoEntryProof, UnprovenEntryError],
    weight: 2,
  },
];
