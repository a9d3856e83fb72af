// Whatever bytes come from outside, a decoder gives a value or its declared error, and nothing else.
import fc from 'fast-check';
import { decodeOnce } from '../support/fuzz/fuzz-decoder.js';
import { hostileBytes } from '../support/fuzz/mutation.js';
import { Watchdog } from '../support/fuzz/watchdog.js';
import { casesOf, holdsFor, timeFor } from '../support/soak.js';
import { decoders } from './registry.js';

const CASES_IN_CI = 5_000;
const WHOLE_STEPS_IN_CI = 250;
const watchdog = new Watchdog();
afterEach(() => watchdog.rest());
afterAll(() => watchdog.close());

describe.each(decoders)('$name', (decoder) => {
  const { name, corpus, invalid = [], weight = 1, wholeStep = false, refusesNothing = false } = decoder;
  const cases = casesOf(wholeStep ? WHOLE_STEPS_IN_CI : CASES_IN_CI, weight);

  test('accepts what is valid', async () => {
    for (const bytes of corpus) expect(await decodeOnce(decoder, bytes, watchdog)).toBe('accepted');
  });

  test(
    'lets nothing but a canonical value or its declared error out',
    async () => {
      let refused = 0;
      await holdsFor(
        name,
        fc.asyncProperty(hostileBytes([...corpus, ...invalid]), async ({ bytes }) => {
          if ((await decodeOnce(decoder, bytes, watchdog)) === 'refused') refused += 1;
        }),
        cases,
      );
      if (refusesNothing) expect(refused).toBe(0);
      else expect(refused).toBeGreaterThan(cases / 100);
    },
    timeFor(cases, 20),
  );
});
