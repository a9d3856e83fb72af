// Members who decide, in a federation of a test: each votes with its node's key, and puts rosters before the others.
import {
  amendedRoster,
  roster as rosterMessage,
  rosterProposal,
  soundRoster,
  verifyLedger,
  type RosterAmendment,
} from '@chorale/crypto';
import type { ClosedRoster } from '../../../coordinator/src/federation/closed-roster.js';
import type { PaperNode } from './paper-node.js';
import type { TestFederation } from './test-house.js';

/** A vote; by default dated now, as discussed. */
type Word = Omit<Parameters<PaperNode['vote']>[0], 'at' | 'reason'> & { at?: number; reason?: string };

/** As many of five members as put a roster in force. */
export const others = ['node-1', 'node-2', 'node-3'];

export function decidingMembers(federation: () => TestFederation) {
  const house = (): TestFederation['house'] => federation().house;
  const node = (name: string): PaperNode => federation().named(name)[0]!;
  const inForce = (): Promise<ClosedRoster> =>
    house().database.read((manager) => house().rosters.requiredInForce(manager));
  const names = (ids: readonly string[]): string[] =>
    ids.map((id) => federation().nodes.find((candidate) => candidate.id === id)!.name).sort();

  const cast = (who: PaperNode, word: Word): Promise<void> =>
    house().votes.cast(who.vote({ at: federation().clock.now(), reason: 'as discussed', ...word }));
  const castAll = async (who: readonly string[], word: Word): Promise<void> => {
    for (const name of who) await cast(node(name), word);
  };

  /** What a member puts before the others by itself, signed with its node's key. */
  async function proposeAs(who: PaperNode, amendment: RosterAmendment, version?: number): Promise<void> {
    const present = soundRoster((await inForce()).bytes);
    const newest =
      (await house().database.read((manager) => house().rosters.pending(manager))).at(-1)?.version ?? 0;
    const next = version ?? Math.max(present.roster.version, newest) + 1;
    const roster = rosterMessage.encode(amendedRoster(present, next, amendment));
    const body = rosterProposal.encode({ roster, reason: 'ours', ballots: [who.rosterConsent(roster)] });
    await house().rosterProposals.propose(federation().callerOf(who), body);
  }
  /** That the ledger verifies offline. */
  const proves = async (): Promise<void> =>
    expect(await verifyLedger(await federation().ledgerLines())).toMatchObject({ verified: true });

  return { house, node, inForce, names, cast, castAll, proposeAs, proves };
}
