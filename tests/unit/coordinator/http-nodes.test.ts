// Bad input at the door for nodes: each a problem document that names the thing, and nothing has changed.
import { chunkInventory, PROTOCOL_HEADER, PROTOCOL_VERSION, work, type RoundId } from '@chorale/crypto';
import { createHash, randomBytes } from 'node:crypto';
import { onSqlite } from '../../support/coordinator/place.js';
import { PaperNode } from '../../support/coordinator/paper-node.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { TestServer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const OURS = String(PROTOCOL_VERSION);
const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let node: PaperNode;
let round: RoundId;

beforeAll(async () => {
  federation = await TestFederation.found(onSqlite(folder()));
  await federation.startStudy();
  server = await TestServer.start(federation);
  node = federation.nodes[0]!;
  round = (await federation.present()).id;
});
afterAll(async () => {
  await server.stop();
  await federation.close();
});

async function ledgerSize(): Promise<number> {
  return (await federation.house.database.read((manager) => federation.house.ledger.head(manager))).size;
}

describe('who speaks', () => {
  test('a signed request is answered with canonical bytes', async () => {
    const answer = await server.call(node, 'work');
    expect(answer).toMatchObject({ status: 200, type: 'application/octet-stream' });
    expect(work.decode(answer.bytes).rounds).toMatchObject([{ round, phase: 'collecting' }]);
  });

  test('no signature', async () => {
    const answer = await server.send('GET', '/v1/work', new Uint8Array(), { [PROTOCOL_HEADER]: OURS });
    expect(answer).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  test('a signature over another body', async () => {
    const answer = await server.call(node, 'burn', {
      params: { round },
      body: node.burn(round),
      signedBody: new Uint8Array([1]),
    });
    expect(answer).toMatchObject({ status: 401, code: 'wrong-signature' });
  });

  test('a signature by a key that never enrolled', async () => {
    const stranger = new PaperNode('stranger', federation.house.federation.id);
    expect(await server.call(stranger, 'work')).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  test('the same nonce twice', async () => {
    const nonce = randomBytes(16).toString('hex');
    expect(await server.call(node, 'work', { nonce })).toMatchObject({ status: 200 });
    expect(await server.call(node, 'work', { nonce })).toMatchObject({
      status: 401,
      code: 'replayed-request',
    });
  });

  test.each([400, -400])('a clock that is %d s off', async (clockSkew) => {
    const answer = await server.call(node, 'work', { clockSkew });
    expect(answer).toMatchObject({ status: 401, code: 'stale-request' });
    expect(answer.detail).toContain('clock');
  });

  test.each([
    [String(PROTOCOL_VERSION + 1), 'install'],
    [String(PROTOCOL_VERSION - 1), 'install'],
  ])('protocol version %s is told what to install', async (version, advice) => {
    const answer = await server.call(node, 'work', { headers: { [PROTOCOL_HEADER]: version } });
    expect(answer).toMatchObject({ status: 426, code: 'upgrade' });
    expect(answer.detail).toContain(advice);
  });

  test('a message that another node signed', async () => {
    const other = federation.nodes[1]!;
    const answer = await server.call(node, 'burn', { params: { round }, body: other.burn(round) });
    expect(answer).toMatchObject({ status: 401, code: 'wrong-signature' });
  });
});

describe('enrolment', () => {
  const enrol = (bytes: Uint8Array) =>
    server.send('POST', '/v1/enrolment', bytes, { [PROTOCOL_HEADER]: OURS });
  const invite = async (): Promise<string> =>
    (await federation.house.invitations.issue({ member: 'Late', node: undefined, role: 'contributor' }))
      .token;
  const fresh = (name: string): PaperNode => new PaperNode(name, federation.house.federation.id);

  test('a used invitation, an unknown one, a name twice, an expired one, another protocol', async () => {
    const token = await invite();
    const late = fresh('late');
    expect(await enrol(late.enrolment(token))).toMatchObject({ status: 201 });
    expect(await enrol(late.enrolment(token))).toMatchObject({ status: 201 });
    expect(await enrol(fresh('later').enrolment(token))).toMatchObject({ status: 409, code: 'invite-used' });
    const second = await invite();
    const sameName = new PaperNode('late', federation.house.federation.id, 'another key');
    expect(await enrol(sameName.enrolment(second))).toMatchObject({ status: 409, code: 'name-taken' });
    expect(await enrol(fresh('old').enrolment(second, { protocol: 7 }))).toMatchObject({
      status: 426,
      code: 'upgrade',
    });
    const elsewhere = new PaperNode('elsewhere', 'f'.repeat(64));
    expect(await enrol(elsewhere.enrolment(second))).toMatchObject({ status: 401, code: 'wrong-signature' });
  });

  test.each(['two\nlines', ' space', 'a=b', '\u001b[31mred'])('a node named %j', async (name) => {
    expect(await enrol(fresh(name).enrolment(await invite()))).toMatchObject({
      status: 400,
      code: 'malformed',
    });
  });

  test('bytes that are no enrolment', async () => {
    const answer = await enrol(new TextEncoder().encode('hello'));
    expect(answer).toMatchObject({ status: 400, code: 'malformed' });
  });

  test('a body larger than any enrolment', async () => {
    expect(await enrol(new Uint8Array(100_000))).toMatchObject({ status: 413, code: 'too-large' });
  });
});

describe('chunks', () => {
  const put = (bytes: Uint8Array, name = createHash('sha256').update(bytes).digest('hex')) =>
    server.call(node, 'putChunk', { params: { round, chunk: name }, body: bytes });

  test('a truncated, an overlong and an oversized one; one with other bytes; a name that is none', async () => {
    const descriptor = federation.descriptorOf(await federation.present());
    const [whole] = node.contribution(round, descriptor).chunks;
    expect(await put(whole!.subarray(1))).toMatchObject({ status: 422, code: 'chunk-length' });
    expect(await put(Buffer.concat([whole!, new Uint8Array(1)]))).toMatchObject({
      status: 422,
      code: 'chunk-length',
    });
    expect(await put(new Uint8Array(3_000_000))).toMatchObject({ status: 413, code: 'too-large' });
    expect(await put(whole!, 'e'.repeat(64))).toMatchObject({ status: 401, code: 'wrong-signature' });
    expect(await put(whole!, 'abc')).toMatchObject({ status: 401 });
    const changed = Uint8Array.from(whole!);
    changed[0]! ^= 1;
    const name = createHash('sha256').update(whole!).digest('hex');
    expect(
      await server.call(node, 'putChunk', {
        params: { round, chunk: name },
        signedBody: whole!,
        body: changed,
      }),
    ).toMatchObject({ status: 422, code: 'chunk-hash' });
    const held = await federation.house.contributions.chunksHeld(federation.callerOf(node), round);
    expect(chunkInventory.decode(held).held).toEqual([]);
  });

  test('a node cannot fill the disk with chunks', async () => {
    const descriptor = federation.descriptorOf(await federation.present());
    const answers = [];
    for (const variant of ['a', 'b', 'c', 'd', 'e'])
      answers.push(await put(node.contribution(round, descriptor, variant).chunks[0]!));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 413]);
  });

  test('a chunk is taken again and again, and listed as held', async () => {
    const other = federation.nodes[1]!;
    const descriptor = federation.descriptorOf(await federation.present());
    const { chunks, hashes } = other.contribution(round, descriptor);
    for (let time = 0; time < 2; time += 1)
      expect(
        await server.call(other, 'putChunk', { params: { round, chunk: hashes[0]! }, body: chunks[0]! }),
      ).toMatchObject({ status: 204 });
    const held = await server.call(other, 'chunksHeld', { params: { round } });
    expect(Buffer.from(held.bytes).toString('hex')).toContain(hashes[0]);
  });
});

describe('contributions and what follows', () => {
  test('chunks missing, trailing bytes, a round that does not exist: refused, and the ledger stands still', async () => {
    const before = await ledgerSize();
    const third = federation.nodes[2]!;
    const { bytes } = third.contribution(round, federation.descriptorOf(await federation.present()));
    expect(await server.call(third, 'contribute', { params: { round }, body: bytes })).toMatchObject({
      status: 409,
      code: 'chunks-missing',
    });
    expect(
      await server.call(third, 'contribute', {
        params: { round },
        body: Buffer.concat([bytes, new Uint8Array(1)]),
      }),
    ).toMatchObject({ status: 400, code: 'malformed' });
    expect(
      await server.call(third, 'contribute', { params: { round: 'd'.repeat(64) }, body: bytes }),
    ).toMatchObject({ status: 404, code: 'not-found' });
    expect(await ledgerSize()).toBe(before);
  });

  test('a contribution counts once: the same again is accepted, another is refused', async () => {
    const third = federation.nodes[2]!;
    const descriptor = federation.descriptorOf(await federation.present());
    const send = async (variant: string) => {
      const { chunks, hashes, bytes } = third.contribution(round, descriptor, variant);
      await server.call(third, 'putChunk', { params: { round, chunk: hashes[0]! }, body: chunks[0]! });
      return server.call(third, 'contribute', { params: { round }, body: bytes });
    };
    expect(await send('one')).toMatchObject({ status: 204 });
    const size = await ledgerSize();
    expect(await send('one')).toMatchObject({ status: 204 });
    expect(await send('two')).toMatchObject({ status: 409, code: 'contribution-differs' });
    expect(await ledgerSize()).toBe(size);
  });

  test('a chunk that cannot be added is found before it spoils the sum of all', async () => {
    const fourth = federation.nodes[3]!;
    const descriptor = federation.descriptorOf(await federation.present());
    const { bytes, hashes, chunks } = fourth.contribution(round, descriptor, 'overflow');
    await server.call(fourth, 'putChunk', { params: { round, chunk: hashes[0]! }, body: chunks[0]! });
    const answer = await server.call(fourth, 'contribute', { params: { round }, body: bytes });
    expect(answer).toMatchObject({ status: 422, code: 'chunk-content' });
  });

  test('a copy of another contribution is refused', async () => {
    const fourth = federation.nodes[3]!;
    const descriptor = federation.descriptorOf(await federation.present());
    const { seed } = federation.nodes[2]!;
    const { bytes, hashes, chunks } = fourth.contribution(round, descriptor, 'one', seed);
    await server.call(fourth, 'putChunk', { params: { round, chunk: hashes[0]! }, body: chunks[0]! });
    const answer = await server.call(fourth, 'contribute', { params: { round }, body: bytes });
    expect(answer).toMatchObject({ status: 409, code: 'contribution-copied' });
  });

  test('a node that is no party to the round sees nothing of it', async () => {
    const outsider = new PaperNode('outsider', federation.house.federation.id);
    const { token } = await federation.house.invitations.issue({
      member: 'Outside',
      node: undefined,
      role: 'contributor',
    });
    await federation.house.enrolment.enrol(outsider.enrolment(token));
    for (const route of [
      'contributionSet',
      'commits',
      'releases',
      'ciphertextSum',
      'burns',
      'shares',
    ] as const)
      expect(await server.call(outsider, route, { params: { round }, query: '?from=0' })).toMatchObject({
        status: 403,
      });
  });

  test('what comes too early for the phase, or for another set, is refused', async () => {
    const commit = node.commit(round, 'a'.repeat(64) as never);
    expect(await server.call(node, 'commit', { params: { round }, body: commit })).toMatchObject({
      status: 409,
      code: 'wrong-set',
    });
    expect(await server.call(node, 'contributionSet', { params: { round } })).toMatchObject({
      status: 409,
      code: 'round-phase',
    });
    expect(await server.call(node, 'burn', { params: { round }, body: node.burn(round) })).toMatchObject({
      status: 409,
      code: 'round-phase',
    });
  });

  test('a report on a node that has not contributed', async () => {
    const { signMessage, shareReport } = await import('@chorale/crypto');
    const body = signMessage(shareReport, node.key, round, {
      round,
      member: node.id,
      good: [federation.nodes[4]!.id],
      bad: [],
    }).bytes;
    expect(await server.call(node, 'reportShares', { params: { round }, body })).toMatchObject({
      status: 400,
      code: 'malformed',
    });
  });

  test('a contribution to a closed round', async () => {
    const late = federation.nodes[4]!;
    const present = await federation.present();
    const { bytes, chunks, hashes } = late.contribution(round, federation.descriptorOf(present));
    await server.call(late, 'putChunk', { params: { round, chunk: hashes[0]! }, body: chunks[0]! });
    federation.clock.advance(61);
    await federation.house.rounds.tick();
    expect((await federation.round(round)).phase).toBe('burning');
    const answer = await server.call(late, 'contribute', { params: { round }, body: bytes });
    expect(answer).toMatchObject({ status: 410, code: 'round-closed' });
    expect(answer.detail).toContain('work list');
    // One that was accepted in time is still acknowledged, also when its chunks are gone.
    const third = federation.nodes[2]!;
    const accepted = third.contribution(round, federation.descriptorOf(present), 'one').bytes;
    await federation.burn(present);
    await federation.house.chunkKeeper.eraseUnneeded();
    expect(await server.call(third, 'contribute', { params: { round }, body: accepted })).toMatchObject({
      status: 204,
    });
  });
});

describe('round keys', () => {
  test('an index that names another key, too many keys, a key of another node', async () => {
    const { roundKey, roundKeyBatch, signMessage, KEM_PUBLIC_KEY_BYTES } = await import('@chorale/crypto');
    const keyed = (index: number, fill: number, owner = node.id) =>
      signMessage(roundKey, node.key, federation.house.federation.id, {
        node: owner,
        index,
        publicKey: new Uint8Array(KEM_PUBLIC_KEY_BYTES).fill(fill),
      }).bytes;
    const send = (keys: Uint8Array[]) =>
      server.call(node, 'roundKeys', { body: roundKeyBatch.encode({ keys }) });
    expect(await send([keyed(0, 99)])).toMatchObject({ status: 409, code: 'round-key-reused' });
    expect(await send([keyed(500, 1), keyed(500, 1)])).toMatchObject({
      status: 409,
      code: 'round-key-reused',
    });
    expect(await send([keyed(501, 1, federation.nodes[1]!.id)])).toMatchObject({
      status: 400,
      code: 'malformed',
    });
    const many = Array.from({ length: 1020 }, (_, index) => keyed(1000 + index, 7));
    expect(await send(many)).toMatchObject({ status: 429, code: 'too-many-round-keys' });
  });
});

describe('the ledger', () => {
  test('consistency between any two sizes, and none with the future', async () => {
    const size = await ledgerSize();
    expect(await server.call(node, 'ledgerConsistency', { query: `?from=1&to=${size}` })).toMatchObject({
      status: 200,
    });
    expect(
      await server.call(node, 'ledgerConsistency', { query: `?from=1&to=${size + 1000}` }),
    ).toMatchObject({ status: 409, code: 'unknown-head' });
    expect(await server.call(node, 'ledgerConsistency', { query: '?from=-1&to=x' })).toMatchObject({
      status: 400,
    });
  });

  test('a countersignature of a head that was never signed, or is older than the roster', async () => {
    const { database, ledger } = federation.house;
    const head = await database.read((manager) => ledger.head(manager));
    expect(
      await server.call(node, 'countersignHead', { body: node.countersignature(head.size, head.root) }),
    ).toMatchObject({ status: 204 });
    expect(
      await server.call(node, 'countersignHead', {
        body: node.countersignature(head.size, 'a'.repeat(64) as never),
      }),
    ).toMatchObject({ status: 409, code: 'unknown-head' });
  });
});

test('unknown addresses and methods are problems too, and no answer shows a stack', async () => {
  for (const [method, path, status, code] of [
    ['GET', '/v1/nothing', 404, 'not-found'],
    ['DELETE', '/v1/work', 404, 'not-found'],
    // Which rounds there are is told to those who sign.
    ['GET', '/v1/rounds/%00', 401, 'unauthenticated'],
  ] as const) {
    const answer = await server.send(method, path, new Uint8Array(), { [PROTOCOL_HEADER]: OURS });
    expect({ path, status: answer.status, code: answer.code }).toEqual({ path, status, code });
    expect(Buffer.from(answer.bytes).toString('utf8')).not.toMatch(/\bat .*\.(ts|js):/);
  }
});

test('traffic is counted for the study that it belongs to', async () => {
  await federation.house.requests.flush();
  const { bytesReceived } = await federation.house.progress.study('first-study');
  const mine = bytesReceived.find(({ node: name }) => name === node.name);
  expect(mine!.bytes).toBeGreaterThan(0);
});
