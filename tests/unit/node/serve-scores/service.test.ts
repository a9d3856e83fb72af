// chorale-node serve-scores as a system beside it meets it: what it answers, and what it tells nobody.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '../../../../client-node/src/storage/home.js';
import { openNodeStore } from '../../../../client-node/src/storage/node-store.js';
import { finishedStudy } from '../../../../client-node/src/study/finished-study.js';
import { ModelFolder } from '../../../../client-node/src/study/keep-model.js';
import { keepPersonal } from '../../../../client-node/src/study/personal-model.js';
import { runNode } from '../cli/run-command.js';
import { CUSTOMERS, servingNodes } from './support.js';

const { newHome, serve } = servingNodes();

function codeOf({ body }: { readonly body: string }): string {
  return (JSON.parse(body) as { readonly code: string }).code;
}

test('one customer is answered with the fields of the scored list', async () => {
  const home = await newHome();
  const node = await serve(home);
  const output = join(home.folder, 'list.json');
  await runNode(['score', '--dev', '--config', home.config, '--output', output], { CHORALE_HOME: home.home });
  const list = JSON.parse(readFileSync(output, 'utf8')) as readonly { readonly person: string }[];
  expect(list).toHaveLength(2);
  for (const scored of list) {
    const reply = await node.ask(`/v1/scores/churn/${encodeURIComponent(scored.person)}`);
    expect(reply).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
    expect(Date.now() - Date.parse(String(reply.headers['last-modified']))).toBeLessThan(60_000);
    expect(JSON.parse(reply.body)).toEqual(scored);
  }
});

test('who is unknown, opted out, or was erased a moment ago gets the same answer to the letter', async () => {
  const node = await serve(await newHome());
  expect((await node.ask('/v1/scores/churn/ann')).status).toBe(200);
  node.erase('ann');
  const replies = await Promise.all(
    ['ann', 'cleo', 'nobody'].map((person) => node.ask(`/v1/scores/churn/${person}`)),
  );
  expect(replies[0]).toMatchObject({
    status: 404,
    headers: { 'content-type': 'application/problem+json' },
  });
  expect(codeOf(replies[0]!)).toBe('no-score');
  const seen = replies.map(({ status, headers: { date, ...headers }, body }) => ({ status, headers, body }));
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
  expect((await node.ask('/v1/scores/churn/bob%2Fx%20%C3%A9')).status).toBe(200);
});

test('an opt-out counts from the next reading on, which SIGHUP asks for', async () => {
  const node = await serve(await newHome());
  node.write(CUSTOMERS.map((line) => line.replace('900,no', '900,yes')));
  expect((await node.ask('/v1/scores/churn/ann')).status).toBe(200);
  node.hangUp();
  await node.read(2);
  expect((await node.ask('/v1/scores/churn/ann')).status).toBe(404);
});

