import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { openSigned, roundKey, systemEntropy, type RoundId } from '@chorale/crypto';
import { openKeyring } from '../../../client-node/src/keys/keyring.js';
import {
  PassphraseError,
  passphraseSource,
  readPassphrase,
} from '../../../client-node/src/keys/passphrase.js';
import { RoundKeys } from '../../../client-node/src/keys/round-keys.js';
import { openNodeStore } from '../../../client-node/src/storage/node-store.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const newFolder = temporaryFolders();
const entropy = systemEntropy();
const development = { development: true } as const;

function passphraseFile(text: string): { file: string } {
  const file = join(newFolder(), 'passphrase');
  writeFileSync(file, text);
  return { file };
}

describe('the keyring', () => {
  it('is created on first start and opens again with its passphrase', () => {
    const home = join(newFolder(), 'home');
    const first = openKeyring(home, passphraseFile('correct horse\n'), entropy);
    const again = openKeyring(home, passphraseFile('correct horse'), entropy);
    expect([first.created, again.created, again.development]).toEqual([true, false, false]);
    expect(again.signingKey.publicKey).toEqual(first.signingKey.publicKey);
    const place = 'somewhere';
    expect(again.storageKey.open(first.storageKey.seal(new Uint8Array([1, 2]), place), place)).toEqual(
      new Uint8Array([1, 2]),
    );
    expect(statSync(join(home, 'keys', 'identity.sealed')).mode & 0o777).toBe(0o600);
  });
  it('says how to mend a wrong, missing, unreadable or short passphrase', () => {
    const home = newFolder();
    openKeyring(home, passphraseFile('correct horse'), entropy);
    expect(() => openKeyring(home, passphraseFile('another one'), entropy)).toThrow(/does not open/);
    expect(() => openKeyring(home, { file: join(home, 'nowhere') }, entropy)).toThrow(
      /ENOENT.*CHORALE_PASSPHRASE_FILE/,
    );
    expect(() => openKeyring(newFolder(), passphraseFile('short\n'), entropy)).toThrow(/fewer than 8/);
    expect(() => passphraseSource(false, undefined)).toThrow(/openssl rand/);
    expect(passphraseSource(false, 'file')).toEqual({ file: 'file', variable: 'CHORALE_PASSPHRASE_FILE' });
    const ofPerson = passphraseSource(false, join('no', 'such'), 'CHORALE_ADMINISTRATOR_PASSPHRASE_FILE');
    expect(() => readPassphrase(ofPerson)).toThrow(/\(ENOENT\); check CHORALE_ADMINISTRATOR_PASSPHRASE_FILE/);
  });
  it('keeps development and production apart', () => {
    const trial = newFolder();
    expect(openKeyring(trial, development, entropy).development).toBe(true);
    expect(() => openKeyring(trial, passphraseFile('correct horse'), entropy)).toThrow(/made with --dev/);
    const real = newFolder();
    openKeyring(real, passphraseFile('correct horse'), entropy);
    expect(() => openKeyring(real, development, entropy)).toThrow(PassphraseError);
  });
  it('notices a damaged file', () => {
    const home = newFolder();
    openKeyring(home, development, entropy);
    const file = join(home, 'keys', 'identity.sealed');
    const damaged = readFileSync(file);
    damaged[damaged.length - 1]! ^= 1;
    writeFileSync(file, damaged);
    expect(() => openKeyring(home, development, entropy)).toThrow(/damaged/);
  });
  it('shows no secret to consoles and JSON', () => {
    const keyring = openKeyring(newFolder(), development, entropy);
    expect(JSON.stringify(keyring.storageKey)).toBe('"[secret]"');
    expect(inspect(keyring.storageKey, { showHidden: true, depth: 9 })).toBe('StorageKey {}');
  });
});

describe('round keys', () => {
  it('are signed one by one, serve one round and are gone once erased', () => {
    const home = newFolder();
    const keyring = openKeyring(home, development, entropy);
    const store = openNodeStore(home, 'run');
    const federation = 'ab'.repeat(32);
    const keys = new RoundKeys(store, keyring, federation, entropy);
    keys.create(3);
    const published = keys.unsent();
    expect(published.map(({ index }) => index)).toEqual([0, 1, 2]);
    const { message } = openSigned(
      roundKey,
      published[1]!.envelope,
      federation,
      () => keyring.signingKey.publicKey,
    );
    expect(message).toMatchObject({ index: 1, node: keyring.signingKey.nodeId });

    const round = 'cd'.repeat(32) as RoundId;
    const secret = keys.secret(1, round);
    expect(keys.secret(1, round)).toEqual(secret);
    expect(() => keys.secret(1, 'ef'.repeat(32) as RoundId)).toThrow(/serves/);
    keys.erase(1, 'ab'.repeat(32) as RoundId);
    expect(keys.secret(1, round)).toEqual(secret);
    keys.erase(1, round);
    expect(() => keys.secret(1, round)).toThrow(/erased/);
    keys.markSent(published);
    expect(keys.unsent()).toEqual([]);
    store.close();
  });
  it('cannot be moved to another row of the database', () => {
    const home = newFolder();
    const keyring = openKeyring(home, development, entropy);
    const store = openNodeStore(home, 'run');
    const keys = new RoundKeys(store, keyring, 'ab'.repeat(32), entropy);
    keys.create(1);
    const round = 'cd'.repeat(32) as RoundId;
    store.roundKeys.add(1, new Uint8Array(1), store.roundKeys.take(0, round));
    expect(() => keys.secret(1, round)).toThrow(/does not open/);
    store.close();
  });
});
