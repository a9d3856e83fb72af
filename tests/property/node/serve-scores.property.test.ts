// Whatever is asked, the scoring service answers, repeats nothing of the question, and tells a score to whoever has the token alone.
import fc from 'fast-check';
import { answerTo, type Asked } from '../../../client-node/src/serve-scores/answer.js';

const TOKEN = 'the-token';
const persons = new Map([
  ['ann', '{"person":"ann"}'],
  ['bob/x é', '{"person":"bob/x é"}'],
  ['gone', '{"person":"gone"}'],
]);
const answer = answerTo({
  scores: () => ({ tables: new Map([['churn', persons]]), readAt: 0 }),
  isErased: (person) => person === 'gone',
  tokenFits: (token) => token === TOKEN,
});
const known = { method: 'GET', host: 'localhost', origin: undefined, hasBody: false } as const;

const target = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.webPath(),
  fc
    .tuple(
      fc.constantFrom('churn', 'other', '__proto__'),
      fc.oneof(fc.constantFrom(...persons.keys()), fc.string()),
    )
    .map(([study, person]) => `/v1/scores/${encodeURIComponent(study)}/${encodeURIComponent(person)}`),
);
const anything: fc.Arbitrary<Asked> = fc.record({
  method: fc.oneof(fc.constantFrom('GET', 'HEAD', 'POST'), fc.string()),
  target,
  host: fc.option(fc.oneof(fc.constantFrom('localhost', '127.0.0.1:80', '[::1]:9'), fc.string()), {
    nil: undefined,
  }),
  origin: fc.option(fc.string(), { nil: undefined }),
  authorization: fc.option(
    fc.oneof(
      fc.string(),
      fc.string().map((text) => `Bearer ${text}`),
    ),
    { nil: undefined },
  ),
  hasBody: fc.boolean(),
});

test('without the token nothing is answered', () => {
  fc.assert(
    fc.property(anything, (asked) => {
      fc.pre(asked.authorization !== `Bearer ${TOKEN}`);
      expect([401, 403, 421]).toContain(answer(asked).status);
    }),
  );
});

test('with it a score is told of who has one, and all others get one answer', () => {
  const missing = answer({ ...known, authorization: `Bearer ${TOKEN}`, target: '/v1/scores/churn/nobody' });
  const authorization = `Bearer ${TOKEN}`;
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...persons.keys()), fc.string({ minLength: 1 })), (person) => {
      const reply = answer({
        ...known,
        authorization,
        target: `/v1/scores/churn/${encodeURIComponent(person)}`,
      });
      const body = person === 'gone' ? undefined : persons.get(person);
      if (body === undefined) expect(reply).toEqual(missing);
      else expect(reply).toMatchObject({ status: 200, body });
    }),
  );
});

test('a refusal is the same whoever it is about: nothing of the address is in it', () => {
  fc.assert(
    fc.property(target, (asked) => {
      const { status, body, headers } = answer({ ...known, authorization: `Bearer ${TOKEN}`, target: asked });
      fc.pre(status !== 200);
      const known400 = ['address-malformed', 'no-such-study', 'no-score'];
      expect(known400).toContain((JSON.parse(body) as { readonly code: string }).code);
      expect(headers).toEqual({ 'content-type': 'application/problem+json' });
      expect(new Set(['400', '404'])).toContain(String(status));
    }),
  );
});
