// A child process that does a coordinator's part in one round of ten million values and ten nodes. House, SQLite, chunk
// store and ring threads are the product's own; the nodes say what nodes say, properly signed, over made-up ciphertext,
// one after the other. Prints the highest resident memory, megabytes.
import { join } from 'node:path';
import { ciphertextSum, nextLayout, pooledRing, sumParts } from '@chorale/crypto';
import { openDescriptor } from '../../../tests/support/coordinator/paper-node.ts';
import {
  agreementDocument,
  studyDocument,
  TestFederation,
} from '../../../tests/support/coordinator/test-house.ts';

const NODES = 10;
const LENGTH = 10_000_000;
/** Chunks that each recipient adds again. */
const CHECKED_CHUNKS = 8;
/** As wide as nineteen-bit values of ten nodes: two a coefficient. */
const LAYOUT = nextLayout.encode({
  blocks: [{ name: 'values', length: LENGTH, sumRange: 2 ** 21, precision: 1 }],
  clipNormL2: 1,
});

const [folder] = process.argv.slice(2) as [string];
const ring = pooledRing({ threads: 2 });
const location = { kind: 'sqlite', file: join(folder, 'coordinator.sqlite') } as const;
const federation = await TestFederation.found({ folder, location }, Promise.resolve(ring));
await federation.enrol(NODES);
await federation.agree({
  ...agreementDocument,
  cohort: { kMin: NODES },
  privacy: { mode: 'none', epsilon: null, delta: null },
});
await federation.shelveKeys(2);
await federation.house.studies.start({ ...studyDocument, deadlines: { collectSeconds: 3600 } });
// What nodes sign of the next state decides what the next round adds.
await federation.runRound({ layout: LAYOUT });

const round = await federation.present();
const { blocks, parameters } = openDescriptor(round.envelope);
if (blocks[0]?.length !== LENGTH || parameters !== 'P1')
  throw new RangeError(`the round adds ${blocks[0]?.length} values under ${parameters}`);
for (const node of federation.nodes) await federation.contribute(round, [node]);
await federation.report(round);
await federation.commit(round);
await federation.release(round);
for (const node of federation.nodes) {
  const caller = federation.callerOf(node);
  const { reader } = federation.house;
  const sum = ciphertextSum.decode(await reader.ciphertextSum(caller, round.id));
  for (const chunk of sum.chunks) await reader.sumChunk(caller, round.id, chunk);
  for (const position of sum.chunks.keys()) {
    if (position === CHECKED_CHUNKS) break;
    for (let from = 0; from < NODES;)
      from += sumParts.decode(await reader.sumParts(caller, round.id, position, from)).chunks.length;
  }
}
await federation.adopt(round, federation.nodes, { done: true });
if ((await federation.round(round.id)).phase !== 'closed') throw new RangeError('the round did not close');
await federation.close();
await ring.close();
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);
