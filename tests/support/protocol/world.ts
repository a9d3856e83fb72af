// A whole federation in one process: real parties, one clock, and a network that a history plays with. Nothing happens by
// itself: every message that arrives and every second that passes is somebody's decision, so a history can be told again.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeRoutes, type NodeRoute, type RingEngine, type StudyId } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import type { NodeParts } from '../../../client-node/src/round/node-parts.js';
import type { CoordinatorRequest } from '../../../client-node/src/round/coordinator-port.js';
import { freshSignature } from '../../../client-node/src/transport/signed-headers.js';
import type { House } from '../../../coordinator/src/house.js';
import { CoordinatorError } from '../../../coordinator/src/platform/errors.js';
import type { WakeUp } from '../../../coordinator/src/platform/wakeups.js';
import { peopleOfColumns } from '../people.js';
import { CoordinatorParty, targetOf, type SignedCall } from './coordinator-party.js';
import { START_MS, type Founded } from './founded.js';
import type { Happening } from './history.js';
import { Network, type Message } from './network.js';
import { NodeParty } from './node-party.js';
import type { Fault } from './planted-faults.js';
import { SimulatedTime } from './simulated-time.js';

type Party = NodeParty | CoordinatorParty;

const TICK_MS = 5_000;
/** Messages after which something goes in circles without time passing; two studies from proposal to end take some 4,100. */
const NEVER_QUIET = 6_000;

export class World {
  readonly time = new SimulatedTime(START_MS);
  readonly nodes: NodeParty[] = [];
  coordinator!: CoordinatorParty;
  readonly studies: StudyId[] = [];
  /** Contributions that were acknowledged, as `round node`. */
  readonly acknowledged = new Set<string>();
  private readonly network = new Network(this.time);
  private readonly downUntil = new Map<Party, number>();
  private readonly nextDown = new Map<Party, number>();
  private lastTick = 0;
  private readonly entropy = testEntropy('history');

  private constructor(
    readonly folder: string,
    private readonly studyDocument: object,
  ) {}

  /** @param fault that a party is to have, to see that it is found. */
  static async begin(
    folder: string,
    founded: Founded,
    ring: RingEngine,
    study: object,
    fault?: Fault,
  ): Promise<World> {
    const world = new World(folder, study);
    const { time } = world;
    mkdirSync(folder, { recursive: true });
    world.coordinator = await CoordinatorParty.open(
      {
        folder: join(folder, 'coordinator'),
        time,
        ring,
        entropy: world.entropy,
        wake: (wakeUp) => world.wakeAll(wakeUp),
        plant: fault?.coordinator,
      },
      founded.coordinator,
    );
    for (const [index, { signingKey, storageKey, database }] of founded.nodes.entries()) {
      const site = {
        folder: join(folder, `node-${index}`),
        index,
        time,
        signingKey,
        storageKey,
        people: peopleOf(index),
        ring: fault?.ring?.(ring, index) ?? ring,
        entropy: testEntropy(`history ${index}`),
        plant: fault?.node && ((parts: NodeParts) => fault.node!(parts, index)),
        send: (node: NodeParty, route: NodeRoute, request: CoordinatorRequest) =>
          world.send(node, founded.nodes[index]!, route, request),
      };
      world.nodes.push(NodeParty.from(site, database));
    }
    for (const node of world.nodes) {
      node.start();
      world.coordinator.house.presence.saw(node.id);
    }
    await world.quiet();
    world.studies.push((await world.coordinator.house.studies.start(study)).study);
    return world;
  }

  /** @throws whatever a real process should not have thrown. */
  async happen(happening: Happening): Promise<void> {
    switch (happening.kind) {
      case 'traffic':
        await this.traffic(happening.messages, happening.pick);
        break;
      case 'time':
        await this.pass(happening.seconds);
        break;
      case 'lose': {
        const message = this.network.pick(happening.what, happening.pick);
        if (message) this.network.lose(message);
        break;
      }
      case 'duplicate': {
        const { call } = this.network.pick('request', happening.pick) ?? {};
        if (call) await this.deliverAgain(call);
        break;
      }
      case 'replay': {
        const call = this.network.arrivedBefore(happening.pick);
        if (call) await this.deliverAgain(call);
        break;
      }
      case 'kill':
        this.kill(this.partyNamed(happening.party), happening.writes, happening.downSeconds);
        break;
      case 'partition':
        for (const [index, node] of this.nodes.entries())
          if (happening.nodes & (1 << index)) this.network.cut(node, happening.seconds);
        break;
      case 'slow':
        this.network.slow(this.node(happening.node), happening.seconds, happening.delaySeconds);
        break;
      case 'silent':
        this.network.silence(this.node(happening.node), happening.seconds);
        break;
      case 'start-study':
        await this.startStudy();
        break;
      case 'stop-study':
        await this.stopStudy(happening.pick);
        break;
    }
    await this.raiseTheDead();
  }

  /** A node dies and is started again on an older copy of its records. */
  async setBack(index: number, snapshot: Uint8Array): Promise<void> {
    const { life, records } = this.nodes[index]!;
    life.end();
    this.network.loseAllOf(this.nodes[index]!);
    records.close();
    this.nodes[index] = this.nodes[index]!.setBackTo(snapshot);
    this.nodes[index].start();
    await this.quiet();
  }

  /** The network is whole again and everybody is there. */
  async heal(): Promise<void> {
    this.network.heal();
    for (const party of this.parties()) {
      party.life.endAfter(Infinity);
      this.nextDown.delete(party);
      if (this.downUntil.has(party)) this.downUntil.set(party, 0);
    }
    await this.raiseTheDead();
  }

