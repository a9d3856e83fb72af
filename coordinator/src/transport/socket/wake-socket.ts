// The control channel: tells nodes and watchers to look again. Nothing is trusted or lost with it.
import { PROTOCOL_VERSION, SOCKET_PATH, WAKE_EVENT, type NodeId } from '@chorale/crypto';
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { upgradeNeeded } from '../../federation/enrolment.js';
import type { House } from '../../house.js';
import { secretPrefixes } from '../../people/secrets.js';
import { CoordinatorError } from '../../platform/errors.js';
import type { WakeUp } from '../../platform/wakeups.js';

const MOST_MESSAGE_BYTES = 16 * 1024;
/** Of an administrator's watcher: the same payload as a wake-up. */
const PROGRESS_EVENT = 'progress';

/** How long somebody goes on listening, at the most, who would not be let in any more. */
const RECHECK_MS = 30_000;

const ALL_NODES = 'nodes';
const roomOf = (node: NodeId): string => `node ${node}`;

const handshake = z.union([
  z.object({ signature: z.string().max(400), protocol: z.int() }),
  z.object({ adminToken: z.string().max(200) }),
]);

export interface WakeSocket {
  close(): Promise<void>;
}

export function openWakeSocket(server: HttpServer, house: House, recheckMs = RECHECK_MS): WakeSocket {
  const io = new Server(server, {
    path: SOCKET_PATH,
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MOST_MESSAGE_BYTES,
  });
  const letIn = new WeakMap<Socket, Admission['again']>();
  io.use((socket, next) => {
    admit(socket, house).then(
      ({ rooms, again }) => {
        letIn.set(socket, again);
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
  // Whoever cannot be vouched for just now, for whatever reason, comes again.
  const rechecking = setInterval(() => {
    for (const socket of io.sockets.sockets.values())
      letIn
        .get(socket)?.()
        .catch(() => socket.disconnect(true));
  }, recheckMs);
  return {
    close: async () => {
      clearInterval(rechecking);
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

interface Admission {
  readonly rooms: string[];
  /** @throws CoordinatorError once the same would not be let in any more: its token was revoked, its key retired. */
  readonly again: () => Promise<unknown>;
}

/** @throws CoordinatorError */
async function admit(socket: Socket, house: House): Promise<Admission> {
  const auth = handshake.safeParse(socket.handshake.auth);
  if (!auth.success)
    throw new CoordinatorError('unauthenticated', 'the handshake needs { signature, protocol }');
  if ('adminToken' in auth.data) {
    const { adminToken } = auth.data;
    const again = (): Promise<void> => requireWatcher(house, adminToken);
    await again();
    return { rooms: ['watchers'], again };
  }
  const { protocol, signature } = auth.data;
  if (protocol !== PROTOCOL_VERSION) throw upgradeNeeded(protocol);
  const claimed = await house.guard.identify(signature);
  house.guard.admit(claimed, { method: 'GET', target: SOCKET_PATH, body: new Uint8Array() });
  return { rooms: [ALL_NODES, roomOf(claimed.caller.id)], again: () => house.guard.identify(signature) };
}

/** @throws CoordinatorError */
async function requireWatcher({ people }: House, token: string): Promise<void> {
  if (token.startsWith(secretPrefixes.session))
    throw new CoordinatorError(
      'unauthenticated',
      "a session's token changes while it is used; watch with an access token",
    );
  const { role } = await people.gate.identify({ authorization: `Bearer ${token}`, cookie: undefined });
  if (role !== 'federation-admin')
    throw new CoordinatorError('role-forbidden', `the role ${role} may not watch progress as it happens`);
}
