// The road between nodes and coordinator: what is on its way, and what a history does to it. Nothing arrives by itself.
import type { NodeRoute } from '@chorale/crypto';
import { Unreachable } from '../../../client-node/src/transport/coordinator-problem.js';
import type { WakeUp } from '../../../coordinator/src/platform/wakeups.js';
import type { SignedCall } from './coordinator-party.js';
import type { NodeParty } from './node-party.js';
import type { SimulatedTime } from './simulated-time.js';

export interface Message {
  readonly kind: 'request' | 'answer' | 'wake';
  readonly node: NodeParty;
  /** Not before the clock says so. */
  readonly notBefore: number;
  readonly call?: SignedCall;
  /** Lets it arrive. */
  readonly arrive: () => Promise<void> | void;
  /** The sender of the request hears that nothing came back. */
  readonly lost: () => void;
}

/** What only committee members say. */
const MEMBERS_WORDS: ReadonlySet<NodeRoute> = new Set(['reportShares', 'commit', 'release', 'burn']);
/** A lost message is noticed after so long. */
const LOSS_NOTICED_MS = 1_000;
const REMEMBERED_CALLS = 64;

export class Network {
  private messages: Message[] = [];
  private readonly gathered = new Map<string, WakeUp>();
  private readonly sent: SignedCall[] = [];
  private readonly cutUntil = new Map<NodeParty, number>();
  private readonly slowUntil = new Map<NodeParty, { until: number; delayMs: number }>();
  private readonly silentUntil = new Map<NodeParty, number>();

  constructor(private readonly time: SimulatedTime) {}

  /** Nothing of the node reaches the coordinator, nor does a wake-up reach the node. */
  cut(node: NodeParty, seconds: number): void {
    this.cutUntil.set(node, this.after(seconds));
  }
  /** What is sent to and fro waits. */
  slow(node: NodeParty, seconds: number, delaySeconds: number): void {
    this.slowUntil.set(node, { until: this.after(seconds), delayMs: delaySeconds * 1000 });
  }
  /** The node says nothing of what committee members say. */
  silence(node: NodeParty, seconds: number): void {
    this.silentUntil.set(node, this.after(seconds));
  }
  heal(): void {
    for (const until of [this.cutUntil, this.slowUntil, this.silentUntil]) until.clear();
  }

  /** One try of a node: the request goes on its way, and so does what comes back. */
  carry(
    node: NodeParty,
    call: SignedCall,
    answer: (call: SignedCall) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const { life } = node;
    return new Promise((resolve, reject) => {
      const lost = (): void => {
        const unreachable = new Unreachable('lost on the way');
        this.time.after(LOSS_NOTICED_MS, life, () => reject(unreachable));
      };
      if ((this.silentUntil.get(node) ?? 0) > this.time.now() && MEMBERS_WORDS.has(call.route)) {
        lost();
        return;
      }
      const answerWith = (settle: () => void): void =>
        this.post(
          'answer',
          node,
          () => {
            if (!life.hasEnded()) settle();
          },
          lost,
        );
      const arrive = async (): Promise<void> => {
        this.remember(call);
        await answer(call).then(
          (bytes) => answerWith(() => resolve(bytes)),
          (error: unknown) =>
            answerWith(() => reject(error instanceof Error ? error : new Error(String(error)))),
        );
      };
      this.post('request', node, arrive, lost, call);
    });
  }

  /** As the socket gathers them: of each round the latest word is on its way to a node, and one of all else. */
  wake(node: NodeParty, wakeUp: WakeUp): void {
    const { round, progress } = wakeUp;
    const about = `${node.id} ${progress && round ? round : ''}`;
    const isOnItsWay = this.gathered.has(about);
    this.gathered.set(about, wakeUp);
    if (isOnItsWay) return;
    const latest = (): WakeUp | undefined => {
      const word = this.gathered.get(about);
      this.gathered.delete(about);
      return word;
    };
    this.post('wake', node, () => node.wake(latest()), latest);
  }

  /** What may arrive by now, in the order in which it was sent. */
  ready(): Message[] {
    const now = this.time.now();
    return this.messages.filter(({ notBefore }) => notBefore <= now);
  }
  /** When the next message may arrive; Infinity where nothing is on its way. */
  nextDue(): number {
    return this.messages.reduce((least, { notBefore }) => Math.min(least, notBefore), Infinity);
  }
  pick(kind: Message['kind'], pick: number): Message | undefined {
    const some = this.messages.filter((message) => message.kind === kind);
    return some[pick % Math.max(1, some.length)];
  }
  /** One of the latest calls that arrived. */
  arrivedBefore(pick: number): SignedCall | undefined {
    return this.sent[pick % Math.max(1, this.sent.length)];
  }

  async deliver(message: Message): Promise<void> {
    this.remove(message);
    if (message.kind !== 'answer' && this.isCut(message.node)) message.lost();
    else await message.arrive();
  }
  lose(message: Message): void {
    this.remove(message);
    message.lost();
  }
  loseAllOf(node: NodeParty): void {
    for (const message of this.messages.filter((each) => each.node === node)) this.lose(message);
  }

  private post(
    kind: Message['kind'],
    node: NodeParty,
    arrive: Message['arrive'],
    lost: () => void,
    call?: SignedCall,
  ): void {
    const notBefore = this.time.now() + this.delayOf(node);
    this.messages.push({ kind, node, notBefore, arrive, lost, ...(call && { call }) });
  }
  private remove(message: Message): void {
    this.messages = this.messages.filter((other) => other !== message);
  }
  private remember(call: SignedCall): void {
    this.sent.push(call);
    if (this.sent.length > REMEMBERED_CALLS) this.sent.shift();
  }

  private isCut(node: NodeParty): boolean {
    return (this.cutUntil.get(node) ?? 0) > this.time.now();
  }
  private delayOf(node: NodeParty): number {
    const { until, delayMs } = this.slowUntil.get(node) ?? { until: 0, delayMs: 0 };
    return until > this.time.now() ? delayMs : 0;
  }
  private after(seconds: number): number {
    return this.time.now() + seconds * 1000;
  }
}
