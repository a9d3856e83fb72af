import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  federationId,
  fingerprintOf,
  leafHash,
  ledgerEntry,
  ledgerHead,
  LEDGER_FORMAT,
  MerkleFrontier,
  NO_ENTRY,
  sha256Hex,
  SigningKey,
  signMessage,
  systemEntropy,
  type Hash,
} from '@chorale/crypto';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { saying, sayingLike } from './command-tools.js';
import { runLedger } from './run-command.js';

const newFolder = temporaryFolders();
const { key } = SigningKey.generate(systemEntropy());
const federation = federationId('Harbour shops', key.publicKey);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const hex = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString('hex') as Hash;

/** An export of `count` entries with a head after each, and the root after all. */
function exportOf(count: number): { lines: string[]; head: string } {
  const coordinatorKey = hex(key.publicKey);
  const lines = [
    JSON.stringify({ format: LEDGER_FORMAT, federation, federationName: 'Harbour shops', coordinatorKey }),
  ];
  const frontier = new MerkleFrontier();
  let previous = NO_ENTRY;
  for (let index = 0; index < count; index += 1) {
    const payload = JSON.stringify({ index });
    const payloadHash = sha256Hex(new TextEncoder().encode(payload)) as Hash;
    const entry = ledgerEntry.encode({
      index,
      at: 1,
      kind: 'test',
      actor: 'a',
      subject: '',
      payloadHash,
      previous,
    });
    previous = hex(leafHash(entry));
    frontier.append(leafHash(entry));
    const head = signMessage(ledgerHead, key, federation, {
      size: index + 1,
      root: hex(frontier.root()),
      at: 1,
    });
    lines.push(JSON.stringify({ entry: base64(entry), payload }));
    lines.push(JSON.stringify({ head: base64(head.bytes), countersignatures: [] }));
  }
  return { lines, head: `${count}:${hex(frontier.root())}` };
}

function fileOf(lines: readonly string[]): string {
  const file = join(newFolder(), 'ledger.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

describe('chorale-ledger verify', () => {
  const { lines, head } = exportOf(5);
  const fingerprint = fingerprintOf(key.publicKey);

  it('verifies an export, also packed, against a kept head and the coordinator that people know', async () => {
    const plain = await runLedger([
      'verify',
      fileOf(lines),
      '--head',
      head,
      '--coordinator-fingerprint',
      fingerprint,
    ]);
    expect(plain).toMatchObject({
      code: 0,
      stdout: saying('VERIFIED\n5 entries, 5 signed heads'),
      stderr: '',
    });
    const packed = join(newFolder(), 'export');
    writeFileSync(packed, gzipSync(lines.join('\r\n')));
    const json = await runLedger(['verify', packed, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      verified: true,
      entries: 5,
      coordinatorFingerprint: fingerprint,
    });
    expect(json.stderr).toContain('No --head was given');
  });
  it('names the first wrong record', async () => {
    const changed = lines.with(5, lines[5]!.replace('{\\"index\\":2}', '{\\"index\\":7}'));
    const ended = await runLedger(['verify', fileOf(changed), '--json']);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ verified: false, problem: { line: 6, entry: 2 } });
    const cut = await runLedger(['verify', fileOf(lines.slice(0, -2)), '--head', head]);
    expect(cut).toMatchObject({ code: 1, stdout: sayingLike(/^NOT VERIFIED.*not part of this history/) });
  });
  it('refuses a ledger that another coordinator signed', async () => {
    const wrong = fingerprint.replaceAll(/[0-9a-f]/g, '0');
    const ended = await runLedger(['verify', fileOf(lines), '--coordinator-fingerprint', wrong]);
    expect(ended).toMatchObject({ code: 1, stdout: sayingLike(/^NOT VERIFIED: .*another coordinator/) });
  });
  it('compares the key that heads were held against, whatever else the first line holds', async () => {
    const known = SigningKey.fromSeed(new Uint8Array(32).fill(1)).publicKey;
    const forged = lines.with(0, lines[0]!.replace('{', `{"coordinatorKey":"${hex(known)}",`));
    const wanted = ['--coordinator-fingerprint', fingerprintOf(known)];
    const ended = await runLedger(['verify', fileOf(forged), ...wanted]);
    expect(ended).toMatchObject({ code: 1, stdout: sayingLike(/^NOT VERIFIED: .*another coordinator/) });
  });
  it('says what is wrong with a file or a call', async () => {
    const cut = join(newFolder(), 'cut.gz');
    writeFileSync(cut, gzipSync(lines.join('\n')).subarray(0, -40));
    expect(await runLedger(['verify', cut])).toMatchObject({ code: 1, stderr: saying('fetch it again') });
    expect(await runLedger(['verify', fileOf(['no ledger'])])).toMatchObject({
      code: 1,
      stdout: saying('line 1'),
    });
    expect(await runLedger(['verify', fileOf([])])).toMatchObject({ code: 1 });
    expect(await runLedger(['verify', '/nowhere'])).toMatchObject({ code: 2, stderr: saying('ENOENT') });
    expect(await runLedger(['verify', fileOf(lines), '--head', '5'])).toMatchObject({
      code: 2,
      stderr: saying('SIZE:ROOT'),
    });
    expect(await runLedger(['verify'])).toMatchObject({ code: 2 });
  });
});
