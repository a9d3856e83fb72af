// Whom a released share names that is off, in one round and over many.
import {
  adoption,
  adoptionWithoutSet,
  descriptor as descriptorMessage,
  firstRoster,
  FalseEntryError,
  LEDGER_FORMAT,
  namedShares,
  roster as rosterMessage,
  ROSTER_ENTRY,
  roundId,
  signMessage,
  type BadShare,
  type Descriptor,
  type Hash,
  type LedgerEntry,
  type LedgerPreamble,
  type NodeId,
  type SigningKey,
  type StateHash,
} from '@chorale/crypto';
import { LedgerAudit } from '../../../client-node/src/ledger/ledger-audit.js';
import { descriptor, ids, nodes, rosterNodes } from '../../support/round/five-nodes.js';
import * as grouped from '../../support/round/grouped-nodes.js';

const off = (member: NodeId, ...groups: number[]): BadShare => ({ member, malformed: false, groups });
const said = (...badShares: BadShare[]) => ({ leftOut: [], badShares });
const QUORUM = descriptor.quorum;

describe('in one round', () => {
  const by = (count: number, ...badShares: BadShare[]) => [
    ...Array.from({ length: count }, () => said(...badShares)),
    ...Array.from({ length: ids.length - count }, () => said()),
  ];

  test('a share that is off names its member and all who dealt to it, by the word of a quorum', () => {
    const others = ids.filter((id) => id !== ids[2]);
    expect(namedShares(descriptor, by(QUORUM, off(ids[2]!, 0)))).toEqual([
      { member: ids[2], dealers: others },
    ]);
    expect(namedShares(descriptor, by(QUORUM - 1, off(ids[2]!, 0)))).toEqual([]);
    expect(namedShares(descriptor, [])).toEqual([]);
  });

  test('who was not in the set dealt nothing that counts', () => {
    const without = by(QUORUM, off(ids[2]!, 0)).map((word) => ({ ...word, leftOut: [0] }));
    expect(namedShares(descriptor, without)).toEqual([{ member: ids[2], dealers: [ids[1], ids[3], ids[4]] }]);
  });

  test('what no dealer can bring about names the member alone', () => {
    const malformed = { member: ids[2]!, malformed: true, groups: [] };
    expect(namedShares(descriptor, by(QUORUM, malformed))).toEqual([{ member: ids[2], dealers: [] }]);
    expect(namedShares(descriptor, by(QUORUM - 1, malformed))).toEqual([]);
  });

  test('with groups only the dealers of those that are off may have done it', () => {
    const member = grouped.ids[1]!;
    const words = Array.from({ length: QUORUM }, () => said(off(member, 2)));
    const dealers = grouped.groups[2]!.filter((id) => id !== member);
    expect(namedShares(grouped.descriptor, words)).toEqual([{ member, dealers }]);
    // A quorum for each group: two that name one group each name none.
    const split = words.map((_, at) => said(off(member, at % 2)));
    expect(namedShares(grouped.descriptor, split)).toEqual([]);
  });
});

