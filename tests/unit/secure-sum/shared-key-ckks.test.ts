// The baseline must be a working secure sum of its kind, or what it loses against proves nothing.
import { CkksClient, CkksServer } from '../../support/baseline/shared-key-ckks.ts';

/** More than one ciphertext, the last one not full. */
const LENGTH = 5000;
const updateOf = (client: number): Float64Array =>
  Float64Array.from(
    { length: LENGTH },
    (_, index) => ((index * 7919 + client * 104_729) % 2 ** 19) - 2 ** 18,
  );

test('the server adds what it cannot read, and any client opens the sum', async () => {
  const provisioned = await CkksClient.provision();
  const joined = await CkksClient.join(provisioned.sharedKey);
  const server = await CkksServer.open();
  const uploads = [provisioned.encrypt(updateOf(0)), joined.encrypt(updateOf(1))];
  const truth = updateOf(0).map((value, index) => value + updateOf(1)[index]!);
  const sum = server.add(...uploads);
  for (const client of [provisioned, joined])
    expect(client.decrypt(sum, LENGTH).map(Math.round)).toEqual(truth);
  for (const party of [provisioned, joined, server]) party.dispose();
});

test('an upload takes 64 bytes a value, and a key of another federation does not open it', async () => {
  const [client, stranger] = [await CkksClient.provision(), await CkksClient.provision()];
  const upload = client.encrypt(updateOf(0).subarray(0, 4096));
  const bytes = upload.reduce((total, ciphertext) => total + ciphertext.length, 0);
  expect(Math.floor(bytes / 4096)).toBe(64);
  const opened = stranger.decrypt(upload, 4096);
  expect(opened.filter((value, index) => Math.round(value) === updateOf(0)[index])).toHaveLength(0);
  for (const party of [client, stranger]) party.dispose();
});
