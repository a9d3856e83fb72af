// The control channel: tells nodes and watchers to look again. Nothing is trusted or lost with it.
import { PROTOCOL_VERSION, SOCKET_PATH, WAKE_EVENT, type NodeId } from '@chorale/crypto';
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { upgradeNeeded } from '../../federation/enrolment.js';
import type { House } from '../../house.js';
import { CoordinatorError } from '../../platform/errors.js';
import type { WakeUp } from '../../platform/wakeups.js';

const MOST_MESSAGE_BYTES = 16 * 1024;
/** Of an administrator's watcher: the same payload as a wake-up. */
const PROGRESS_EVENT = 'progress';

const ALL_NODES = 'nodes';
const roomOf = (node: NodeId): string => `node ${node}`;

const handshake = z.union([
  z.object({ signature: z.string().max(400), protocol: z.int() }),
  z.object({ adminToken: z.string().max(200) }),
]);

export interface WakeSocket {
  close(): Promise<void>;
}

export function openWakeSocket(server: HttpServer, house: House): WakeSocket {
  const io = new Server(server, {
    path: SOCKET_PATH,
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MOST_MESSAGE_BYTES,
  });
  io.use((socket, next) => {
    admit(socket, house).then(
      (rooms) => {
        void socket.join(rooms);
        next();
      },
      (error: unknown) => {
        next(new Error(error instanceof CoordinatorError ? error.message : 'the handshake failed'));
      },
    );
  });
  const nodes = new Gathering(({ audience, ...wakeUp }) =>
    io.to(audience ? audience.map(roomOf) : ALL_NODES).emit(WAKE_EVENT, wakeUp),
  );
  const stopListening = house.wakeups.listen(({ forWatchersOnly = false, patienceMs, detail, ...wakeUp }) => {
    if (!forWatchersOnly) nodes.wake(wakeUp, patienceMs);
    const { audience: _, ...told } = wakeUp;
    io.to('watchers').emit(PROGRESS_EVENT, { ...told, detail });
  });
  return {
    close: async () => {
      stopListening();
      nodes.close();
      await io.close();
    },
  };
}

/**
 * Wake-ups that come together reach nodes together: one for each round, the latest, and one for all else, because a
 * node then looks at everything whatever woke it.
 */
class Gathering {
  #waiting: NodeJS.Timeout | undefined;
  #sendAt = Infinity;
  readonly #gathered = new Map<string, WakeUp>();

  constructor(private readonly send: (wakeUp: WakeUp) => void) {}

  wake(wakeUp: WakeUp, patienceMs = 0): void {
    this.#gathered.set(wakeUp.progress && wakeUp.round ? wakeUp.round : '', wakeUp);
    const sendAt = performance.now() + patienceMs;
    if (sendAt >= this.#sendAt) return;
    this.close();
    this.#sendAt = sendAt;
    this.#waiting = setTimeout(() => this.sendAll(), patienceMs);
  }

  close(): void {
    clearTimeout(this.#waiting);
  }

  private sendAll(): void {
    this.#sendAt = Infinity;
    const wakeUps = [...this.#gathered.values()];
    this.#gathered.clear();
    for (const wakeUp of wakeUps) this.send(wakeUp);
  }
}

/** @returns the rooms of whoever connects. @throws CoordinatorError */
async function admit(socket: Socket, house: House): Promise<string[]> {
  const auth = handshake.safeParse(socket.handshake.auth);
  if (!auth.success)
    throw new CoordinatorError('unauthenticated', 'the handshake needs { signature, protocol }');
  if ('adminToken' in auth.data) {
    const authorization = `Bearer ${auth.data.adminToken}`;
    const { role } = await house.people.gate.identify({ authorization, cookie: undefined });
    if (role !== 'federation-admin')
      throw new CoordinatorError('role-forbidden', `the role ${role} may not watch progress as it happens`);
    return ['watchers'];
  }
  const { protocol, signature } = auth.data;
  if (protocol !== PROTOCOL_VERSION) throw upgradeNeeded(protocol);
  const claimed = await house.guard.identify(signature);
  house.guard.admit(claimed, { method: 'GET', target: SOCKET_PATH, body: new Uint8Array() });
  return [ALL_NODES, roomOf(claimed.caller.id)];
}
