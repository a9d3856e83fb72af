// Parties that do wrong, one fault each: what no program of ours does, planted to see that the invariants can fail. Each
// says in words what goes wrong, and names the invariant that must find it.
import { contributionSet, setRoot, type RingEngine, type RoundId } from '@chorale/crypto';
import type { NodeParts } from '../../../client-node/src/round/node-parts.js';
import type { House } from '../../../coordinator/src/house.js';
import { Contributions, Rounds } from '../../../coordinator/src/storage/tables/round-tables.js';
import { K_MIN } from './federations.js';

export interface Fault {
  readonly invariant: number;
  readonly coordinator?: (house: House) => void;
  readonly node?: (parts: NodeParts, index: number) => NodeParts;
  /** Fewest nodes in a sum, where the parties were to agree on more than they did. */
  readonly kMin?: number;
  /** Below what is remembered of a node's ring. */
  readonly ring?: (ring: RingEngine, index: number) => RingEngine;
}

const faulty = (index: number): boolean => index === 0;

export const plantedFaults: Readonly<Record<string, Fault>> = {
  'the coordinator runs into something it was not written for': {
    invariant: 0,
    coordinator: ({ shares }) => {
      const report = shares.report.bind(shares);
      let calls = 0;
      shares.report = (...call) => {
        calls += 1;
        return calls % 5 === 0
          ? Promise.reject(new TypeError('undefined is not a function'))
          : report(...call);
      };
    },
  },
  'a node adds its contribution twice': {
    invariant: 1,
    ring: (ring, index) => ({
      ...ring,
      encryptAndShare: (request) =>
        ring.encryptAndShare(
          faulty(index) ? { ...request, values: request.values.map((value) => 2 * value) } : request,
        ),
    }),
  },
  'the coordinator fixes the set of a round a second time': {
    invariant: 2,
    coordinator: ({ database, wakeups }) => {
      wakeups.listen(({ reason, round: id }) => {
        if (reason !== 'committed') return;
        const fixAgain = database.write(async ({ manager }) => {
          const { contributionSet: bytes } = await manager.findOneByOrFail(Rounds, { id: id as RoundId });
          const { round, manifests } = contributionSet.decode(bytes!);
          const fewer = manifests.slice(1);
          await manager.update(
            Rounds,
            { id: round },
            { contributionSet: contributionSet.encode({ round, manifests: fewer }), setRoot: setRoot(fewer) },
          );
        });
        // It may die meanwhile.
        fixAgain.catch(() => undefined);
      });
    },
  },
  'the coordinator loses a contribution that it acknowledged': {
    invariant: 3,
    coordinator: ({ contributions, database }) => {
      const contribute = contributions.contribute.bind(contributions);
      let calls = 0;
      contributions.contribute = async (caller, round, bytes) => {
        await contribute(caller, round, bytes);
        calls += 1;
        if (calls % 3 === 0)
          await database.write(({ manager }) =>
            manager.delete(Contributions, { round: round as RoundId, node: caller.id }),
          );
      };
    },
  },
  'the coordinator never looks at the clock': {
    invariant: 4,
    coordinator: ({ rounds }) => {
      rounds.tick = () => Promise.resolve();
    },
  },
  'a node never counts what it spent': {
    invariant: 5,
    node: ({ budget, ...parts }, index) => ({
      ...parts,
      budget: faulty(index) ? changed(budget, { spend: () => undefined }) : budget,
    }),
  },
  'a node derives another state from the sum': {
    invariant: 6,
    node: (parts, index) => ({
      ...parts,
      ring: {
        ...parts.ring,
        openRelease: async (request) => {
          const opened = await parts.ring.openRelease(request);
          if (faulty(index)) opened.values[0]! += 1;
          return opened;
        },
      },
    }),
  },
  'members forget what they opened on a state, and the coordinator does not look either': {
    invariant: 7,
    coordinator: ({ rounds }) => {
      const steps = Reflect.get(rounds, 'steps') as { exposing: () => Promise<undefined> };
      steps.exposing = () => Promise.resolve(undefined);
    },
    node: ({ store, ...parts }) => ({
      ...parts,
      store: changed(store, { committee: changed(store.committee, { standingCommits: () => [] }) }),
    }),
  },
  'the parties open sums over fewer nodes than they were to': { invariant: 7, kMin: K_MIN + 1 },
  'the coordinator leaves entries out of its ledger': {
    invariant: 8,
    coordinator: ({ ledger }) => {
      const append = ledger.append.bind(ledger);
      ledger.append = (transaction, act) =>
        act.kind === 'contribution-accepted' ? Promise.resolve(0) : append(transaction, act);
    },
  },
};

/** The same object but for some of its ways. */
function changed<T extends object>(real: T, ways: Partial<T>): T {
  return Object.assign(Object.create(real) as T, ways);
}
