// Mistakes in what people write: where, what is expected, what to do, what stands there; never a secret, never endless.
import { agreementSchema, mistakesInWords, readWritten, studySchema } from '@chorale/models';
import { z } from 'zod';
import { agreementDocument, studyDocument } from '../../support/coordinator/test-house.js';

function told(schema: z.ZodType, written: unknown, quotes = true): string[] {
  const reading = readWritten(schema, written, { quotes });
  return reading.isRight ? [] : mistakesInWords(reading.mistakes);
}
const features = [
  { name: 'recency', type: 'number', lower: 0, upper: 300 },
  { name: 'member', type: 'binary' },
];
const privacy = agreementDocument.privacy;

test('what is right is read', () => {
  expect(told(agreementSchema, agreementDocument)).toEqual([]);
  expect(readWritten(studySchema, studyDocument)).toMatchObject({ data: { name: 'first-study' } });
});

test.each<[object, string]>([
  [{ people: '5000' }, 'people: has to be a number: write it without quotation marks (given: "5000")'],
  [{ people: 'many' }, 'people: has to be a number: write one (given: "many")'],
  [{ people: 1.5 }, 'people: has to be a whole number: write one (given: 1.5)'],
  [{ people: undefined }, 'people: is missing: write a number'],
  [
    { people: null },
    'people: has to be a number: write it after the colon, or take the key out (given: nothing)',
  ],
  [{ title: 7 }, 'title: has to be a text: put it into quotation marks (given: 7)'],
  [{ expires: '31.12.2026' }, 'expires: has to be a day such as 2026-12-31 (given: "31.12.2026")'],
  [{ expires: undefined }, 'expires: is missing: write a day such as 2026-12-31'],
  [{ cohort: { kMin: 1 } }, 'cohort.kMin: has to be at least 3: write a larger number (given: 1)'],
  [{ privacy: { ...privacy, epsilon: 0 } }, 'privacy.epsilon: has to be more than 0 (given: 0)'],
  [
    { privacy: { ...privacy, mode: 'poold' } },
    'privacy.mode: has to be one of pooled, local, member, none. Did you mean "pooled"? (given: "poold")',
  ],
  [{ dictionary: { features: [] } }, 'dictionary.features: is empty: write at least one entry'],
  [
    { dictionary: { features: [features[0], { ...features[1], type: 'binray' }] } },
    'dictionary.features.1 (member).type: has to be one of number, category, binary. Did you mean "binary"? (given: "binray")',
  ],
  [
    { computations: 'statistics' },
    'computations: has to be a list: put what stands there into [ ], with commas between entries (given: "statistics")',
  ],
  [
    { dictionary: 'none' },
    'dictionary: has to be keys with values: write `key: value`, a line each (given: "none")',
  ],
])('%j in an agreement: %s', (change, message) => {
  expect(told(agreementSchema, { ...agreementDocument, ...change })[0]).toBe(message);
});

test('unknown keys are answered with those that there are', () => {
  const [mistake] = told(studySchema, { ...studyDocument, deadlines: { collectSecond: 5 } });
  expect(mistake).toBe(
    'deadlines.collectSecond: unknown key "collectSecond". Did you mean "collectSeconds"? Known here: collectSeconds, committeeSeconds.',
  );
});

test('what a schema says itself stays, with what stands there', () => {
  expect(told(studySchema, { ...studyDocument, name: 'My Study' })).toEqual([
    'name: use lower-case letters, digits and -, starting with a letter (given: "My Study")',
  ]);
});

test.each([undefined, null, 'text', 7, []])('a document that is %j is told as such', (written) => {
  expect(told(agreementSchema, written)).toEqual([
    expect.stringMatching(/^document: (is missing|has to be keys with values): ?write/),
  ]);
});

test('none of zod’s words are left, whatever is written', () => {
  const odd = [null, true, -1, 1.5, 'x', [], {}, [null], { a: 1 }];
  for (const [schema, document] of [
    [agreementSchema, agreementDocument],
    [studySchema, studyDocument],
  ] as const)
    for (const key of Object.keys(document))
      for (const value of odd)
        expect(told(schema, { ...document, [key]: value }).join('\n')).not.toMatch(
          /Invalid|expected|received|Too (big|small)|Unrecognized/,
        );
});

test('without leave to quote nothing that stands there is repeated', () => {
  const schema = z.strictObject({
    password: z.string().min(12),
    url: z.url(),
    kind: z.enum(['a', 'b']),
    count: z.number().max(5),
  });
  const secrets = { password: 'hunter2', url: 'hunter2', kind: 'hunter2', count: 5_550_123 };
  for (const written of [
    secrets,
    { password: 5_550_123, url: ['hunter2'], kind: 5_550_123, count: 'hunter2' },
  ]) {
    const words = told(schema, written, false).join('\n');
    expect(words.split('\n')).toHaveLength(4);
    expect(words).not.toMatch(/hunter2|5550123/);
  }
});

test('the answer to a document of any size is bounded, and holds nothing that a terminal obeys', () => {
  const long = 'x'.repeat(100_000);
  const control = '\u001b[31m\u202e';
  const mistakes = told(agreementSchema, {
    ...agreementDocument,
    title: long,
    computations: Array.from({ length: 10_000 }, () => 1),
    [`${control}${long}`]: control,
    expires: control,
  });
  expect(mistakes).toHaveLength(21);
  expect(mistakes.at(-1)).toMatch(/^and \d+ more; mend these first$/);
  for (const mistake of mistakes) expect(mistake.length).toBeLessThan(800);
  const [expires] = told(agreementSchema, { ...agreementDocument, expires: control });
  expect(expires).toMatch(/^expires: .*\(given: "[\x20-\x7e]+"\)$/);
});
