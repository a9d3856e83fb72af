// Entries that are told to others: webhooks with their signatures, retries and guard, and the stream.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { AddressGuard } from '../../../coordinator/src/outbound/address-guard.js';
import { onEachDatabase } from '../../support/coordinator/databases.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { ask, letIn, type TestPerson } from '../../support/coordinator/test-people.js';
import { jsonOf, TestServer } from '../../support/coordinator/test-server.js';

interface Delivery {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Somebody who is told; answers with `status`. */
class Receiver {
  status = 200;
  location: string | undefined;
  readonly deliveries: Delivery[] = [];
  private constructor(readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        receiver.deliveries.push({
          headers: request.headers as Record<string, string>,
          body: Buffer.concat(parts).toString(),
        });
        if (receiver.location !== undefined) response.setHeader('location', receiver.location);
        response.writeHead(receiver.status).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }
  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

onEachDatabase((fresh) => {
  let federation: TestFederation;
  let server: TestServer;
  let admin: TestPerson;
  let receiver: Receiver;
  beforeEach(async () => {
    federation = await TestFederation.found(await fresh(), undefined, {
      outbound: new AddressGuard(['localhost']),
    });
    server = await TestServer.start(federation);
    admin = await letIn(federation, 'federation-admin');
    receiver = await Receiver.start();
  });
  afterEach(async () => {
    receiver.stop();
    await server.stop();
    await federation.close();
  });

  async function add(url: string, kinds: string[] = []): Promise<{ webhook: string; secret: string }> {
    const answer = await ask(server, 'POST', 'webhooks', { token: admin.token, body: { url, kinds } });
    expect(answer).toMatchObject({ status: 201 });
    return jsonOf(answer) as { webhook: string; secret: string };
  }
  const show = async (id: string): Promise<Record<string, unknown>> =>
    jsonOf(await ask(server, 'GET', `webhooks/${id}`, { token: admin.token })) as Record<string, unknown>;
  const deliver = (): Promise<void> => federation.house.deliveries.deliverDue();
  const positions = ({ body }: Delivery): number[] =>
    (JSON.parse(body) as { events: { position: number }[] }).events.map(({ position }) => position);

  test('a delivery is signed for any library of the standard, and tells each entry once, in order', async () => {
    const { secret, webhook } = await add(`http://localhost:${receiver.port}/hook`);
    await federation.enrol(2);
    await deliver();
    await deliver();
    await federation.enrolOne('three', 'Member 3');
    await deliver();
    expect(receiver.deliveries).toHaveLength(2);
    const told = receiver.deliveries.flatMap(positions);
    expect(told).toEqual(Array.from({ length: told.length }, (_, index) => told[0]! + index));
    expect(told.at(-1)! + 1).toBe((await show(webhook)).nextPosition);
    const [{ headers, body }] = receiver.deliveries as [Delivery];
    const now = Math.floor(Date.now() / 1000);
    const offset = now - Math.floor(federation.clock.now() / 1000);
    expect(Number(headers['webhook-timestamp']) + offset).toBeGreaterThan(now - 5);
    // The library compares times with the real clock, so the time is signed anew here by its own means.
    const signer = new Webhook(secret);
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    expect(signer.sign(headers['webhook-id']!, at, body)).toBe(headers['webhook-signature']);
    expect(signer.sign(headers['webhook-id']!, at, `${body} `)).not.toBe(headers['webhook-signature']);
    expect(body).not.toContain('payload');
    const listed = await ask(server, 'GET', 'webhooks', { token: admin.token });
    expect(Buffer.from(listed.bytes).toString()).not.toContain('whsec_');
  });

  test('what fails is sent again, the same, after longer and longer pauses, also across a restart; then it is given up', async () => {
    const { webhook } = await add(`http://localhost:${receiver.port}/`, ['node-enrolled']);
    await federation.enrol(1);
    receiver.status = 500;
    await deliver();
    await deliver();
    expect(receiver.deliveries).toHaveLength(1);
    federation.clock.advance(6);
    await deliver();
    expect(receiver.deliveries).toHaveLength(2);
    expect(receiver.deliveries[1]!.headers['webhook-id']).toBe(receiver.deliveries[0]!.headers['webhook-id']);
    expect(await show(webhook)).toMatchObject({ failures: 2, problem: 'the receiver answered 500' });
    await server.stop();
    await federation.reopen();
    server = await TestServer.start(federation);
    receiver.status = 204;
    await deliver();
    expect(receiver.deliveries).toHaveLength(2);
    federation.clock.advance(11);
    await deliver();
    expect(receiver.deliveries).toHaveLength(3);
    expect(await show(webhook)).toMatchObject({ failures: 0, problem: '' });

    receiver.status = 503;
    await federation.enrolOne('more', 'Member 2');
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await deliver();
      federation.clock.advance(3600);
    }
    expect(receiver.deliveries).toHaveLength(3 + 16);
    expect((await show(webhook)).suspendedAt).not.toBeNull();
    receiver.status = 200;
    expect(await ask(server, 'POST', `webhooks/${webhook}/resume`, { token: admin.token })).toMatchObject({
      status: 201,
    });
    await deliver();
    expect(positions(receiver.deliveries.at(-1)!)).toHaveLength(1);
    expect(await ask(server, 'DELETE', `webhooks/${webhook}`, { token: admin.token })).toMatchObject({
      status: 204,
    });
    await federation.enrolOne('last', 'Member 3');
    await deliver();
    expect(receiver.deliveries).toHaveLength(3 + 17);
  });

  test('inner addresses are not asked: as names, numbers or redirects', async () => {
    const inner = await Receiver.start();
    const urls = [
      `http://127.0.0.1:${inner.port}/`,
      `http://[::1]:${inner.port}/`,
      `http://[::ffff:127.0.0.1]:${inner.port}/`,
      `http://2130706433:${inner.port}/`,
      `http://0x7f.1:${inner.port}/`,
      'https://169.254.169.254/latest/meta-data/',
      'https://10.0.0.1/',
      `http://user:secret@localhost:${inner.port}/`,
    ];
    const added: string[] = [];
    for (const url of urls) added.push((await add(url)).webhook);
    await federation.enrol(1);
    await deliver();
    expect(inner.deliveries).toHaveLength(0);
    for (const id of added) expect(await show(id)).toMatchObject({ failures: 1 });
    receiver.status = 302;
    receiver.location = `http://127.0.0.1:${inner.port}/`;
    const { webhook } = await add(`http://localhost:${receiver.port}/`);
    await deliver();
    expect(inner.deliveries).toHaveLength(0);
    expect(await show(webhook)).toMatchObject({ problem: 'the receiver answered 302' });
    inner.stop();
    for (const url of ['ftp://x.example', 'file:///etc/passwd', 'javascript:alert(1)'])
      expect(await ask(server, 'POST', 'webhooks', { token: admin.token, body: { url } })).toMatchObject({
        status: 400,
      });
  });

  test('the stream tells entries as they are written, and goes on where a reader was cut off', async () => {
    const auditor = await letIn(federation, 'auditor');
    const read = async (
      headers: Record<string, string>,
      query: string,
      count: number,
      onOpen = (): Promise<void> => Promise.resolve(),
    ): Promise<number[]> => {
      const stop = new AbortController();
      const answer = await fetch(`${server.url}/v1/admin/events${query}`, {
        headers: { authorization: `Bearer ${auditor.token}`, 'chorale-reason': 'SIEM', ...headers },
        signal: stop.signal,
      });
      expect(answer.headers.get('content-type')).toBe('text/event-stream');
      await onOpen();
      let text = '';
      const found = (): number[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
      for await (const part of answer.body!) {
        text += Buffer.from(part as Uint8Array).toString();
        if (found().length >= count) break;
      }
      stop.abort();
      return found();
    };
    const first = await read({}, '?after=-1', 3);
    expect(first.slice(0, 3)).toEqual([0, 1, 2]);
    const second = await read({ 'last-event-id': '2' }, '', 2);
    expect(second.slice(0, 2)).toEqual([3, 4]);
    const fresh = await read({}, '', 1, () => federation.enrol(1));
    expect(fresh[0]).toBeGreaterThan(second[1]!);
    expect(await federation.payloads('records-read')).toHaveLength(3);
  });
});
