// A step of a round that fails again and again, at one node of a real federation by a clock that stands still: it is tried ever more
// rarely, told of in few words, and goes on at once when the round does.
import { join } from 'node:path';
import { systemEntropy } from '@chorale/crypto';
import type { NodeEvent } from '../../../client-node/src/round/round-events.js';
import { federations } from '../../support/protocol/federations.js';
import { found, removeFolder, simulationFolder, type Founded } from '../../support/protocol/founded.js';
import { checkWorld } from '../../support/protocol/invariants.js';
import { nativeSignatures } from '../../support/protocol/native-signatures.js';
import type { Fault } from '../../support/protocol/planted-faults.js';
import { standInKem } from '../../support/protocol/stand-in-kem.js';
import { standInRing } from '../../support/protocol/stand-in-ring.js';
import { World } from '../../support/protocol/world.js';

standInKem();
nativeSignatures();
const ring = standInRing(systemEntropy());
const folder = simulationFolder();
let founded: Founded;
beforeAll(async () => (founded = await found(join(folder, 'founded'), federations.exact, ring)));
afterAll(async () => {
  await ring.close();
  removeFolder(folder);
});

const study = {
  format: 'chorale-study/1',
  name: 'who-returns',
  agreement: 'Repurchase',
  features: ['recency', 'member'],
  computation: 'statistics',
};
type Failed = Extract<NodeEvent, { event: 'step-failed' }>;

/** Node 0 cannot encrypt until it is mended. */
async function withFailingNode(
  name: string,
  deadlines: object,
  tell: (world: World, tries: readonly number[], mend: () => void) => Promise<void>,
): Promise<void> {
  const tries: number[] = [];
  let isBroken = true;
  const fault: Fault = {
    invariant: 0,
    ring: (real, index) => ({
      ...real,
      encryptAndShare: (request) => {
        if (index !== 0 || !isBroken) return real.encryptAndShare(request);
        tries.push(world.time.now());
        return Promise.reject(new Error('no worker starts'));
      },
    }),
  };
  const world = await World.begin(join(folder, name), founded, ring, { ...study, deadlines }, fault);
  try {
    await tell(world, tries, () => (isBroken = false));
  } finally {
    await world.close();
  }
}
const failedAt = (world: World): Failed[] =>
  world.nodes[0]!.events.filter((event): event is Failed => event.event === 'step-failed');
const gapsOf = (times: readonly number[]): number[] =>
  times.slice(1).map((time, at) => (time - times[at]!) / 1000);

test('waits double to a minute, are told of as long as they grow, and the step is taken once it can be', () =>
  withFailingNode(
    'patient',
    { collectSeconds: 3_600, committeeSeconds: 3_600 },
    async (world, tries, mend) => {
      await world.pass(600);
      expect(gapsOf(tries).slice(0, 7)).toEqual([2, 4, 8, 16, 32, 60, 60]);
      expect(failedAt(world).map(({ waitSeconds }) => waitSeconds)).toEqual([2, 4, 8, 16, 32, 60]);
      expect(new Set(failedAt(world).map(({ reason }) => reason))).toEqual(new Set(['no worker starts']));
      // Whole, with its stack, once.
      expect(world.nodes[0]!.mistakes).toHaveLength(1);
      world.nodes[0]!.mistakes.length = 0;
      mend();
      await world.pass(60);
      expect(world.nodes[0]!.events.map(({ event }) => event)).toContain('contributed');
      await checkWorld(world);
    },
  ));

test('no wait outlasts a phase', () =>
  withFailingNode('short', { collectSeconds: 40, committeeSeconds: 20 }, async (world, tries) => {
    await world.pass(39);
    expect(gapsOf(tries)).toEqual([2, 4, 5, 5, 5, 5, 5, 5]);
    world.nodes[0]!.mistakes.length = 0;
    await checkWorld(world);
  }));

test('a round that goes on without the contribution is served at once, not after the wait', () =>
  withFailingNode('moved-on', { collectSeconds: 570, committeeSeconds: 300 }, async (world, tries) => {
    const begin = world.time.now();
    await world.pass(585);
    // The next try would come a minute after the last, past 600 seconds.
    expect((tries.at(-1)! - begin) / 1000).toBeGreaterThan(540);
    const { events, mistakes } = world.nodes[0]!;
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['too-late', 'committed', 'released', 'adopted']),
    );
    mistakes.length = 0;
    await checkWorld(world);
  }));