describe('over the rounds of a ledger', () => {
  const [member, ...others] = ids as [NodeId, ...NodeId[]];
  const entry = (kind: string, subject = '', actor = 'coordinator'): LedgerEntry => ({
    ...{ index: 0, at: 0, kind, actor, subject },
    ...{ payloadHash: '00'.repeat(32) as Hash, previous: '00'.repeat(32) as Hash },
  });
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const { federation } = descriptor;
  const ledger: LedgerPreamble = {
    ...{ format: LEDGER_FORMAT, federation, federationName: 'five' },
    coordinatorKey: Buffer.from(nodes[0]!.key.publicKey).toString('hex'),
  };
  let audit: LedgerAudit;
  beforeEach(() => {
    audit = new LedgerAudit();
    const place = { federation, version: 1, coordinatorKey: nodes[0]!.key.publicKey };
    const roster = firstRoster(place, rosterNodes);
    const payload = JSON.stringify({ roster: base64(rosterMessage.encode(roster)) });
    audit.read(entry(ROSTER_ENTRY), payload, ledger);
  });

  /** A round in which `accusers` found the shares; it closes with what the coordinator says, or what they signed. */
  function closeRound(
    position: number,
    cohort: readonly NodeId[],
    badShares: BadShare[],
    {
      accusers = ids.length,
      quorum = QUORUM,
      older = 0,
      signedBy,
      told,
    }: { accusers?: number; quorum?: number; older?: number; signedBy?: SigningKey; told?: unknown } = {},
  ): void {
    const opened: Descriptor = { ...descriptor, round: position, cohort, quorum };
    const body = descriptorMessage.encode(opened);
    const round = roundId(body);
    const signed = signMessage(descriptorMessage, nodes[0]!.key, descriptor.federation, opened);
    const { study } = opened;
    audit.read(
      entry('round-opened', round),
      JSON.stringify({ study, descriptor: base64(signed.bytes) }),
      ledger,
    );
    const words = nodes.map(({ id, key }, at) => {
      const word = {
        ...{ round, node: id, setRoot: '11'.repeat(32) as Hash, state: '22'.repeat(32) as StateHash },
        ...{ layout: new Uint8Array(), done: false, sumChecked: 1, sumWrong: false, groupScores: [] },
      };
      const message = { ...word, leftOut: [], badShares: at < accusers ? badShares : [] };
      // The first ones in the layout of before.
      const { signer, bytes } =
        at < older
          ? signMessage(adoptionWithoutSet, signedBy ?? key, round, { ...word, badMembers: [] })
          : signMessage(adoption, key, round, message);
      return { message, signer, bytes };
    });
    for (const { signer, bytes } of words)
      audit.read(
        entry('state-adopted', round, signer),
        JSON.stringify({ round, adoption: base64(bytes) }),
        ledger,
      );
    const named = namedShares(
      opened,
      words.map(({ message }) => message),
    );
    const closed = { round, state: '22'.repeat(32), ...(told === null ? {} : { badShares: told ?? named }) };
    audit.read(entry('round-closed', round), JSON.stringify(closed), ledger);
  }

  test('the dealers are narrowed down to those who were there each time', () => {
    closeRound(0, ids, [off(member, 0)]);
    expect(audit.badShares.summary()).toEqual([{ member, rounds: 1, alone: false, dealers: others }]);
    closeRound(1, ids.slice(0, 4), [off(member, 0)]);
    closeRound(2, [member, ...ids.slice(2)], [off(member, 0)]);
    closeRound(3, ids, []);
    expect(audit.badShares.summary()).toEqual([
      { member, rounds: 3, alone: false, dealers: ids.slice(2, 4) },
    ]);
  });

  test('what no dealer can bring about stands', () => {
    closeRound(0, ids, [off(member, 0)]);
    closeRound(1, ids, [{ member, malformed: true, groups: [] }]);
    expect(audit.badShares.summary()).toMatchObject([{ member, rounds: 2, alone: true }]);
  });

  test('a coordinator that names others than recipients signed, or nobody, is found', () => {
    const honest = { member, dealers: others };
    for (const told of [[], [{ member, dealers: [] }], [honest, { member: others[0], dealers: [] }]])
      expect(() => closeRound(0, ids, [off(member, 0)], { told })).toThrow(FalseEntryError);
    // Fewer than a quorum say so.
    const few = { accusers: QUORUM - 1, told: [honest] };
    expect(() => closeRound(0, ids, [off(member, 0)], few)).toThrow(/its recipients signed \[\]/);
    // A descriptor that asks for fewer was shown to nobody but those who sign anything.
    expect(() => closeRound(0, ids, [off(member, 0)], { ...few, quorum: 1 })).toThrow(FalseEntryError);
  });

  test('nothing is said of a round whose recipients did not say what the set was; fewer than a quorum hide nothing', () => {
    closeRound(0, ids, [off(member, 0)], { older: QUORUM, told: null });
    expect(audit.badShares.summary()).toEqual([]);
    expect(() => closeRound(1, ids, [], { told: null })).toThrow(FalseEntryError);
    expect(() => closeRound(2, ids, [off(member, 0)], { older: QUORUM - 1, told: null })).toThrow(
      FalseEntryError,
    );
    const forged = { older: ids.length, signedBy: nodes[0]!.key, told: null };
    expect(() => closeRound(3, ids, [off(member, 0)], forged)).toThrow(FalseEntryError);
  });
});
