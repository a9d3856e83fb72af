// The coordinator says "look again" over a socket. Nothing depends on it: a timer says so as well, so that a
// network without websockets is slower and nothing worse.
import { PROTOCOL_VERSION, roundPhases, SOCKET_PATH, WAKE_EVENT } from '@chorale/crypto';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { parseCoordinatorUrl, socketAgent, type NetworkSettings } from './network.js';
import { backoffMs } from './persist.js';
import { freshSignature, type Signer } from './signed-headers.js';
import { waryParser, WaryWebSocket } from './wary-socket.js';

export interface WakeUpOptions {
  readonly url: string;
  readonly network: NetworkSettings;
  readonly signer: Signer;
  /** Between two looks when the socket is silent or away; default 15 s. */
  readonly pollMs?: number;
  /** First wait before a lost socket is tried again; default a second, doubling up to a minute. */
  readonly firstWaitMs?: number;
  /** For a log line when the socket comes and goes. */
  readonly onSocket?: (state: 'connected' | 'lost', reason: string) => void;
}

const POLL_MS = 15_000;
/** A server's words as to why a socket was lost are cut to this many characters. */
const MOST_REASON = 300;
const wakeUpSchema = z.object({
  reason: z.string().max(80),
  study: z.string().max(64).optional(),
  round: z.string().max(64).optional(),
  progress: z.object({ phase: z.enum(roundPhases), contributed: z.int().min(0) }).optional(),
});

/**
 * Why to look again. `poll` and `connected` are the node's own words, others the coordinator's. With `progress` it says
 * where a round stands, and a node that lives this round need not look; like the work list it is a hint about when to act.
 */
export type WakeUp = z.infer<typeof wakeUpSchema>;

/** Calls `onWake` for each wake-up until closed. @throws NetworkSettingsError for an address that must not be used. */
export function watchWakeUps(options: WakeUpOptions, onWake: (wakeUp: WakeUp) => void): { close(): void } {
  const timer = setInterval(() => onWake({ reason: 'poll' }), options.pollMs ?? POLL_MS);
  const socket = new PersistentSocket(options, onWake);
  return {
    close: () => {
      clearInterval(timer);
      socket.close();
    },
  };
}

class PersistentSocket {
  private readonly socket: Socket;
  private readonly closeAgent: () => void;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private closed = false;

  constructor(
    private readonly options: WakeUpOptions,
    onWake: (wakeUp: WakeUp) => void,
  ) {
    const url = parseCoordinatorUrl(options.url);
    const agent = socketAgent(url, options.network);
    this.closeAgent = () => agent.destroy();
    this.socket = io(url.origin, {
      path: url.pathname.replace(/\/$/, '') + SOCKET_PATH,
      transports: [WaryWebSocket],
      // Otherwise a server may ask for as many further connections as it likes.
      upgrade: false,
      // Reconnecting is done here: socket.io gives up when a server refuses, and draws from Math.random.
      reconnection: false,
      forceNew: true,
      parser: waryParser,
      // The types want text for browsers; in Node the agent goes to the websocket as it is.
      agent: agent as unknown as string,
      auth: (hand) => hand(this.handshake()),
    });
    this.socket.on('connect', () => {
      this.failures = 0;
      options.onSocket?.('connected', '');
      onWake({ reason: 'connected' });
    });
    this.socket.on(WAKE_EVENT, (payload: unknown) => {
      const wakeUp = wakeUpSchema.safeParse(payload);
      onWake(wakeUp.success ? wakeUp.data : { reason: 'wake' });
    });
    this.socket.on('connect_error', (error) => this.tryAgain(error.message));
    this.socket.on('disconnect', (reason) => this.tryAgain(reason));
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    this.socket.disconnect();
    this.closeAgent();
  }

  /** Called anew for each connection, so that each has its own time and nonce. */
  private handshake(): object {
    const parts = { method: 'GET', target: SOCKET_PATH, body: new Uint8Array(0) };
    return { signature: freshSignature(this.options.signer, parts), protocol: PROTOCOL_VERSION };
  }

  private tryAgain(reason: string): void {
    if (this.closed) return;
    if (this.failures === 0) this.options.onSocket?.('lost', reason.slice(0, MOST_REASON));
    const { firstWaitMs } = this.options;
    const waitMs = backoffMs(this.failures, {
      entropy: this.options.signer.entropy,
      ...(firstWaitMs !== undefined && { firstWaitMs }),
    });
    this.failures += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.socket.connect(), waitMs);
  }
}
