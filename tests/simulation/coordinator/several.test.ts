// Small requests of a round that travel together: each is what it would be alone, in their order, up to the first refusal.
import { consistencyProof, envelope, severalAnswers, severalRequests, type Hash } from '@chorale/crypto';
import { onSqlite } from '../../support/coordinator/place.js';
import { openDescriptor, type PaperNode } from '../../support/coordinator/paper-node.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { TestServer, type Answer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

type Requests = Parameters<typeof severalRequests.encode>[0]['requests'];
type Single = Pick<Requests[number], 'route'> & Partial<Requests[number]>;

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let round: Awaited<ReturnType<TestFederation['present']>>;
let node: PaperNode;

beforeEach(async () => {
  federation = await TestFederation.found(onSqlite(folder()));
  await federation.startStudy();
  server = await TestServer.start(federation);
  round = await federation.present();
  [node] = federation.nodes as [PaperNode];
});
afterEach(async () => {
  await server.stop();
  await federation.close();
});

async function askTogether(requests: readonly Single[]): Promise<Answer> {
  const body = severalRequests.encode({
    requests: requests.map((request) => ({ params: [], query: [], body: new Uint8Array(), ...request })),
  });
  return server.call(node, 'several', { params: { round: round.id }, body });
}
async function together(requests: readonly Single[]): Promise<{ status: number; body: Uint8Array }[]> {
  const { status, bytes } = await askTogether(requests);
  expect(status).toBe(200);
  return [...severalAnswers.decode(bytes).answers];
}
const problemIn = (body: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(body));
const chunkOf = (hash: Hash, body: Uint8Array): Single => ({
  route: 'putChunk',
  params: [{ name: 'chunk', value: hash }],
  body,
});

test('a contribution goes out with its chunk in one exchange, and is kept as if each had come alone', async () => {
  const { chunks, hashes, bytes } = node.contribution(round.id, openDescriptor(round.envelope));
  const answers = await together([chunkOf(hashes[0]!, chunks[0]!), { route: 'contribute', body: bytes }]);
  expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  expect(await federation.entryKinds()).toContain('contribution-accepted');
});

test('the first that is refused ends them, with the problem that it has alone; what came before it stays', async () => {
  const { chunks, hashes, bytes } = node.contribution(round.id, openDescriptor(round.envelope));
  const other = new Uint8Array(chunks[0]!);
  other[100]! ^= 1;
  const answers = await together([
    { route: 'descriptor' },
    chunkOf(hashes[0]!, other),
    { route: 'contribute', body: bytes },
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 422]);
  expect(problemIn(answers[1]!.body)).toMatchObject({ code: 'chunk-hash', status: 422 });
  const alone = await server.call(node, 'putChunk', {
    params: { round: round.id, chunk: hashes[0]! },
    body: other,
    signedBody: chunks[0]!,
  });
  expect(problemIn(answers[1]!.body)).toEqual(problemIn(alone.bytes));
  expect(await federation.entryKinds()).not.toContain('contribution-accepted');
});

test('the descriptor comes with the proof that its ledger extends what the node signed', async () => {
  const [descriptor, proof] = await together([
    { route: 'descriptor' },
    {
      route: 'ledgerConsistency',
      query: [
        { name: 'from', value: '1' },
        { name: 'round', value: round.id },
      ],
    },
  ]);
  expect(descriptor!.body).toEqual(
    (await server.call(node, 'descriptor', { params: { round: round.id } })).bytes,
  );
  const { ledgerSize } = openDescriptor(descriptor!.body);
  expect(envelope.decode(descriptor!.body)).toBeDefined();
  expect(consistencyProof.decode(proof!.body)).toMatchObject({ fromSize: 1, toSize: ledgerSize });
});

test('one longer than its own route takes is refused as alone, and too many or none are malformed', async () => {
  const [long] = await together([{ route: 'countersignHead', body: new Uint8Array(64 * 1024) }]);
  expect(problemIn(long!.body)).toMatchObject({ code: 'too-large' });
  const many = Array.from({ length: 9 }, (): Single => ({ route: 'descriptor' }));
  await expect(askTogether(many)).rejects.toThrow();
  expect(
    await server.call(node, 'several', { params: { round: round.id }, body: new Uint8Array() }),
  ).toMatchObject({
    status: 400,
    code: 'malformed',
  });
  const elsewhere = await together([chunkOf('0'.repeat(63) as Hash, new Uint8Array(8))]);
  expect(problemIn(elsewhere[0]!.body)).toMatchObject({ status: 400 });
});

test('a signature serves once for all of them: replayed, nothing is done', async () => {
  const body = severalRequests.encode({
    requests: [{ route: 'descriptor', params: [], query: [], body: new Uint8Array() }],
  });
  const call = { params: { round: round.id }, body, nonce: 'ab'.repeat(16) };
  expect((await server.call(node, 'several', call)).status).toBe(200);
  expect(await server.call(node, 'several', call)).toMatchObject({ code: 'replayed-request' });
});
