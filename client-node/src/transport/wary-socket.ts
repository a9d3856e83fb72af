// socket.io's client believes its server: a handshake or a refusal without the expected fields is thrown upon where nobody can
// catch, and would end the process. Here whatever a server sends costs the connection at most (tests/fuzz/wake-socket.test.ts).
import { EventEmitter } from 'node:events';
import { NodeWebSocket } from 'engine.io-client';
import { Decoder, Encoder, PacketType, type Packet } from 'socket.io-parser';
import { z } from 'zod';

/** A wake-up is short; the library's own limit is 100 MB. */
const MOST_FRAME_BYTES = 64 * 1024;

/** The library's websocket, to be given as the only transport. */
export class WaryWebSocket extends NodeWebSocket {
  override createSocket(
    uri: string,
    protocols: string | string[] | undefined,
    options: Record<string, unknown>,
  ): ReturnType<NodeWebSocket['createSocket']> {
    return super.createSocket(uri, protocols, { ...options, maxPayload: MOST_FRAME_BYTES });
  }

  protected override onData(data: Parameters<NodeWebSocket['onData']>[0]): void {
    try {
      super.onData(data);
    } catch (error) {
      this.onError('the server sent what is no packet', error);
    }
  }
}

const admission = z.object({ sid: z.string().min(1) });
const refusal = z.union([z.string(), z.object({ message: z.string() })]);

/**
 * The library's decoder as it uses it: what is thrown while it adds data closes the connection. Handed on, a packet is read at a
 * later turn of the event loop, out of reach of any handler; so none is that the library would throw upon or keep for later.
 */
class WaryDecoder extends EventEmitter {
  private readonly inner = new Decoder();
  private admitted = false;

  constructor() {
    super();
    this.inner.on('decoded', (packet: Packet) => {
      this.check(packet);
      this.emit('decoded', packet);
    });
  }

  add(data: unknown): void {
    this.inner.add(data);
  }

  /** Called before each connection and after it. */
  destroy(): void {
    this.admitted = false;
    this.inner.destroy();
  }

  private check({ type, nsp, data }: Packet): void {
    if (nsp !== '/') throw new TypeError('a packet of a namespace that nobody joined');
    if (type === PacketType.DISCONNECT) return;
    const isAnswer = type === PacketType.CONNECT || type === PacketType.CONNECT_ERROR;
    // A refusal after the admission would leave the library connected to nothing for good.
    if (isAnswer === this.admitted) throw new TypeError('a packet before its time');
    if (type === PacketType.CONNECT_ERROR) refusal.parse(data);
    else if (type === PacketType.CONNECT) admission.parse(data);
    else if (data === undefined) throw new TypeError('an event without content');
    this.admitted ||= type === PacketType.CONNECT;
  }
}

/** The parser to be given with {@link WaryWebSocket}. */
export const waryParser = { Encoder, Decoder: WaryDecoder };
