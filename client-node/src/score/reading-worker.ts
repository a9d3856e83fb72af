// The thread's side: one reading, handed over without a copy.
import { parentPort, workerData } from 'node:worker_threads';
import { systemEntropy } from '@chorale/crypto';
import { openKeyring } from '../keys/keyring.js';
import { passphraseSource } from '../keys/passphrase.js';
import { openNodeStore } from '../storage/node-store.js';
import { readScores } from './read-scores.js';
import type { ReadingRequest } from './reading-thread.js';

const { home, configFile, studies, isDevelopment, passphraseFile } = workerData as ReadingRequest;
const store = openNodeStore(home, 'visit');
try {
  const read = await readScores({
    ...{ store, home, configFile, studies },
    storageKey: () =>
      openKeyring(home, passphraseSource(isDevelopment, passphraseFile), systemEntropy()).storageKey,
  });
  parentPort!.postMessage(
    read,
    read.studies.flatMap(({ scores }) => [scores.slots.buffer, scores.records.buffer]),
  );
} finally {
  store.close();
}
