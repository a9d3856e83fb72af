// Loaded before one of our programs by NODE_OPTIONS=--import, in tests only; the programs themselves know nothing of it.
// CHORALE_TEST_KILL_AT names the step (labels.ts) at which the process kills itself, kill -9.
// CHORALE_TEST_RING_FAULTS names a file: each line is how the ring's worker ends in its next task.
// In any process that loads this a node waits less between its tries: a matrix is mostly waiting for somebody to come back.
import { registerHooks } from 'node:module';
import { URL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const { CHORALE_TEST_KILL_AT: label, CHORALE_TEST_RING_FAULTS: faults } = process.env;
const built = (path) => import(new URL(`../../../${path}`, import.meta.url).href);

/** @param step which has just been taken. */
function at(step) {
  if (step === label) process.kill(process.pid, 'SIGKILL');
}

/** Calls `before` and `after` around a method, also one that resolves later. */
function around(owner, name, before, after) {
  const original = owner.prototype[name];
  if (typeof original !== 'function') throw new Error(`${owner.name} has no method ${name}`);
  owner.prototype[name] = function (...args) {
    before(...args);
    const result = original.apply(this, args);
    if (!(result instanceof Promise)) {
      after(...args);
      return result;
    }
    return result.then((value) => {
      after(...args);
      return value;
    });
  };
}

const nothing = () => undefined;
/** Written in the transaction that is open; undefined where none is. */
let uncommitted;
function wrote(step) {
  if (uncommitted === undefined) return at(`wrote ${step}`);
  uncommitted.push(step);
  at(`undurable ${step}`);
}
/** Every public method of a class, each a step once it has returned; functions beside it write nothing by themselves. */
function stepsOf(owner) {
  if (owner.prototype === undefined) return;
  for (const name of Object.getOwnPropertyNames(owner.prototype))
    if (name !== 'constructor') around(owner, name, nothing, () => wrote(`${owner.name}.${name}`));
}
/** What is written in one transaction is durable with its commit. */
function watchTransactions({ prototype }) {
  const { transaction } = prototype;
  prototype.transaction = function (work) {
    if (uncommitted !== undefined) return transaction.call(this, work);
    const steps = (uncommitted = []);
    let result;
    try {
      result = transaction.call(this, work);
    } finally {
      uncommitted = undefined;
    }
    for (const step of steps) at(`wrote ${step}`);
    return result;
  };
}

async function watchNode() {
  const rooms = [
    'agreement',
    'budget',
    'committee',
    'contribution',
    'erasure',
    'ledger-head',
    'lot',
    'round',
    'round-key',
    'study',
    'vote',
  ];
  for (const room of rooms)
    for (const owner of Object.values(await built(`client-node/dist/storage/${room}-records.js`)))
      stepsOf(owner);
  for (const owner of Object.values(await built('client-node/dist/storage/chunk-files.js'))) stepsOf(owner);
  watchTransactions((await built('client-node/dist/storage/node-store.js')).NodeStore);
  const { CoordinatorClient } = await built('client-node/dist/transport/coordinator-client.js');
  around(
    CoordinatorClient,
    'request',
    (route) => at(`sending ${route}`),
    (route) => at(`answered ${route}`),
  );
  // What travels together is sent and answered together.
  around(
    CoordinatorClient,
    'requestTogether',
    (calls) => calls.forEach(({ route }) => at(`sending ${route}`)),
    (calls) => calls.forEach(({ route }) => at(`answered ${route}`)),
  );
}

async function watchCoordinator() {
  const { Database } = await built('coordinator/dist/storage/database.js');
  const { Ledger } = await built('coordinator/dist/ledger/ledger.js');
  const kindsOf = new WeakMap();
  around(Ledger, 'append', nothing, ({ manager }, { kind }) => {
    kindsOf.get(manager)?.push(kind);
    at(`undurable ${kind}`);
  });
  const { write } = Database.prototype;
  Database.prototype.write = async function (work) {
    const kinds = [];
    const value = await write.call(this, (transaction) => {
      kindsOf.set(transaction.manager, kinds);
      return work(transaction);
    });
    for (const kind of kinds) at(`durable ${kind}`);
    return value;
  };
  const desks = [
    ['admission/round-keys.js', 'RoundKeyShelf', 'accept'],
    ['admission/contributions.js', 'ContributionDesk', 'putChunk'],
    ['admission/share-checks.js', 'ShareDesk', 'report'],
    ['ledger/countersignatures.js', 'CountersignatureDesk', 'accept'],
    ['storage/chunk-store.js', 'ChunkStore', 'put'],
    ['storage/chunk-store.js', 'ChunkStore', 'erase'],
  ];
  for (const [file, name, method] of desks) {
    const owner = (await built(`coordinator/dist/${file}`))[name];
    around(owner, method, nothing, () => at(`kept ${name}.${method}`));
  }
}

/** Modules of ours that tests put another in front of. */
const fronts = [
  ...(isMainThread ? [[/\/client-node\/dist\/transport\/persist\.js$/, './impatient-persist.mjs']] : []),
  ...(!isMainThread && faults !== undefined
    ? [[/\/engine\/ring-worker\.js$/, './faulty-ring-worker.mjs']]
    : []),
].map(([real, front]) => [real, new URL(front, import.meta.url).href]);

registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    const [, front] = fronts.find(([real]) => real.test(resolved.url)) ?? [];
    return front === undefined ? resolved : { ...resolved, url: front };
  },
});

if (isMainThread && label !== undefined)
  await (process.argv[1].includes('chorale-coordinator') ? watchCoordinator() : watchNode());
