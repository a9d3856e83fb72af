// A child process that does a node's part in one round of ten million values and ten nodes by the node's own rooms: noise
// and encoding, encryption on ring threads, chunks on disk and their upload, the committee seat, opening the sum and
// adding again at eight positions. What others do is done by a process of its own; a folder stands for the coordinator.
// Prints the highest resident memory, megabytes.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  chunkInventory,
  contribution,
  contributionSet,
  createRoundKeyPair,
  pooledRing,
  releaseInbox,
  releaseUpload,
  shareInbox,
  sumParts,
  systemEntropy,
} from '@chorale/crypto';
import { decode, type Computation, type People, type RoundTerms } from '@chorale/models';
import { checkAdditions } from '../../../client-node/src/adopt/check-additions.js';
import { openRound, type RoundArchive } from '../../../client-node/src/adopt/open-sum.js';
import { checkShares } from '../../../client-node/src/committee/check-shares.js';
import { verifySet } from '../../../client-node/src/committee/commit.js';
import { signRelease } from '../../../client-node/src/committee/release.js';
import { encryptContribution } from '../../../client-node/src/encrypt/encrypt-contribution.js';
import { NoisePool } from '../../../client-node/src/protect/noise-pool.js';
import { protectedContribution } from '../../../client-node/src/protect/protect.js';
import { oneByOne, type RoundPort } from '../../../client-node/src/round/coordinator-port.js';
import { ChunkFiles } from '../../../client-node/src/storage/chunk-files.js';
import { openNodeStore } from '../../../client-node/src/storage/node-store.js';
import { keepContribution, submitContribution } from '../../../client-node/src/submit/submit.js';
import { BLOCK, Folder, NODES, roundsOf, signingKeys } from './scene.ts';

const THREADS = 2;
const [path] = process.argv.slice(2) as [string];
const folder = new Folder(path);
const home = join(path, 'home');
mkdirSync(home, { mode: 0o700 });
const entropy = systemEntropy();
const ring = pooledRing({ threads: THREADS });
const noise = new NoisePool({ threads: THREADS, entropy });
const store = openNodeStore(home, 'run');
const files = new ChunkFiles(home, store);
const pairs = signingKeys.map(() => createRoundKeyPair(entropy));
for (const [index, { publicKey }] of pairs.entries()) await folder.write(`key-${index}`, publicKey);
const rounds = roundsOf(pairs.map(({ publicKey }) => publicKey));
const round = rounds[0]!;

const request: RoundPort['request'] = async (route, { body } = {}) => {
  if (route === 'chunksHeld') return chunkInventory.encode({ held: [] });
  if (route === 'putChunk') await folder.keep(body!);
  else if (route === 'contribute') await folder.write('contribution-0', body!);
  else throw new RangeError(`nothing answers ${route}`);
  return new Uint8Array();
};
const coordinator: RoundPort = { request, requestAll: (calls) => oneByOne({ request }, calls) };

await contribute();
helper('contribute');
await release();
helper('add');
await open();
await noise.close();
await ring.close();
store.close();
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);

async function contribute(): Promise<void> {
  const people: People = { size: 1, rowStart: Uint32Array.of(0, 1), columns: new Map() };
  const computation = { contribute: () => Promise.resolve(new Float64Array(BLOCK.length).fill(3)) };
  const { values } = await protectedContribution(
    ...([computation as unknown as Computation, {}, people, terms(), entropy, noise] as const),
  );
  const prepared = await encryptContribution(
    ...([round, values, signingKeys[0]!, ring, entropy] as const),
    (chunk) => files.write(round.id, chunk),
  );
  const { study, state, attempt } = round.descriptor;
  const place = { rid: round.id, study, state, attempt };
  const nothing = new Uint8Array();
  store.agreements.receive(round.descriptor.agreement, nothing);
  store.studies.receive({ study, agreement: round.descriptor.agreement, name: 'memory', bytes: nothing });
  store.rounds.open({ ...place, round: 0, descriptor: nothing });
  keepContribution(store, place, prepared);
  await submitContribution(store, files, place, coordinator, undefined);
}

function terms(): RoundTerms {
  const encoding = {
    mode: 'pooled',
    blocks: [BLOCK],
    roundedNormGrid: null,
    nodeNoiseVariance: { numerator: 1_000_000n, denominator: 1n },
  };
  return { privacy: { clipNormL2: 1, samplingRate: 1 }, encoding } as unknown as RoundTerms;
}

/** All members' seats, one after the other: what they hold is small. */
async function release(): Promise<void> {
  const uploads = await Promise.all(
    signingKeys.map(async (_, index) => contribution.decode(await folder.read(`contribution-${index}`))),
  );
  const set = contributionSet.encode({
    round: round.id,
    manifests: uploads.map((upload) => upload.manifest),
  });
  await folder.write('set', set);
  for (const [member, key] of signingKeys.entries()) {
    const inbox = shareInbox.encode({
      shares: uploads.map(({ manifest, sealedShares }) => ({ manifest, sealedShare: sealedShares[member]! })),
    });
    const { shares } = checkShares(rounds[member]!, pairs[member]!, inbox);
    const upload = signRelease(
      ...([rounds[member]!, key, verifySet(rounds[member]!, set), shares] as const),
      pairs.map(({ publicKey }) => publicKey),
      entropy,
    );
    await folder.write(`release-${member}`, upload);
  }
}

async function open(): Promise<void> {
  const set = verifySet(round, await folder.read('set'));
  const archive: RoundArchive = {
    releases: async () => {
      const uploads = await Promise.all(signingKeys.map((_, member) => folder.read(`release-${member}`)));
      const releases = uploads.map((bytes) => releaseUpload.decode(bytes));
      return releaseInbox.encode({
        releases: releases.map((upload) => ({ release: upload.release, sealedKey: upload.sealedKeys[0]! })),
      });
    },
    ciphertextSum: () => folder.read('sum'),
    sumChunk: (hash) => folder.read(hash),
    sumParts: async (position, from) =>
      sumParts.encode({ chunks: [await folder.read(set.manifests[from]!.message.chunks[position]!)] }),
  };
  const opened = await openRound(round, set, pairs[0]!, archive, ring);
  const { wrong } = await checkAdditions(round, set, opened.sumChunks, archive, ring, entropy);
  const mean =
    decode(opened.groups[0]!.values, terms().encoding)
      .get(BLOCK.name)!
      .reduce((a, b) => a + b) / BLOCK.length;
  // The measured node adds 3, node i of the others i; noise of sigma 1,000 moves a mean of ten million by about a third.
  const expected = 3 + ((NODES - 1) * NODES) / 2;
  if (wrong || Math.abs(mean - expected) > 3)
    throw new RangeError(`the mean is ${mean}, not ${expected}: what was measured is no secure sum`);
}

/** Runs the others' part and waits. */
function helper(part: string): void {
  execFileSync(process.execPath, [...process.execArgv, join(import.meta.dirname, 'others.ts'), part, path], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
