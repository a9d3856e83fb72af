// Stores of a test, each in a home of its own, by a clock that the test moves.
import { openNodeStore, type NodeStore } from '../../../../client-node/src/storage/node-store.js';
import { StoreError, type StoreErrorCode } from '../../../../client-node/src/storage/store-error.js';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { prepareStudy } from './samples.js';

const START_MS = 1_000;

class StoreClock {
  nowMs = START_MS;
  now(): number {
    return this.nowMs;
  }
}

/** To be called once a file: closes after each test what it opened, and sets the clock back. */
export function testStores() {
  const newFolder = temporaryFolders();
  const clock = new StoreClock();
  const open: NodeStore[] = [];
  afterEach(() => {
    for (const store of open.splice(0)) store.close();
    clock.nowMs = START_MS;
  });
  function newStore(home = newFolder()): NodeStore {
    const store = openNodeStore(home, 'run', clock);
    open.push(store);
    return store;
  }
  function storeWithStudy(): NodeStore {
    const store = newStore();
    prepareStudy(store);
    return store;
  }
  return { clock, newFolder, newStore, storeWithStudy };
}

/** Why a store refused. */
export function codeOf(act: () => unknown): StoreErrorCode | 'nothing' {
  try {
    act();
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
  return 'nothing';
}
