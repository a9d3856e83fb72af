// Acts of people and nodes at a coordinator that is killed at every durable point of each: done or not done, never half.
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { ledgerEntry, verifyLedgerParts } from '@chorale/crypto';
import { AddressGuard } from '../../../coordinator/src/outbound/address-guard.js';
import { onSqlite } from '../coordinator/place.js';
import { TestFederation } from '../coordinator/test-house.js';
import { TestServer, type Answer } from '../coordinator/test-server.js';
import { CommitWatch, type DurableState } from './durable-states.js';

export interface Act {
  readonly name: string;
  /** The request; sent again, the same one. */
  readonly send: (server: TestServer) => Promise<Answer>;
  /** Kinds of the entries that tell of it, in their order. */
  readonly entries: readonly string[];
  /** Where what it did is seen, behind /v1/admin/: by an administrator, where nobody else's token is given. */
  readonly seenAt?: readonly string[];
  readonly seenBy?: string;
  /** What the same request is answered when the act is done and its answer was lost: a status, or the code of a problem. */
  readonly again: number | string;
  /** Whether the same request again is another act. */
  readonly countsAgain?: true;
}

/** Of a change with an idempotency key, whose answer was not kept yet. */
export const LOST = 'idempotency-answer-lost';

/** What can be read of a coordinator. */
interface Sight {
  readonly kinds: readonly string[];
  readonly seen: readonly string[];
}

