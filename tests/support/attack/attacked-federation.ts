// Real nodes around a real coordinator's house, over HTTP, and a hand between them that may read, change, hold back,
// repeat or invent whatever passes: what a malicious coordinator can do, and what a malicious node can send.
import { join } from 'node:path';
import {
  descriptor as descriptorMessage,
  envelope,
  roundId,
  signMessage,
  type Descriptor,
  type RoundId,
  type SigningKey,
  type StudyId,
} from '@chorale/crypto';
import { Ticker } from '../../../coordinator/src/platform/ticker.js';
import { createLogger } from '../../../coordinator/src/platform/logger.js';
import { isEnded } from '../../../coordinator/src/rounds/round-machine.js';
import type { NodeEvent } from '../../../client-node/src/round/round-events.js';
import {
  RoundKeys,
  ShareVerdicts,
  type RoundKeyRow,
  type RoundRow,
} from '../../../coordinator/src/storage/tables/round-tables.js';
import { onSqlite } from '../coordinator/place.js';
import { TestFederation } from '../coordinator/test-house.js';
import { TestServer } from '../coordinator/test-server.js';
import { AttackedNode, type Passing, type Tamper } from './attacked-node.js';
import { eventually } from './eventually.js';

const honest: Tamper = (_, forward) => forward();

export const NODES = 5;
/** t of five. */
export const THRESHOLD = 4;

const agreementDocument = {
  format: 'chorale-agreement/1',
  federation: 'Test Chain',
  title: 'Attacked',
  purpose: 'attacks',
  legalBasis: 'none needed: nobody in the data is real',
  people: 5000,
  dictionary: {
    features: [{ name: 'visits', type: 'number', lower: 0, upper: 50 }],
    label: { name: 'returned' },
  },
  cohort: { kMin: 4 },
  privacy: { mode: 'pooled', epsilon: 100, delta: 1e-5 },
  computations: ['statistics', 'logistic-regression'],
  expires: '2026-12-31',
};

export class AttackedFederation {
  readonly nodes: AttackedNode[] = [];
  /** Replaced by the test that attacks. */
  between: Tamper = honest;
  /** Requests that each hand is still busy with. */
  private readonly underWay = new Map<Tamper, number>();
  /** Keys that forged descriptors named: nodes take each for one round. */
  private readonly handedOut = new Set<string>();
  private readonly studies: AttackedStudy[] = [];

  private constructor(
    readonly inside: TestFederation,
    readonly server: TestServer,
    private readonly ticker: Ticker,
  ) {}

  /**
   * Running nodes, five unless more are asked for, that signed the agreement.
   * @param byHand nodes, by their order, whose studies a person approves.
   */
  static async found(
    folder: string,
    changes: object = {},
    nodes = NODES,
    byHand: readonly number[] = [],
  ): Promise<AttackedFederation> {
    const inside = await TestFederation.found(onSqlite(folder));
    const server = await TestServer.start(inside);
    const ticker = new Ticker(inside.house, createLogger('silent'));
    const federation = new AttackedFederation(inside, server, ticker);
    for (let index = 1; index <= nodes; index += 1)
      federation.nodes.push(await AttackedNode.enrol(federation, join(folder, `node-${index}`), index));
    federation.nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
    await federation.agree({ ...agreementDocument, ...changes });
    ticker.start();
    for (const index of byHand) federation.nodes[index]!.approval = 'by-hand';
    for (const node of federation.nodes) node.start();
    return federation;
  }

  get house(): TestFederation['house'] {
    return this.inside.house;
  }

  async agree(document: object): Promise<void> {
    const { agreement } = await this.house.agreements.propose(document);
    for (const node of this.nodes) await node.signAgreement(agreement);
  }

  async stop(): Promise<void> {
    this.between = honest;
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.ticker.stop();
    await this.server.stop();
    await this.inside.close();
  }

