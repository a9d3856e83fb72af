// A federation on the morning of its first study, founded once: every history starts from a copy of its databases.
import { readFileSync, rmSync, mkdtempSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fingerprintOf,
  PROTOCOL_VERSION,
  roster as rosterMessage,
  rosterHash,
  roundKeyBatch,
  signMessage,
  SigningKey,
  StorageKey,
  agreementConsent,
  agreementHash,
  enrolment,
  parseInvitationToken,
  rosterConsent,
  systemEntropy,
  type AgreementHash,
  type RingEngine,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { RoundKeys } from '../../../client-node/src/keys/round-keys.js';
import { homePaths } from '../../../client-node/src/storage/home.js';
import { openNodeStore } from '../../../client-node/src/storage/node-store.js';
import { CoordinatorParty, FEDERATION_NAME } from './coordinator-party.js';
import { agreementOf, membersOf, type Terms } from './federations.js';
import { SimulatedTime } from './simulated-time.js';

export const START_MS = Date.UTC(2026, 0, 1, 12);
const ROUND_KEYS = 48;

export interface Founded {
  /** File of the coordinator's database. */
  readonly coordinator: string;
  readonly nodes: readonly FoundedNode[];
}
export interface FoundedNode {
  readonly signingKey: SigningKey;
  readonly storageKey: StorageKey;
  readonly database: Uint8Array;
}

/** In memory where the machine has a folder for that: a history is about order and loss, not about disks. */
export function simulationFolder(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'chorale-simulation-'));
}

export async function found(folder: string, terms: Terms, ring: RingEngine): Promise<Founded> {
  const time = new SimulatedTime(START_MS);
  const entropy = systemEntropy();
  const site = { folder, time, ring, entropy, wake: () => undefined };
  const coordinator = await CoordinatorParty.open(site);
  const { house } = coordinator;
  const { id: federation } = house.federation;
  const coordinatorKey = house.federation.key.publicKey;
  const nodes = membersOf(terms)
    .map(({ name, role }, index) => {
      const home = join(folder, name);
      const { key } = SigningKey.generate(testEntropy(name));
      const storageKey = new StorageKey(new Uint8Array(32).fill(index), entropy);
      return { home, key, storageKey, name, role, store: openNodeStore(home, 'run', time) };
    })
    .sort((a, b) => (a.key.nodeId < b.key.nodeId ? -1 : 1));
  const caller = ({ key, name }: (typeof nodes)[number]) => ({
    id: key.nodeId,
    name,
    signingKey: key.publicKey,
  });
  for (const { key, name, role, store } of nodes) {
    const { token } = await house.invitations.issue({ member: `Member of ${name}`, node: name, role });
    const { member, secret } = parseInvitationToken(token);
    const about = { member, node: name, region: 'eu', role };
    const membership = {
      federation,
      name: FEDERATION_NAME,
      coordinatorUrl: 'http://localhost',
      coordinatorKey,
    };
    store.federation.join({ ...membership, ...about });
    const wish = { ...about, protocol: PROTOCOL_VERSION, signingKey: key.publicKey, secret };
    await house.enrolment.enrol(signMessage(enrolment, key, federation, wish).bytes);
    store.federation.markEnrolled();
  }
  const { agreement } = await house.agreements.propose(agreementOf(terms));
  const roster = await house.database.read((manager) => house.rosters.required(manager));
  const { version } = rosterMessage.decode(roster.bytes);
  const hash = rosterHash(roster.bytes);
  const document = await house.agreements.document(agreement);
  for (const node of nodes) {
    const { store, key } = node;
    for (const other of nodes)
      store.federation.confirm({ node: other.name, fingerprint: fingerprintOf(other.key.publicKey) });
    store.federation.signRoster({ hash, version, bytes: roster.bytes });
    store.agreements.receive(agreementHash(document), document);
    store.agreements.sign(agreementHash(document), hash);
    const consent = signMessage(rosterConsent, key, federation, { roster: hash, version });
    await house.rosterSignatures.consent(caller(node), consent.bytes);
  }
  for (const node of nodes) {
    const word = { agreement: agreement as AgreementHash, roster: hash, at: time.now() };
    const consent = signMessage(agreementConsent, node.key, federation, word);
    await house.agreements.consent(caller(node), agreement, consent.bytes);
    const keys = new RoundKeys(
      node.store,
      { signingKey: node.key, storageKey: node.storageKey },
      federation,
      entropy,
    );
    keys.create(ROUND_KEYS);
    const unsent = keys.unsent();
    await house.roundKeys.accept(
      caller(node),
      roundKeyBatch.encode({ keys: unsent.map(({ envelope }) => envelope) }),
    );
    keys.markSent(unsent);
  }
  for (const { store } of nodes) store.close();
  await coordinator.close();
  return {
    coordinator: coordinator.file,
    nodes: nodes.map(({ home, key, storageKey }) => ({
      signingKey: key,
      storageKey,
      database: inMemoryImage(readFileSync(homePaths(home).database)),
    })),
  };
}

/** A database that is opened from memory keeps no write-ahead log; bytes 18 and 19 say so. */
function inMemoryImage(file: Buffer): Uint8Array {
  file[18] = 1;
  file[19] = 1;
  return file;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