  /** Lets all arrive in order, then moves the clock from event to event. */
  async pass(seconds: number): Promise<void> {
    const end = this.time.now() + seconds * 1000;
    for (;;) {
      await this.arriveInOrder();
      const next = Math.min(this.time.nextDue(), this.network.nextDue(), this.nextStart());
      if (next > end) break;
      this.time.moveTo(next);
      await this.quiet();
      await this.raiseTheDead();
      await this.tick();
    }
    this.time.moveTo(end);
    await this.tick(true);
    await this.arriveInOrder();
  }

  async close(): Promise<void> {
    for (const node of this.nodes) node.life.end();
    await this.coordinator.close();
    for (const node of this.nodes) node.records.close();
  }

  private parties(): Party[] {
    return [...this.nodes, this.coordinator];
  }
  private node(index: number): NodeParty {
    return this.nodes[index % this.nodes.length]!;
  }
  private partyNamed(name: 'coordinator' | number): Party {
    return name === 'coordinator' ? this.coordinator : this.node(name);
  }

  private kill(party: Party, writes: number, downSeconds: number): void {
    if (party.life.hasEnded()) return;
    this.nextDown.set(party, downSeconds * 1000);
    if (writes === 0) party.life.end();
    else party.life.endAfter(writes);
  }

  /** Whoever has died is noticed, and started again when its time has come. */
  private async raiseTheDead(): Promise<void> {
    for (const party of this.parties()) {
      if (!party.life.hasEnded()) continue;
      if (!this.downUntil.has(party)) {
        this.downUntil.set(party, this.time.now() + (this.nextDown.get(party) ?? 0));
        if (party instanceof CoordinatorParty) await party.close();
      }
      if (this.time.now() < this.downUntil.get(party)!) continue;
      this.downUntil.delete(party);
      await party.start();
      await this.quiet();
    }
  }

  private async tick(now = false): Promise<void> {
    if (!now && this.time.now() - this.lastTick < TICK_MS) return;
    this.lastTick = this.time.now();
    await this.coordinator.tick();
    await this.raiseTheDead();
  }

  private async traffic(messages: number, pick: number): Promise<void> {
    for (let left = messages; left > 0; left -= 1) {
      const ready = this.network.ready();
      if (ready.length === 0) return;
      await this.arrive(ready[(pick + left * 7919) % ready.length]!);
    }
  }

  private async arriveInOrder(): Promise<void> {
    for (let arrived = 0; ; arrived += 1) {
      const [next] = this.network.ready();
      if (!next) return;
      if (arrived > NEVER_QUIET) throw new Error('messages go in circles while no time passes');
      await this.arrive(next);
    }
  }

  private async arrive(message: Message): Promise<void> {
    await this.network.deliver(message);
    await this.quiet();
    await this.raiseTheDead();
  }

  private nextStart(): number {
    return Math.min(Infinity, ...this.downUntil.values());
  }

  private send(
    node: NodeParty,
    { signingKey }: Founded['nodes'][number],
    route: NodeRoute,
    { params = {}, query = {}, body = new Uint8Array() }: CoordinatorRequest,
  ): Promise<Uint8Array> {
    const target = targetOf({ route, params, query });
    const federation = this.coordinator.house.federation.id;
    const signer = { signingKey, federation, clock: this.time, entropy: this.entropy };
    const signature = freshSignature(signer, { method: nodeRoutes[route].method, target, body });
    const call: SignedCall = { node: node.id, route, params, query, body, signature };
    return this.network.carry(node, call, (arrived) => this.answer(arrived));
  }

  private async answer(call: SignedCall): Promise<Uint8Array> {
    const answer = await this.coordinator.answer(call);
    if (call.route === 'contribute') this.acknowledged.add(`${call.params.round!} ${call.node}`);
    return answer;
  }

  /** What comes back interests nobody. */
  private async deliverAgain(call: SignedCall): Promise<void> {
    await this.answer(call).catch(() => undefined);
    await this.quiet();
  }

  private wakeAll(wakeUp: WakeUp): void {
    for (const node of this.nodes)
      if (wakeUp.audience?.includes(node.id) !== false) this.network.wake(node, wakeUp);
  }

  private startStudy(): Promise<void> {
    return this.asAdministrator(async ({ studies }) => {
      const { study } = await studies.start({ ...this.studyDocument, name: 'who-returns-again' });
      this.studies.push(study);
    });
  }
  private stopStudy(pick: number): Promise<void> {
    const study = this.studies[pick % this.studies.length]!;
    return this.asAdministrator(({ studies }) => studies.stop(study, 'as the history has it'));
  }

  /** A refusal changes nothing; a coordinator that dies meanwhile may have done it. */
  private async asAdministrator(act: (house: House) => Promise<unknown>): Promise<void> {
    if (this.coordinator.life.hasEnded()) return;
    try {
      await act(this.coordinator.house);
    } catch (error) {
      if (!(error instanceof CoordinatorError) && !this.coordinator.life.hasEnded()) throw error;
    }
  }

  /** Until every party waits for a message or for time. */
  private async quiet(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.nodes.some(({ busy }) => busy > 0));
  }
}

function peopleOf(node: number): ReturnType<typeof peopleOfColumns> {
  const recency = Array.from({ length: 6 + node }, (_, person) => (61 * person + 37 * node) % 300);
  return peopleOfColumns({
    recency,
    member: recency.map((_, person) => person % 2),
    returns: recency.map((value, person) => (value + 40 * (person % 3) > 150 ? 0 : 1)),
  });
}