  /** A request of a node goes through the hands of the present attacker. */
  async pass(passing: Passing, forward: Parameters<Tamper>[1]): Promise<Uint8Array> {
    const tamper = this.between;
    this.count(tamper, 1);
    try {
      return await tamper(passing, forward);
    } finally {
      this.count(tamper, -1);
    }
  }
  private count(tamper: Tamper, change: 1 | -1): void {
    this.underWay.set(tamper, (this.underWay.get(tamper) ?? 0) + change);
  }

  /** Starts a study of one round, unlike any before, under attack. */
  async attack(
    tamper: Tamper,
    changes: { readonly [field: string]: unknown; readonly settings?: object } = {},
  ): Promise<AttackedStudy> {
    this.between = tamper;
    // What was asked of honest hands must not tell of the attacked study.
    await eventually(
      'earlier requests are answered',
      () => [...this.underWay].every(([other, count]) => other === tamper || count === 0) || undefined,
    );
    const number = this.studies.length + 1;
    const { study } = await this.house.studies.start({
      format: 'chorale-study/1',
      name: `study-${number}`,
      agreement: 'Attacked',
      computation: 'statistics',
      features: ['visits'],
      privacy: { epsilon: 1 },
      deadlines: { collectSeconds: 60, committeeSeconds: 30 },
      // Different bins make a different first state, so that no study bears on the next.
      settings: { bins: number + 1, ...changes.settings },
      ...changes,
    });
    const attacked = new AttackedStudy(this, study);
    this.studies.push(attacked);
    // A coordinator that asks for no votes begins by itself.
    await this.house.database.write((transaction) =>
      this.house.studies.decide(transaction, { id: study, status: 'proposed' }),
    );
    await eventually('the first round opens', async () => {
      await this.house.rounds.tick();
      return (await attacked.rounds())[0];
    });
    return attacked;
  }

  /** Honest hands again: whatever was left open ends, so that the next attack starts afresh. */
  async endStudies(): Promise<void> {
    this.between = honest;
    for (const node of this.nodes) node.behave();
    for (const study of this.studies) {
      // It may end by itself meanwhile.
      if ((await study.status()) === 'running')
        await this.house.studies.stop(study.id, undefined).catch(async (error: unknown) => {
          if ((await study.status()) === 'running') throw error;
        });
      await eventually('the last round ends', async () => {
        await study.timePasses(0);
        const last = (await study.rounds()).at(-1);
        return last === undefined || isEnded(last.phase) || undefined;
      });
    }
  }

  /** Keys that no round has used yet, as a descriptor names them. */
  async unusedKeys({ committee, recipients }: Descriptor): Promise<Partial<Descriptor>> {
    const kept = await this.house.database.read((manager) =>
      manager.find(RoundKeys, { order: { keyIndex: 'DESC' } }),
    );
    const keyOf = (id: string): RoundKeyRow =>
      kept.find(
        ({ node, keyIndex, usedFor }) =>
          node === id && usedFor === null && !this.handedOut.has(`${id} ${keyIndex}`),
      )!;
    const keys = new Map(recipients.map((id) => [id, keyOf(id)]));
    for (const [id, { keyIndex }] of keys) this.handedOut.add(`${id} ${keyIndex}`);
    return {
      committeeKeys: committee.map((id) => keys.get(id)!.envelope),
      recipientKeyIndexes: recipients.map((id) => keys.get(id)!.keyIndex),
    };
  }

  /** Public keys of a round's recipients, in their order. */
  async recipientKeys({ recipients, recipientKeyIndexes }: Descriptor): Promise<Uint8Array[]> {
    const kept = await this.house.database.read((manager) => manager.find(RoundKeys));
    return recipients.map((id, at) => {
      const index = recipientKeyIndexes[at];
      return kept.find(({ node, keyIndex }) => node === id && keyIndex === index)!.publicKey;
    });
  }

