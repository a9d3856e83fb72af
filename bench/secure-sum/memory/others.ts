// Everything of the round that is not the measured node's: the other nodes' contributions, or the coordinator's sum.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ciphertextSum,
  contentHash,
  contribution,
  inProcessRing,
  systemEntropy,
  type Hash,
} from '@chorale/crypto';
import { verifySet, type FixedSet } from '../../../client-node/src/committee/commit.js';
import { encryptContribution } from '../../../client-node/src/encrypt/encrypt-contribution.js';
import { BLOCK, Folder, NODES, roundsOf, signingKeys } from './scene.ts';

const [part, path] = process.argv.slice(2) as [string, string];
const folder = new Folder(path);
const entropy = systemEntropy();
const ring = await inProcessRing(entropy);
const publicKeys = await Promise.all(signingKeys.map((_, index) => folder.read(`key-${index}`)));
const rounds = roundsOf(publicKeys);
if (part === 'contribute') for (let index = 1; index < NODES; index += 1) await contribute(index);
else await add(verifySet(rounds[0]!, await folder.read('set')));
await ring.close();

async function contribute(index: number): Promise<void> {
  const values = new Float64Array(BLOCK.length).fill(index);
  const keep = (chunk: Uint8Array): Hash => {
    const hash = contentHash(chunk);
    writeFileSync(join(path, hash), chunk);
    return hash;
  };
  const { manifest, sealedShares } = await encryptContribution(
    ...([rounds[index]!, values, signingKeys[index]!, ring, entropy, keep] as const),
  );
  await folder.write(`contribution-${index}`, contribution.encode({ manifest, sealedShares }));
}

async function add({ manifests, root }: FixedSet): Promise<void> {
  const chunks: Hash[] = [];
  const chunksAt = async function* (position: number): AsyncGenerator<Uint8Array> {
    for (const { message } of manifests) yield await folder.read(message.chunks[position]!);
  };
  for (const position of manifests[0]!.message.chunks.keys())
    chunks.push(await folder.keep(await ring.addChunks('P1', chunksAt(position))));
  await folder.write('sum', ciphertextSum.encode({ round: rounds[0]!.id, setRoot: root, chunks }));
}
