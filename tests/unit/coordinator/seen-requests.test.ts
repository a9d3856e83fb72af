// What a coordinator remembers of requests, against a plain list of when each came.
import { REPLAY_WINDOW_MS, type NodeId } from '@chorale/crypto';
import fc from 'fast-check';
import { SeenRequests } from '../../../coordinator/src/admission/seen-requests.js';

const nodes = ['ab', 'cd'].map((byte) => byte.repeat(16) as NodeId);
const nonceOf = (index: number): string => index.toString(16).padStart(32, '0');
/** A request signed a window ahead is refused as stale only after two. */
const KNOWN_MS = 2 * REPLAY_WINDOW_MS;

test('a request counts once for as long as it could count, and not for ever', () => {
  const request = fc.record({
    node: fc.constantFrom(...nodes),
    nonce: fc.integer({ min: 0, max: 9 }),
    later: fc.oneof(fc.nat(1000), fc.nat(3 * KNOWN_MS)),
  });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 100 }), (requests) => {
      const seen = new SeenRequests();
      const cameAt = new Map<string, number>();
      let now = 1_790_000_000_000;
      for (const { node, nonce, later } of requests) {
        now += later;
        const name = `${node} ${nonce}`;
        const last = cameAt.get(name);
        const isNew = seen.add(node, nonceOf(nonce), now);
        if (last === undefined) expect(isNew).toBe(true);
        else if (now - last < KNOWN_MS) expect(isNew).toBe(false);
        if (isNew) cameAt.set(name, now);
      }
    }),
    { numRuns: 500 },
  );
});

test('it forgets, so that it stays small', () => {
  const seen = new SeenRequests();
  seen.add(nodes[0]!, nonceOf(1), 0);
  seen.add(nodes[0]!, nonceOf(2), KNOWN_MS);
  seen.add(nodes[0]!, nonceOf(2), 2 * KNOWN_MS);
  expect(seen.add(nodes[0]!, nonceOf(1), 2 * KNOWN_MS)).toBe(true);
});

test('whatever comes at once is told apart, beyond what it makes room for at first', () => {
  const seen = new SeenRequests();
  const all = Array.from({ length: 200_000 }, (_, index) => nonceOf(index));
  expect(all.every((nonce) => seen.add(nodes[0]!, nonce, 0))).toBe(true);
  expect(all.some((nonce) => seen.add(nodes[0]!, nonce, KNOWN_MS - 1))).toBe(false);
  expect(seen.add(nodes[1]!, all[0]!, 0)).toBe(true);
});
