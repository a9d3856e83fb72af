// Whatever is wrong with a model or a list, the node goes on to its rounds.
import { PROTOCOL_VERSION, work, type NodeRoute } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { createLogger } from '../../../coordinator/src/platform/logger.js';
import { RoundKeys } from '../../../client-node/src/keys/round-keys.js';
import { openKeyring } from '../../../client-node/src/keys/keyring.js';
import { runNode } from '../../../client-node/src/node.js';
import type { NodeParts } from '../../../client-node/src/round/node-parts.js';
import type { NodeEvent } from '../../../client-node/src/round/round-events.js';
import { systemClock } from '../../../client-node/src/clock.js';
import { homePaths } from '../../../client-node/src/storage/home.js';
import { openNodeStore } from '../../../client-node/src/storage/node-store.js';
import { FINAL_STATE_FILE } from '../../../client-node/src/storage/study-records.js';
import { singly } from '../../support/singly.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { hash, membership, prepareStudy, rosterHash, study } from './storage/samples.js';

const newFolder = temporaryFolders();

test('a study whose documents cannot be read keeps the node neither from its rounds nor from stopping', async () => {
  const home = newFolder();
  const entropy = testEntropy('release-watch');
  const keyring = openKeyring(home, { development: true }, entropy);
  const store = openNodeStore(home, 'run');
  // Its agreement is no agreement.
  prepareStudy(store);
  store.studies.recordModelFile({ study, file: FINAL_STATE_FILE, sha256: hash('state') });
  const stop = new AbortController();
  const events: NodeEvent[] = [];
  const told: string[] = [];
  const log = createLogger('silent');
  const tell = (_fields: unknown, message?: string): void => {
    told.push(message ?? '');
  };
  Object.assign(log, { error: tell });
  log.warn = (fields: unknown, message?: string): void => {
    tell(fields, message);
    if (message?.startsWith('a request for a state')) stop.abort();
  };
  const listed = work.encode({
    ...{
      protocol: PROTOCOL_VERSION,
      now: 1,
      roster: rosterHash('roster'),
      rosterVersion: 0,
      head: new Uint8Array(1),
    },
    ...{ unusedRoundKeys: 48, agreements: [], studies: [], rounds: [], drawings: [] },
    // The last thing in a look: who is asked to answer it has come past everything else.
    stateRequests: [new Uint8Array(1)],
  });
  const answer = (route: NodeRoute): Promise<Uint8Array> =>
    route === 'work' ? Promise.resolve(listed) : Promise.reject(new Error(`asked for ${route}`));
  const parts: Partial<NodeParts> = {
    ...{ store, entropy, clock: systemClock, federation: membership.federation },
    coordinator: singly(answer),
    roundKeys: new RoundKeys(store, keyring, membership.federation, entropy),
    report: (event) => events.push(event),
    // After a look that failed.
    pause: () => {
      stop.abort();
      return Promise.resolve();
    },
  };
  try {
    await runNode(parts as NodeParts, {
      loadPeople: () => Promise.reject(new Error('no study asks for persons')),
      modelsFolder: homePaths(home).models,
      watch: () => ({ close: () => undefined }),
      ...{ approval: 'by-hand', signal: stop.signal, log },
    });
  } finally {
    store.close();
  }
  expect(told).toEqual([
    'models could not be judged; the next look tries again',
    'a request for a state could not be answered',
  ]);
  expect(events).toMatchObject([{ event: 'not-erased', name: 'churn' }]);
});

test('a look that fails for one reason is told once, and again when it is another one', async () => {
  const home = newFolder();
  const entropy = testEntropy('failing-looks');
  const keyring = openKeyring(home, { development: true }, entropy);
  const store = openNodeStore(home, 'run');
  const stop = new AbortController();
  const told: string[] = [];
  const log = createLogger('silent');
  Object.assign(log, { error: ({ err }: { err: Error }) => told.push(err.message) });
  const answers = ['retired', 'retired', 'retired', 'gone', 'gone', 'retired'];
  let looks = 0;
  const parts: Partial<NodeParts> = {
    ...{ store, entropy, clock: systemClock, federation: membership.federation },
    coordinator: singly(() => Promise.reject(new Error(answers[looks]))),
    roundKeys: new RoundKeys(store, keyring, membership.federation, entropy),
    pause: () => {
      looks += 1;
      if (looks === answers.length) stop.abort();
      return Promise.resolve();
    },
  };
  try {
    await runNode(parts as NodeParts, {
      loadPeople: () => Promise.reject(new Error('no study asks for persons')),
      modelsFolder: homePaths(home).models,
      watch: () => ({ close: () => undefined }),
      ...{ approval: 'by-hand', signal: stop.signal, log },
    });
  } finally {
    store.close();
  }
  expect(told).toEqual(['retired', 'gone', 'retired']);
});
