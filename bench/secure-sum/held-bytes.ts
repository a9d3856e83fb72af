// What a running process holds after a forced collection, asked through Node's inspector: of its main thread and of all
// its workers. Memory of WebAssembly is part of `external`.

export interface HeldBytes {
  /** Live objects. */
  readonly heap: number;
  /** Buffers, WebAssembly memory and other things beside the heap. */
  readonly external: number;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly sessionId?: string; readonly message?: string };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}
type Ask = (method: string, params?: object) => Promise<unknown>;

/** @param url of the process's inspector, ws://. */
export async function heldBytes(url: string): Promise<HeldBytes> {
  const inspector = await Inspector.open(url);
  try {
    const isolates = [inspector.ask, ...(await inspector.workers())];
    let [heap, external] = [0, 0];
    for (const ask of isolates) {
      const held = await collected(ask).catch(nothingOfTheGone);
      heap += held.heap;
      external += held.external;
    }
    return { heap, external };
  } finally {
    inspector.close();
  }
}

/** Far longer than a collection takes; a worker that is about to end may say nothing, not even that it ends. */
const WORKER_PATIENCE_MS = 15_000;

/** A worker that ended while it was asked. */
class WorkerGone extends Error {
  override readonly name = 'WorkerGone';
}
function nothingOfTheGone(error: unknown): HeldBytes {
  if (!(error instanceof WorkerGone)) throw error;
  return { heap: 0, external: 0 };
}

async function collected(ask: Ask): Promise<HeldBytes> {
  // Once more for what finalisers let go of.
  for (let time = 0; time < 2; time += 1) await ask('HeapProfiler.collectGarbage');
  const { result } = (await ask('Runtime.evaluate', {
    expression: 'process.memoryUsage()',
    returnByValue: true,
  })) as { result: { value: { heapUsed: number; external: number } } };
  return { heap: result.value.heapUsed, external: result.value.external };
}

/** One connection, by the Chrome DevTools Protocol; a worker is reached through its main thread. */
class Inspector {
  private nextId = 0;
  private readonly waiting = new Map<
    string,
    { resolve: (result: unknown) => void; reject: (reason: Error) => void }
  >();
  private readonly sessions: string[] = [];

  private readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => this.hear(JSON.parse(String(data)) as Answer, ''));
    socket.addEventListener('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the process has ended'));
    });
  }

  static async open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('error', () => reject(new Error(`no inspector answers at ${url}`)), {
        once: true,
      });
    });
    return new Inspector(socket);
  }

  readonly ask: Ask = (method, params = {}) =>
    this.send('', (id) => this.socket.send(JSON.stringify({ id, method, params })));

  /** How to ask each worker that runs. */
  async workers(): Promise<Ask[]> {
    // Those that run are named before the answer comes.
    await this.ask('NodeWorker.enable', { waitForDebuggerOnStart: false });
    return this.sessions.map((sessionId): Ask => (method, params = {}) => {
      const gone = (): void => this.forget(sessionId);
      const impatience = setTimeout(gone, WORKER_PATIENCE_MS);
      return this.send(sessionId, (id) => {
        const message = JSON.stringify({ id, method, params });
        this.ask('NodeWorker.sendMessageToWorker', { sessionId, message }).catch(gone);
      }).finally(() => clearTimeout(impatience));
    });
  }

  close(): void {
    this.socket.close();
  }

  private send(session: string, write: (id: number) => void): Promise<unknown> {
    this.nextId += 1;
    const id = this.nextId;
    return new Promise((resolve, reject) => {
      this.waiting.set(`${session} ${id}`, { resolve, reject });
      write(id);
    });
  }

  private forget(session: string): void {
    for (const [key, { reject }] of this.waiting)
      if (key.startsWith(`${session} `)) {
        this.waiting.delete(key);
        reject(new WorkerGone());
      }
  }

  private hear({ id, method, params, result, error }: Answer, session: string): void {
    if (method === 'NodeWorker.attachedToWorker') this.sessions.push(params!.sessionId!);
    if (method === 'NodeWorker.detachedFromWorker') this.forget(params!.sessionId!);
    if (method === 'NodeWorker.receivedMessageFromWorker')
      this.hear(JSON.parse(params!.message!) as Answer, params!.sessionId!);
    const waiter = this.waiting.get(`${session} ${id}`);
    if (!waiter) return;
    this.waiting.delete(`${session} ${id}`);
    if (error) waiter.reject(new Error(error.message));
    else waiter.resolve(result);
  }
}
