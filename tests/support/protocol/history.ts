// What can happen to a federation. A history is a list of these; the numbers in them pick among what is there at the time,
// so that every list means something and a shorter one still does.
import fc from 'fast-check';
import type { FederationName } from './federations.js';

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
      readonly party: 'coordinator' | number;
      readonly writes: number;
      readonly downSeconds: number;
    }
  /** Neither side reaches the other, for a while: of nodes by their bits. */
  | { readonly kind: 'partition'; readonly nodes: number; readonly seconds: number }
  /** Everything to and from a node takes so long, for a while. */
  | { readonly kind: 'slow'; readonly node: number; readonly delaySeconds: number; readonly seconds: number }
  /** A committee member says nothing of what members say, for a while. */
  | { readonly kind: 'silent'; readonly node: number; readonly seconds: number }
  /** A study like the first, under another name: both start from one state. */
  | { readonly kind: 'start-study' }
  /** Some running study is stopped. */
  | { readonly kind: 'stop-study'; readonly pick: number };

/** Of so many as there are: 0 is the first, and so is what a federation of ten calls 10. */
const node = fc.nat(999);
const pick = fc.nat(999);
/** Of any federation that histories are told in. */
const MOST_NODES = 10;
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
      party: fc.oneof(
        { weight: 4, arbitrary: node },
        { weight: 1, arbitrary: fc.constant('coordinator' as const) },
      ),
      writes: fc.nat(6),
      downSeconds: fc.constantFrom(0, 5, 45, 200),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('partition' as const),
      nodes: fc.integer({ min: 1, max: 2 ** MOST_NODES - 1 }),
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
  { weight: 1, arbitrary: fc.constant({ kind: 'start-study' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop-study' as const), pick }) },
);

export interface History {
  readonly federation: FederationName;
  /** With noise it takes three where it takes more than one. */
  readonly rounds: 1 | 2 | 3;
  readonly happenings: readonly Happening[];
}

export const histories: fc.Arbitrary<History> = fc.record({
  // Whatever goes wrong shrinks to the first, where it goes wrong there as well; the large ones cost several times as much.
  federation: fc.oneof(
    { weight: 16, arbitrary: fc.constant('noisy' as const) },
    { weight: 5, arbitrary: fc.constant('noisy-shared' as const) },
    { weight: 5, arbitrary: fc.constant('exact' as const) },
    { weight: 9, arbitrary: fc.constant('exact-shared' as const) },
    { weight: 4, arbitrary: fc.constant('named' as const) },
    { weight: 1, arbitrary: fc.constant('grouped' as const) },
  ),
  // Most of what can go wrong goes wrong within one.
  rounds: fc.oneof(
    { weight: 14, arbitrary: fc.constant(1 as const) },
    { weight: 5, arbitrary: fc.constant(2 as const) },
    { weight: 1, arbitrary: fc.constant(3 as const) },
  ),
  // As many long ones as short ones: a round alone takes some hundred messages.
  happenings: fc.array(happenings, { minLength: 4, maxLength: 24, size: 'max' }),
});
