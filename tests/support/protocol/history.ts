// What can happen to a federation. A history is a list of these; the numbers in them pick among what is there at the time,
// so that every list means something and a shorter one still does.
import fc from 'fast-check';
import { NODES } from './founded.js';

export type Happening =
  /** So many messages arrive, each picked from all that are on their way: nothing keeps their order. */
  | { readonly kind: 'traffic'; readonly messages: number; readonly pick: number }
  /** All that is on its way arrives in order, and the clock goes on. */
  | { readonly kind: 'time'; readonly seconds: number }
  /** A request never arrives, or its answer does not: the sender cannot tell which. Or nobody is told to look again. */
  | { readonly kind: 'lose'; readonly what: 'request' | 'answer' | 'wake'; readonly pick: number }
  /** A request arrives twice, as it was signed. */
  | { readonly kind: 'duplicate'; readonly pick: number }
  /** A request of old arrives again, as it was signed. */
  | { readonly kind: 'replay'; readonly pick: number }
  /**
   * A process dies, right away or in the moment that `writes` more of its writes are durable: between a record and the
   * word about it. It is started again after a while.
   */
  | {
      readonly kind: 'kill';
      readonly party: number;
      readonly writes: number;
      readonly downSeconds: number;
    }
  /** Neither side reaches the other, for a while: of nodes by their bits. */
  | { readonly kind: 'partition'; readonly nodes: number; readonly seconds: number }
  /** Everything to and from a node takes so long, for a while. */
  | { readonly kind: 'slow'; readonly node: number; readonly delaySeconds: number; readonly seconds: number }
  /** A committee member says nothing of what members say, for a while. */
  | { readonly kind: 'silent'; readonly node: number; readonly seconds: number }
  | { readonly kind: 'stop-study' };

/** The coordinator; nodes are 0 to 3. */
export const COORDINATOR = NODES;

const node = fc.nat(NODES - 1);
const pick = fc.nat(999);
const spell = fc.constantFrom(20, 60, 150, 400);

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('traffic' as const),
      messages: fc.constantFrom(1, 3, 10, 40, 100),
      pick,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('time' as const), seconds: fc.constantFrom(1, 12, 30, 70) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('lose' as const),
      what: fc.constantFrom('request', 'answer', 'request', 'answer', 'wake'),
      pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('duplicate' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replay' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('kill' as const),
      party: fc.nat(COORDINATOR),
      writes: fc.nat(6),
      downSeconds: fc.constantFrom(0, 5, 45, 200),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('partition' as const),
      nodes: fc.integer({ min: 1, max: 2 ** NODES - 1 }),
      seconds: spell,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('slow' as const),
      node,
      delaySeconds: fc.constantFrom(3, 15, 50),
      seconds: spell,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silent' as const), node, seconds: spell }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'stop-study' as const }) },
);

export interface History {
  readonly mode: 'pooled' | 'none';
  /** With noise it takes three where it takes more than one. */
  readonly rounds: 1 | 2 | 3;
  readonly happenings: readonly Happening[];
}

export const histories: fc.Arbitrary<History> = fc.record({
  mode: fc.constantFrom('none', 'pooled'),
  // Most of what can go wrong goes wrong within one.
  rounds: fc.oneof(
    { weight: 14, arbitrary: fc.constant(1 as const) },
    { weight: 5, arbitrary: fc.constant(2 as const) },
    { weight: 1, arbitrary: fc.constant(3 as const) },
  ),
  // As many long ones as short ones: a round alone takes some hundred messages.
  happenings: fc.array(happenings, { minLength: 4, maxLength: 24, size: 'max' }),
});
