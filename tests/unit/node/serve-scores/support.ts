// The real command in this process, listening (its thread is the built one), and a client that speaks HTTP to it by socket or port.
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { main } from '../../../../client-node/src/cli/chorale-node.js';
import { eraseAt, finishedHome, type FinishedStudyInBrief } from '../../../support/finished-home.js';
import { temporaryFolders } from '../../../support/temporary-folder.js';

export const CUSTOMERS = [
  'id,age,spent,no_mail',
  'ann,70,900,no',
  'bob/x é,30,100,no',
  'cleo,50,500,yes',
  '',
];

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}
type Headers = Readonly<Record<string, string>>;

export interface ServingNode {
  readonly folder: string;
  readonly home: string;
  /** Of its first line on stdout that says so. */
  readonly address: string;
  readonly token: string;
  output(): string;
  write(lines: readonly string[]): void;
  erase(person: string): void;
  hangUp(): void;
  /** Waits until the scores were read so many times. */
  read(times: number): Promise<void>;
  ask(target: string, headers?: Headers, method?: string, body?: string): Promise<Reply>;
  stop(): Promise<number>;
}

/** To be called at the top of a test file; whatever serves is stopped after each test. */
export function servingNodes(): {
  newHome: (studies?: readonly FinishedStudyInBrief[]) => ReturnType<typeof preparedHome>;
  serve: (node: Awaited<ReturnType<typeof preparedHome>>, ...args: string[]) => Promise<ServingNode>;
} {
  const newFolder = temporaryFolders();
  const running: ServingNode[] = [];
  afterEach(async () => {
    for (const node of running.splice(0)) await node.stop();
  });
  return {
    newHome: (studies = [{ name: 'churn', computation: 'logistic-regression' }]) =>
      preparedHome(newFolder(), studies),
    serve: async (node, ...args) => {
      const serving = await startServing(node, args);
      running.push(serving);
      return serving;
    },
  };
}

async function preparedHome(folder: string, studies: readonly FinishedStudyInBrief[]) {
  writeFileSync(join(folder, 'customers.csv'), CUSTOMERS.join('\n'));
  return { folder, ...(await finishedHome(folder, studies)) };
}

async function startServing(
  { folder, home, config, storageKey }: Awaited<ReturnType<typeof preparedHome>>,
  args: readonly string[],
): Promise<ServingNode> {
  const stop = new AbortController();
  const hangUps: (() => void)[] = [];
  let output = '';
  const add = (text: string) => (output += text);
  const surroundings = {
    environment: { CHORALE_HOME: home, CHORALE_LOG_LEVEL: 'trace' },
    ...{ stdout: add, stderr: add, interactive: false, signal: stop.signal },
    onHangUp: (listener: () => void) => void hangUps.push(listener),
    readingWorker: new URL('../../../../client-node/dist/score/reading-worker.js', import.meta.url),
  };
  const ended = main(['serve-scores', '--dev', '--json', '--config', config, ...args], surroundings);
  const told = (pattern: RegExp, times: number): Promise<void> =>
    Promise.race([
      until(() => [...output.matchAll(pattern)].length >= times),
      ended.then((code) => {
        throw new Error(`ended with ${code}: ${output}`);
      }),
    ]);
  await told(/"event":"listening"/g, 1);
  const address = /"address":"([^"]+)"/.exec(output)![1]!;
  const token = readFileSync(join(home, 'scores.token'), 'utf8').trim();
  return {
    ...{ folder, home, address, token },
    output: () => output,
    write: (lines) => writeFileSync(join(folder, 'customers.csv'), lines.join('\n')),
    erase: (person) => eraseAt(home, storageKey, person),
    hangUp: () => hangUps.forEach((listener) => listener()),
    read: (times) => told(/"event":"read"/g, times),
    ask: (target, headers = { authorization: `Bearer ${token}` }, method = 'GET', body = '') =>
      ask(address, target, { headers, method, body }),
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}

function ask(
  address: string,
  target: string,
  { headers, method, body }: { readonly headers: Headers; readonly method: string; readonly body: string },
): Promise<Reply> {
  const place = address.startsWith('unix:')
    ? { socketPath: address.slice('unix:'.length) }
    : {
        host: address.slice(0, address.lastIndexOf(':')).replace(/[[\]]/g, ''),
        port: address.split(':').at(-1),
      };
  return new Promise((resolve, reject) => {
    const sent = request({ ...place, path: target, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function until(test: () => boolean): Promise<void> {
  for (let tries = 0; !test(); tries++) {
    if (tries > 2000) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