/** A receiver of webhooks that is told of every entry. */
class Listener {
  readonly kinds: string[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Listener> {
    const listener: Listener = new Listener(
      createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const { events } = JSON.parse(Buffer.concat(parts).toString()) as { events: { kind: string }[] };
          listener.kinds.push(...events.map(({ kind }) => kind));
          response.end();
        });
      }),
    );
    listener.server.listen(0, '127.0.0.1');
    await once(listener.server, 'listening');
    return listener;
  }
  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}/`;
  }
  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A coordinator that lives through acts, and at each of their points dies and is started again beside itself. */
export class KilledActs {
  /** Kinds of entries of the acts so far. */
  readonly tried = new Set<string>();
  /** Lines of the archive that holds what the ledger begins after, once there is one. */
  archive: readonly string[] = [];

  private constructor(
    readonly federation: TestFederation,
    readonly server: TestServer,
    readonly listener: Listener,
    private readonly watch: CommitWatch,
  ) {}

  /** @param folder a new one each time. */
  static async found(folder: () => string): Promise<KilledActs> {
    const place = onSqlite(folder());
    if (place.location.kind !== 'sqlite') throw new Error('this is no SQLite');
    const watch = new CommitWatch(place.location.file, folder);
    const { result: federation, commits } = await watch.during(() =>
      TestFederation.found(place, undefined, { outbound: new AddressGuard(['localhost']) }),
    );
    for (const { after } of commits) {
      const again = await reopened(after, federation);
      expect(kindsIn([await again.ledgerLines()])).toEqual(['federation-created']);
      await again.close();
    }
    expect(commits.length).toBeGreaterThan(2);
    return new KilledActs(federation, await TestServer.start(federation), await Listener.start(), watch);
  }

  async stop(): Promise<void> {
    expect(await verifyLedgerParts(await this.ledger(this.federation))).toMatchObject({ verified: true });
    this.listener.stop();
    await this.server.stop();
    await this.federation.close();
  }

  /** Carries an act out, and is killed wherever something of it is durable. @returns its answer. */
  async act(act: Act): Promise<Answer> {
    // Receivers know of what came before.
    await this.federation.house.deliveries.deliverDue();
    this.listener.kinds.length = 0;
    const before = await this.sightOf(this.federation, this.server, act);
    const start = this.watch.now();
    const { result: answer, commits } = await this.watch.during(() => act.send(this.server));
    expect([act.name, answer.detail]).toEqual([act.name, undefined]);
    const after = await this.sightOf(this.federation, this.server, act);
    expect([act.name, after.kinds.slice(before.kinds.length)]).toEqual([act.name, act.entries]);
    // Nothing of a commit is there before it.
    let digest = start.digest;
    for (const commit of commits) {
      expect([act.name, commit.before.digest]).toEqual([act.name, digest]);
      ({ digest } = commit.after);
    }
    const states = new Map(commits.map((commit) => [commit.after.digest, commit.after]));
    states.delete(start.digest);
    expect([act.name, states.size]).not.toEqual([act.name, 0]);
    for (const state of states.values())
      await this.restart(act, state, { before, after, answer, isLast: state.digest === digest });
    for (const kind of act.entries) this.tried.add(kind);
    return answer;
  }

  private async sightOf(
    federation: TestFederation,
    server?: TestServer,
    { seenAt = [], seenBy }: Pick<Act, 'seenAt' | 'seenBy'> = {},
  ): Promise<Sight> {
    const parts = await this.ledger(federation);
    const seen: string[] = [];
    for (const path of seenAt) {
      const { status, bytes } = await server!.admin('GET', path, undefined, seenBy);
      seen.push(`${path} ${status} ${Buffer.from(bytes).toString()}`);
    }
    return { kinds: kindsIn(parts), seen };
  }

  /** In its parts, as a verifier takes it. */
  private async ledger(federation: TestFederation): Promise<(readonly string[])[]> {
    const live = await federation.ledgerLines();
    const { from } = JSON.parse(live[0]!) as { from?: number };
    return from === undefined ? [live] : [this.archive, live];
  }

  private async restart(
    act: Act,
    state: DurableState,
    { before, after, answer, isLast }: { before: Sight; after: Sight; answer: Answer; isLast: boolean },
  ): Promise<void> {
    const federation = await reopened(state, this.federation);
    const server = await TestServer.start(federation);
    try {
      expect(await verifyLedgerParts(await this.ledger(federation))).toMatchObject({ verified: true });
      const found = await this.sightOf(federation, server, act);
      const isDone = found.kinds.length === after.kinds.length;
      // All of it or nothing: the state as it is read, the ledger, and what receivers are told.
      expect([act.name, found]).toEqual([act.name, isDone ? after : before]);
      await federation.house.deliveries.deliverDue();
      expect([act.name, this.listener.kinds.splice(0)]).toEqual([act.name, isDone ? act.entries : []]);

      const again = await act.send(server);
      if (isLast && act.again === LOST) expect([act.name, again.bytes]).toEqual([act.name, answer.bytes]);
      else
        expect([act.name, again.code ?? again.status]).toEqual([
          act.name,
          isDone ? act.again : answer.status,
        ]);
      const { kinds } = await this.sightOf(federation);
      const more = isDone && act.countsAgain ? act.entries : [];
      expect([act.name, kinds]).toEqual([act.name, [...after.kinds, ...more]]);
    } finally {
      await server.stop();
      await federation.close();
    }
  }
}

function kindsIn(parts: readonly (readonly string[])[]): string[] {
  return parts.flat().flatMap((line) => {
    const { entry } = JSON.parse(line) as { entry?: string };
    return entry === undefined ? [] : [ledgerEntry.decode(new Uint8Array(Buffer.from(entry, 'base64'))).kind];
  });
}

/** A coordinator on a copy, with the nodes of the one that was killed. */
async function reopened({ file }: DurableState, killed: TestFederation): Promise<TestFederation> {
  const folder = dirname(file);
  const federation = await TestFederation.found(
    { folder, location: { kind: 'sqlite', file: join(folder, 'coordinator.sqlite') } },
    undefined,
    { outbound: new AddressGuard(['localhost']) },
  );
  federation.clock.advance((killed.clock.now() - federation.clock.now()) / 1000);
  federation.nodes = killed.nodes;
  federation.approvesStudies = killed.approvesStudies;
  for (const { id } of federation.nodes) federation.house.presence.saw(id);
  return federation;
}
