import {
  parseRequestSignature,
  PROTOCOL_VERSION,
  SigningKey,
  systemEntropy,
  verifyRequest,
  type RoundId,
  type StudyId,
} from '@chorale/crypto';
import { CoordinatorClient } from '../../../../client-node/src/transport/coordinator-client.js';
import { NetworkSettingsError } from '../../../../client-node/src/transport/network-settings-error.js';
import { parseCoordinatorUrl } from '../../../../client-node/src/transport/network.js';
import { backoffMs, persist } from '../../../../client-node/src/transport/persist.js';
import {
  CoordinatorProblem,
  Unreachable,
} from '../../../../client-node/src/transport/coordinator-problem.js';
import { problem, startServer, type Answer, type LocalServer, type SeenRequest } from './local-server.js';

const entropy = systemEntropy();
const federation = 'ab'.repeat(32);
const { key: signingKey } = SigningKey.generate(entropy);
const signer = { signingKey, federation, clock: { now: () => 1_700_000_000_000 }, entropy };
const study = 'cd'.repeat(32) as StudyId;
const round = 'ef'.repeat(32) as RoundId;

const closing: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of closing.splice(0)) await thing.close();
});

async function serve(answer: (request: SeenRequest) => Answer): Promise<LocalServer> {
  const server = await startServer(answer);
  closing.push(server);
  return server;
}
function clientOf(
  url: string,
  onSent?: (study: StudyId | undefined, bytes: number) => void,
): CoordinatorClient {
  const client = new CoordinatorClient({ url, network: {}, signer, onSent });
  closing.unshift(client);
  return client;
}

describe('a request', () => {
  it('is signed over method, target and body, with a nonce of its own', async () => {
    const server = await serve(() => ({ status: 200, body: new Uint8Array([1, 2, 3]) }));
    const client = clientOf(server.url);
    const body = new Uint8Array([9, 8]);
    expect(await client.request('commit', { params: { round }, body })).toEqual(new Uint8Array([1, 2, 3]));
    await client.request('ledgerConsistency', { query: { from: '1', to: '2' } });
    const nonces = server.seen.map((request) => {
      const signature = parseRequestSignature(String(request.headers['chorale-signature']))!;
      expect(verifyRequest(signingKey.publicKey, federation, request, signature)).toBe(true);
      expect(request.headers['chorale-protocol']).toBe(String(PROTOCOL_VERSION));
      return signature.nonce;
    });
    expect(server.seen.map(({ target }) => target)).toEqual([
      `/v1/rounds/${round}/commits`,
      '/v1/ledger/consistency?from=1&to=2',
    ]);
    expect(new Set(nonces).size).toBe(2);
  });
  it('signs the path that the coordinator sees behind a proxy with a prefix', async () => {
    const server = await serve(() => ({ status: 204 }));
    expect(await clientOf(`${server.url}/chorale/`).request('work')).toHaveLength(0);
    const [request] = server.seen;
    expect(request!.target).toBe('/chorale/v1/work');
    const signature = parseRequestSignature(String(request!.headers['chorale-signature']))!;
    expect(
      verifyRequest(signingKey.publicKey, federation, { ...request!, target: '/v1/work' }, signature),
    ).toBe(true);
  });
  it('is counted byte for byte as it arrives', async () => {
    const server = await serve(() => ({ status: 204 }));
    const sent = new Map<StudyId | undefined, number>();
    const client = clientOf(server.url, (of, bytes) => sent.set(of, (sent.get(of) ?? 0) + bytes));
    await client.request('work');
    await client.request('putChunk', {
      params: { round, chunk: round },
      body: new Uint8Array(70_000),
      study,
    });
    await client.request('commit', { params: { round }, body: new Uint8Array(100), study });
    expect((sent.get(undefined) ?? 0) + (sent.get(study) ?? 0)).toBe(server.bytesRead());
    expect(sent.get(study)).toBeGreaterThan(70_100);
  });
  it('needs no key for what is not signed', async () => {
    const server = await serve(() => ({ status: 200, body: '{}' }));
    const client = new CoordinatorClient({ url: server.url, network: {} });
    closing.unshift(client);
    await client.request('protocol');
    expect(server.seen[0]!.headers['chorale-signature']).toBeUndefined();
    await expect(client.request('work')).rejects.toThrow(RangeError);
  });
});