test('rows that cannot be read again leave the scores as they were, and the log says so', async () => {
  const node = await serve(await newHome());
  node.write(['id,spent', 'ann,1', '']);
  node.hangUp();
  for (let tries = 0; !node.output().includes('could not be read anew') && tries < 500; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(node.output()).toContain('could not be read anew');
  expect((await node.ask('/v1/scores/churn/ann')).status).toBe(200);
});

test.each([
  ['no token', {}],
  ['a wrong token', { authorization: `Bearer ${'A'.repeat(43)}` }],
  ['another scheme', { authorization: 'Basic YTpi' }],
  ['an endless token', { authorization: `Bearer ${'A'.repeat(4000)}` }],
])('with %s nothing is answered', async (_, headers) => {
  const node = await serve(await newHome());
  const reply = await node.ask('/v1/scores/churn/ann', headers);
  expect(reply).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
  expect(codeOf(reply)).toBe('token-needed');
});

test('other names of this machine, pages of browsers, other methods and bodies are refused', async () => {
  const node = await serve(await newHome(), '--listen', '127.0.0.1:0');
  const authorization = `Bearer ${node.token}`;
  const target = '/v1/scores/churn/ann';
  expect((await node.ask(target)).status).toBe(200);
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.1'])
    expect(await node.ask(target, { authorization, host })).toMatchObject({ status: 421 });
  const fromPage = await node.ask(target, { authorization, origin: 'http://localhost' });
  expect(fromPage.status).toBe(403);
  expect(Object.keys(fromPage.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect((await node.ask(target, { origin: 'http://localhost' }, 'OPTIONS')).status).toBe(403);
  const posted = await node.ask(target, { authorization }, 'POST', '{}');
  expect(posted).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  expect((await node.ask(target, { authorization, 'content-length': '2' }, 'GET', '{}')).status).toBe(413);
});

test.each([
  ['/', 400],
  ['/v1/scores/churn', 400],
  ['/v1/scores/churn/', 400],
  ['/v1/scores/churn/ann/', 400],
  ['/v1/scores/churn/ann?x=1', 400],
  ['/v1/scores/churn/%E9', 400],
  ['/v1/scores/churn/%zz', 400],
  ['/v1/scores/../churn/ann', 400],
  ['/v1/scores/__proto__/ann', 404],
  ['/v1/scores/churn/constructor', 404],
  [`/v1/scores/churn/${'a'.repeat(9000)}`, 400],
])('%s is answered with %i', async (target, status) => {
  const node = await serve(await newHome());
  expect((await node.ask(target)).status).toBe(status);
});

test('no id reaches the log, also at its loudest', async () => {
  const node = await serve(await newHome());
  node.erase('bob/x é');
  for (const target of [
    'churn/ann',
    'churn/cleo',
    'churn/bob%2Fx%20%C3%A9',
    'other/ann',
    'churn/ann?',
    'churn/ann%',
  ])
    await node.ask(`/v1/scores/${target}`);
  await node.ask('/v1/scores/churn/ann', {});
  expect(await node.stop()).toBe(0);
  expect(node.output()).toContain('"event":"ended"');
  expect(node.output()).not.toMatch(/ann|bob|cleo/);
  expect(node.output()).not.toContain(node.token);
});

test('socket and token belong to their owner alone, and the node keeps only a hash', async () => {
  const home = await newHome();
  const node = await serve(home);
  expect(node.address).toBe(`unix:${join(home.home, 'scores.sock')}`);
  for (const file of ['scores.sock', 'scores.token', 'scores.token.sha256'])
    expect([file, (statSync(join(home.home, file)).mode & 0o777).toString(8)]).toEqual([file, '600']);
  expect(readFileSync(join(home.home, 'scores.token.sha256'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});

test('the token stays over lives of the service, until a new one is asked for', async () => {
  const home = await newHome();
  const first = await serve(home);
  await first.stop();
  const second = await serve(home);
  expect(second.token).toBe(first.token);
  await second.stop();
  const third = await serve(home, '--new-token');
  expect(third.token).not.toBe(first.token);
  const old = { authorization: `Bearer ${first.token}` };
  expect((await third.ask('/v1/scores/churn/ann', old)).status).toBe(401);
});

test('all finished studies with a model are served, or those that are named', async () => {
  const home = await newHome([
    { name: 'churn', computation: 'logistic-regression' },
    { name: 'return', computation: 'logistic-regression' },
    { name: 'counts', computation: 'statistics' },
  ]);
  const all = await serve(home);
  const statuses = async (node: typeof all): Promise<number[]> => {
    const replies = [];
    for (const study of ['churn', 'return', 'counts'])
      replies.push(await node.ask(`/v1/scores/${study}/ann`));
    return replies.map(({ status }) => status);
  };
  expect(await statuses(all)).toEqual([200, 200, 404]);
  await all.stop();
  expect(await statuses(await serve(home, '--study', 'return'))).toEqual([404, 200, 404]);
});

test('within seconds a network that is fitted to this node scores, and a model past its days does no more', async () => {
  const home = await newHome([
    { name: 'churn', computation: 'neural-network' },
    { name: 'other', computation: 'neural-network', wrongOneIn: 3 },
    { name: 'old', computation: 'logistic-regression' },
  ]);
  const node = await serve(home, '--study', 'churn', 'old');
  const federated = (await node.ask('/v1/scores/churn/ann')).body;
  expect((await node.ask('/v1/scores/old/ann')).status).toBe(200);
  const { models } = homePaths(node.home);
  const store = openNodeStore(node.home, 'visit');
  try {
    const [churn, other, old] = ['churn', 'other', 'old'].map((name) => finishedStudy(store, models, name));
    keepPersonal(store, home.storageKey, churn!, other!.model, store.erasures.version());
    await node.read(2);
    expect((await node.ask('/v1/scores/churn/ann')).body).not.toBe(federated);
    // As a running node leaves it.
    new ModelFolder(models, store).erase({ study: old!.id, name: 'old' }, 30);
    await node.read(3);
  } finally {
    store.close();
  }
  expect((await node.ask('/v1/scores/churn/ann')).status).toBe(200);
  expect((await node.ask('/v1/scores/old/ann')).status).toBe(404);
  expect(node.output()).toContain('Not served: what study "old" left was erased here');
}, 60_000);

test.each([
  [['--listen', '0.0.0.0:7430'], 'on this machine only'],
  [['--listen', '192.168.1.5:7430'], 'on this machine only'],
  [['--listen', '[::]:7430'], 'on this machine only'],
  [['--listen', 'localhost:7430'], 'on this machine only'],
  [['--listen', '7430'], 'on this machine only'],
  [['--listen', '127.0.0.1:70000'], 'on this machine only'],
  [['--listen', 'unix:'], '1 to 103 bytes'],
  [['--listen', `unix:/tmp/${'x'.repeat(120)}`], '1 to 103 bytes'],
  [['--refresh-minutes', '0'], 'a whole number from 1 to 1440'],
  [['--refresh-minutes', 'soon'], 'a whole number from 1 to 1440'],
  [['--study', 'counts'], 'makes no model that scores customers'],
  [['--study', 'nothing'], 'these have: '],
])('%j is refused and makes no token', async (args, message) => {
  const home = await newHome([{ name: 'counts', computation: 'statistics' }]);
  const ended = await runNode(['serve-scores', '--dev', '--config', home.config, ...args], {
    CHORALE_HOME: home.home,
  });
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
  expect(() => statSync(join(home.home, 'scores.token'))).toThrow(/ENOENT/);
});

test('a second service of one home, and a place that is taken, are refused', async () => {
  const home = await newHome();
  const first = await serve(home, '--listen', '127.0.0.1:0');
  const second = (node: typeof home, ...args: string[]) =>
    runNode(['serve-scores', '--dev', '--config', node.config, ...args], { CHORALE_HOME: node.home });
  expect(await second(home)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('another scoring service runs') as unknown,
  });
  const other = await newHome();
  for (const [place, why] of [
    [
      first.address,
      `cannot listen on ${first.address} (EADDRINUSE): another program does; name another place with --listen`,
    ],
    [`unix:${other.config}`, 'is there already'],
  ] as const)
    expect(await second(other, '--listen', place)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(why) as unknown,
    });
});