  /** A descriptor as a coordinator would sign it that wants something else. */
  forge(descriptorEnvelope: Uint8Array, change: (honest: Descriptor) => Partial<Descriptor>): Uint8Array {
    return forgeDescriptor(this.house.federation.key, descriptorEnvelope, change);
  }
}

/** A signed descriptor, changed and signed anew with the coordinator's key. */
export function forgeDescriptor(
  key: SigningKey,
  descriptorEnvelope: Uint8Array,
  change: (honest: Descriptor) => Partial<Descriptor>,
): Uint8Array {
  const original = descriptorMessage.decode(envelope.decode(descriptorEnvelope).body);
  return signMessage(descriptorMessage, key, original.federation, { ...original, ...change(original) }).bytes;
}

/** Id of the round that a signed descriptor names. */
export function roundOf(descriptorEnvelope: Uint8Array): RoundId {
  return roundId(envelope.decode(descriptorEnvelope).body);
}

/** One study under attack, and what became of it. */
export class AttackedStudy {
  constructor(
    private readonly federation: AttackedFederation,
    readonly id: StudyId,
  ) {}

  /** Rounds in the order of opening. */
  async rounds(): Promise<RoundRow[]> {
    return (await this.federation.inside.rounds()).filter(({ study }) => study === this.id);
  }
  async round(): Promise<RoundRow> {
    return (await this.rounds()).at(-1)!;
  }
  async phase(): Promise<RoundRow['phase']> {
    return (await this.round()).phase;
  }
  /** Resolves once the newest round is in one of these phases. */
  reached(...phases: readonly RoundRow['phase'][]): Promise<RoundRow> {
    return eventually(`the round is ${phases.join(' or ')}`, async () => {
      const round = await this.round();
      return phases.includes(round.phase) ? round : undefined;
    });
  }
  /** Resolves once members have said of so many shares whether they are good. */
  async sharesChecked(count: number): Promise<void> {
    await eventually(`${count} shares are checked`, async () => {
      const { id: round } = await this.round();
      const { database } = this.federation.house;
      const verdicts = await database.read((manager) => manager.countBy(ShareVerdicts, { round }));
      return verdicts === count || undefined;
    });
  }
  async status(): Promise<string> {
    return (await this.federation.inside.study(this.id)).status;
  }
  /** The deadlines of the present round pass. */
  async timePasses(seconds: number): Promise<void> {
    this.federation.inside.clock.advance(seconds);
    for (const node of this.federation.nodes) this.federation.house.presence.saw(node.id);
    await this.federation.house.rounds.tick();
  }
  /** Resolves once every node, or each of those given, has told one of these events about the study. */
  async everybodyTells(
    events: readonly NodeEvent['event'][],
    nodes: readonly AttackedNode[] = this.federation.nodes,
  ): Promise<string[]> {
    const told = nodes.map((node) =>
      eventually(`a node tells ${events.join(' or ')}`, () =>
        node.told.find(
          (event) => events.includes(event.event) && 'study' in event && event.study === this.id,
        ),
      ),
    );
    return (await Promise.all(told)).map((event) => ('reason' in event ? event.reason : ''));
  }
  /** Nodes that told the event about the study. */
  whoTold(event: NodeEvent['event']): AttackedNode[] {
    return this.federation.nodes.filter((node) => node.heard(event, this.id));
  }
  /** Payloads of the ledger's entries of a kind that tell of this study's rounds. */
  async ledger<Payload extends object>(kind: string): Promise<Payload[]> {
    const rounds = new Set<string>((await this.rounds()).map(({ id }) => id));
    const payloads = (await this.federation.inside.payloads(kind)) as (Payload & { round?: string })[];
    return payloads.filter(({ round }) => round !== undefined && rounds.has(round));
  }
  /** Nobody helped to open any round of the study. */
  async expectUnopened(): Promise<void> {
    for (const { id } of await this.rounds())
      for (const { store } of this.federation.nodes) expect(store.committee.releaseOf(id)).toBeUndefined();
    expect(await this.ledger('share-released')).toEqual([]);
  }
}
