// Run as a process of its own by crash.test.ts: lives one round after another over a store, and writes a line after each
// thing that has become durable, until it is killed.
import { writeSync } from 'node:fs';
import {
  sha256Hex,
  type AgreementHash,
  type Hash,
  type RoundId,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import { ChunkFiles } from '../../../client-node/src/storage/chunk-files.js';
import { openNodeStore } from '../../../client-node/src/storage/node-store.js';

const [home = '', life = ''] = process.argv.slice(2);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hash = (text: string): string => sha256Hex(bytes(text));
const study = hash('study') as StudyId;
const agreement = hash('agreement') as AgreementHash;
const population = 'customers';

const store = openNodeStore(home, 'run');
const files = new ChunkFiles(home, store);
store.agreements.receive(agreement, bytes('{}'));
store.studies.receive({ study, agreement, name: 'churn', bytes: bytes('{}') });

function done(what: string, round: RoundId): void {
  writeSync(1, `${what} ${round}\n`);
}

function liveRound(position: number, from: StateHash, attempt: number, burns: boolean): void {
  const rid = hash(`${life}/${position}/${attempt}`) as RoundId;
  store.rounds.open({ rid, study, state: from, round: position, attempt, descriptor: bytes('d') });
  store.budget.reserve({ rid, population, purpose: 'p', study, event: { type: 'sampled-gaussian' } });
  done('reserved', rid);
  const chunks = [1, 2].map((part) => files.write(rid, bytes(`${rid} chunk ${part}`.repeat(500))));
  store.contributions.prepare({ rid, study, state: from, attempt, upload: bytes('u'), chunks });
  done('prepared', rid);
  if (burns) {
    store.committee.burn(rid, bytes('burn'));
    done('burned', rid);
    store.transaction(() => {
      store.committee.recordBurnProof(rid, bytes('proof'));
      store.budget.giveBack(rid, population);
    });
    done('given-back', rid);
    liveRound(position, from, attempt + 1, false);
    return;
  }
  const setRoot = hash(`set of ${rid}`) as Hash;
  store.committee.commit({ rid, setRoot, envelope: bytes('commit'), nodes: [] });
  done('committed', rid);
  store.transaction(() => {
    store.committee.release(rid, setRoot, bytes('release'));
    store.budget.spend(rid, population);
  });
  done('released', rid);
  const state = hash(`state after ${rid}`) as StateHash;
  store.transaction(() => {
    store.studies.storeState({ study, state, rounds: position + 1, bytes: bytes(rid) });
    store.committee.adopt({ rid, state, envelope: bytes('adoption') });
  });
  done('adopted', rid);
}

for (let position = 0; ; position += 1)
  liveRound(position, hash(`${life}/${position}`) as StateHash, 0, position % 3 === 2);
