// A node's home in which studies have finished: their documents, models and keys are there, and no coordinator was asked.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agreementHash, contentHash, systemEntropy, type StorageKey, type StudyId } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { agreementSchema, encodeState, hashOfEncodedState, type Study } from '@chorale/models';
import { openKeyring } from '../../client-node/src/keys/keyring.js';
import { Pseudonyms } from '../../client-node/src/rights/pseudonyms.js';
import { homePaths } from '../../client-node/src/storage/home.js';
import { openNodeStore, type NodeStore } from '../../client-node/src/storage/node-store.js';
import type { StudyRecord } from '../../client-node/src/storage/study-records.js';
import { finishedStudy } from '../../client-node/src/study/finished-study.js';
import { ModelFolder } from '../../client-node/src/study/keep-model.js';
import { StudyRuntime } from '../../client-node/src/study/study-runtime.js';
import { agreementAndStudy, peopleOfColumns } from './people.ts';
import { simulateStudy } from './simulate-study.ts';

const PARTIES = 4;
const PERSONS = 50;

/** On `age`, 0 to 100, and `spent`, 0 to 1000; `evaluate` measured an earlier one. */
export interface FinishedStudyInBrief {
  readonly name: string;
  readonly computation: 'logistic-regression' | 'neural-network' | 'statistics' | 'k-means' | 'evaluate';
  /** Of `evaluate`: name of the study whose model it measured, by groups of the yes-or-no `nearby`. */
  readonly of?: string;
  /** One label in so many is another than the model learned; default: none. */
  readonly wrongOneIn?: number;
  /** Changes of the agreement. */
  readonly terms?: Readonly<Record<string, unknown>>;
  /** When it ended here; default: now. */
  readonly daysAgo?: number;
  /** With noise at epsilon 8; left out: mode none. */
  readonly isNoised?: boolean;
}

/** @param folder gets `home` and `node.yaml`, which reads `customers.csv` beside it: id,age,spent,no_mail. */
export async function finishedHome(
  folder: string,
  studies: readonly FinishedStudyInBrief[],
): Promise<{ readonly home: string; readonly config: string; readonly storageKey: StorageKey }> {
  const home = join(folder, 'home');
  const config = join(folder, 'node.yaml');
  writeFileSync(
    config,
    [
      ...['format: chorale-node/1', 'name: quay', 'coordinator: http://127.0.0.1:7400', 'data:'],
      ...['  shape: persons', '  source: { file: customers.csv }', '  person: id'],
      ...['  marketingOptOut: { column: no_mail }', '  features: { age: age, spent: spent }', ''],
    ].join('\n'),
  );
  const { storageKey } = openKeyring(home, { development: true }, systemEntropy());
  for (const study of studies) await addFinished(home, study);
  return { home, config, storageKey };
}

/** One more study that has finished at a home; studies follow each other by a moment. */
export async function addFinished(home: string, study: FinishedStudyInBrief): Promise<void> {
  const now = Date.now() - (study.daysAgo ?? 0) * 24 * 3600 * 1000 + (moments += 1);
  const store = openNodeStore(home, 'visit', { now: () => now });
  try {
    await finish(store, homePaths(home).models, study);
  } finally {
    store.close();
  }
}
let moments = 0;

async function finish(store: NodeStore, models: string, brief: FinishedStudyInBrief): Promise<void> {
  const { of, wrongOneIn } = brief;
  const measured = of === undefined ? undefined : store.studies.all().find(({ name }) => name === of)!;
  const terms = agreementAndStudy({
    features: [
      { name: 'age', type: 'number', description: 'age in years', lower: 0, upper: 100 },
      { name: 'spent', type: 'number', lower: 0, upper: 1000 },
      ...(measured ? [{ name: 'nearby', type: 'binary' }] : []),
    ],
    ...{ people: PARTIES * PERSONS, computation: brief.computation },
    ...(brief.isNoised ? { mode: 'pooled', epsilon: 8 } : { mode: 'none' }),
    ...(measured && { settings: { groupBy: 'nearby', model: modelOf(store, models, measured) } }),
    ...(brief.computation === 'neural-network' && {
      settings: { hidden: [6], rounds: 4, learningRate: 0.05 },
    }),
  });
  const agreement = agreementSchema.parse({ ...terms.agreement, ...brief.terms });
  const study = { ...terms.study, name: brief.name };
  const signed = new TextEncoder().encode(JSON.stringify(agreement));
  const asked = new TextEncoder().encode(JSON.stringify(study));
  const id = contentHash(asked) as string as StudyId;
  store.agreements.receive(agreementHash(signed), signed);
  store.studies.receive({ study: id, agreement: agreementHash(signed), name: study.name, bytes: asked });
  const parties = Array.from({ length: PARTIES }, (_, party) => {
    const age = Array.from({ length: PERSONS }, (__, person) => 20 + ((7 * person + party) % 60));
    const spent = age.map((years, person) => (13 * years + 31 * person) % 1000);
    const isWrong = (person: number): boolean => wrongOneIn !== undefined && person % wrongOneIn === 0;
    return peopleOfColumns({
      age,
      spent,
      nearby: age.map((_years, person) => person % 2),
      label: age.map((years, person) => Number(years + spent[person]! / 50 > 60 !== isWrong(person))),
    });
  });
  const given = measured && finishedStudy(store, models, measured.name).model;
  const random = testEntropy(brief.name);
  const { state } = await simulateStudy(agreement, study, parties, random, undefined, undefined, given);
  const runtime = new StudyRuntime(
    ...([id, study, agreementHash(signed), agreement, PARTIES] as const),
    () => Promise.resolve({ people: parties[0]!, changesUnheard: false, isCurrent: () => true }),
    given,
  );
  new ModelFolder(models, store).keepFinal(runtime, runtime.readState(encodeState(state)));
}

/** As the coordinator pins what a study measures. */
function modelOf(store: NodeStore, models: string, { study, name, bytes }: StudyRecord): object {
  const { computation, features, settings } = JSON.parse(new TextDecoder().decode(bytes)) as Study;
  const state = hashOfEncodedState(new ModelFolder(models, store).finalState({ study, name }));
  return { study: name, pinned: { study, state, computation, features, settings } };
}

/** As `chorale-node erase` leaves it on record, without its certificate. */
export function eraseAt(home: string, storageKey: StorageKey, person: string): void {
  const store = openNodeStore(home, 'visit');
  try {
    const pseudonym = Pseudonyms.make(store, storageKey, systemEntropy()).name(person);
    const asked = { pseudonym, ground: 'request', requestedOn: '2026-01-01', dueOn: '2026-01-31' };
    const { number } = store.erasures.request(asked);
    const done = {
      at: 1,
      certificate: '{}',
      hash: contentHash(new Uint8Array(1)),
      notice: new Uint8Array(1),
    };
    store.erasures.carryOut(number, done);
  } finally {
    store.close();
  }
}