describe('what goes wrong', () => {
  it('a refusal carries status, code and remedy', async () => {
    const server = await serve(() => problem(409, 'contribution-differs', 'send the one that you signed'));
    const error = await clientOf(server.url)
      .request('work')
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CoordinatorProblem);
    expect(error).toMatchObject({
      status: 409,
      code: 'contribution-differs',
      detail: 'send the one that you signed',
    });
  });
  it('an answer of something else is named so; a proxy without coordinator may pass', async () => {
    const web = await serve(() => ({ status: 404, type: 'text/html', body: '<h1>Not found</h1>' }));
    await expect(clientOf(web.url).request('work')).rejects.toMatchObject({
      code: 'unexpected-answer',
      status: 404,
    });
    const proxy = await serve(() => ({ status: 502, type: 'text/html', body: 'bad gateway' }));
    await expect(clientOf(proxy.url).request('work')).rejects.toThrow(Unreachable);
  });
  it('no answer is unreachable, with what to look at', async () => {
    const server = await serve(() => ({ status: 204 }));
    await server.close();
    await expect(clientOf(server.url).request('work')).rejects.toThrow(/nothing listens there.*ECONNREFUSED/);
    const cut = await serve(() => ({ status: 204 }));
    cut.server.on('connection', (socket) => socket.destroy());
    await expect(clientOf(cut.url).request('work')).rejects.toThrow(Unreachable);
  });
  it('an aborted request fails with the reason of who aborted it', async () => {
    const abort = new AbortController();
    const reason = new Error('the node stops');
    const server = await serve(() => {
      abort.abort(reason);
      return { status: 204 };
    });
    await expect(clientOf(server.url).request('work', { signal: abort.signal })).rejects.toBe(reason);
  });
});

describe('addresses', () => {
  it('are https, or http to this machine', () => {
    for (const fine of [
      'https://c.example:7400',
      'http://127.0.0.1:7400',
      'http://[::1]:1',
      'http://localhost:7400',
    ])
      expect(parseCoordinatorUrl(fine).href).toContain(fine);
    for (const [wrong, remedy] of [
      ['http://c.example:7400', /--tls-cert/],
      ['http://127.0.0.1.evil.example', /plain HTTP/],
      ['ftp://c.example', /write for example https/],
      ['c.example', /write for example https/],
      ['https://user:pw@c.example', /host and port only/],
    ] as const)
      expect(() => parseCoordinatorUrl(wrong)).toThrow(remedy);
    expect(
      () => new CoordinatorClient({ url: 'https://c.example', network: { caFile: '/nowhere' } }),
    ).toThrow(NetworkSettingsError);
  });
});

describe('persistence', () => {
  const patient = (signal = new AbortController().signal, waits: number[] = []) => ({
    entropy,
    signal,
    onWait: (seconds: number) => void waits.push(seconds),
    firstWaitMs: 1,
    mostWaitMs: 4,
  });
  it('goes on where the coordinator comes back', async () => {
    let calls = 0;
    const server = await serve(() => {
      calls += 1;
      return calls < 3 ? problem(503, 'starting', 'wait') : { status: 200, body: 'here' };
    });
    const waits: number[] = [];
    const client = clientOf(server.url);
    const answer = await persist(() => client.request('work'), patient(undefined, waits));
    expect([Buffer.from(answer).toString(), calls, waits]).toEqual(['here', 3, [1, 1]]);
  });
  it('does not repeat what no repetition mends', async () => {
    const server = await serve(() => problem(401, 'wrong-signature', 'enrol'));
    const client = clientOf(server.url);
    await expect(persist(() => client.request('work'), patient())).rejects.toMatchObject({ status: 401 });
    expect(server.seen).toHaveLength(1);
  });
  it('ends when told to, also while it waits', async () => {
    const abort = new AbortController();
    const reason = new Error('stop');
    const trying = persist(() => Promise.reject(new Unreachable('gone')), {
      ...patient(abort.signal),
      onWait: () => abort.abort(reason),
      firstWaitMs: 3_600_000,
      mostWaitMs: 3_600_000,
    });
    await expect(trying).rejects.toBe(reason);
  });
  it('waits twice as long each time, up to a bound, never less than half', () => {
    for (let failures = 0; failures < 100; failures += 1) {
      const full = Math.min(60_000, 1_000 * 2 ** failures);
      const wait = backoffMs(failures, { entropy });
      expect(wait).toBeGreaterThanOrEqual(full / 2);
      expect(wait).toBeLessThanOrEqual(full);
    }
  });
});
