import { agreementSchema, compareAgreements, wideningOf, type Agreement } from '@chorale/models';

const document = {
  format: 'chorale-agreement/1',
  federation: 'test',
  title: 'Campaigns',
  purpose: 'campaigns',
  legalBasis: 'GDPR Art. 6(1)(f)',
  regions: ['eu', 'cn'],
  people: 1000,
  dictionary: {
    features: [
      { name: 'age', type: 'number', lower: 0, upper: 100 },
      { name: 'plan', type: 'category', categories: ['basic', 'gold'] },
    ],
    label: { name: 'bought' },
  },
  cohort: { kMin: 5 },
  privacy: { mode: 'pooled', epsilon: 1, delta: 1e-5, total: { epsilon: 3, delta: 1e-5 } },
  computations: ['logistic-regression', 'statistics'],
  aggregation: ['sum', 'median'],
  recipients: ['Agency Ltd'],
  expires: '2030-06-30',
};
type Document = typeof document;

function agreement(change: (draft: Document & Record<string, unknown>) => void = () => undefined): Agreement {
  const draft: Document & Record<string, unknown> = structuredClone(document);
  change(draft);
  return agreementSchema.parse(draft);
}

test('the same terms have no difference, and defaults are terms like any other', () => {
  expect(compareAgreements(agreement(), agreement())).toEqual([]);
  const spelt = agreement((draft) => {
    draft.retentionDays = 365;
  });
  expect(compareAgreements(agreement(), spelt)).toEqual([]);
});

test('a difference says where, from what and to what', () => {
  const after = agreement((draft) => {
    draft.privacy.epsilon = 2;
    draft.dictionary.features[0]!.upper = 120;
  });
  expect(compareAgreements(agreement(), after)).toEqual([
    {
      path: 'dictionary.features.age',
      before: expect.objectContaining({ upper: 100 }) as unknown,
      after: expect.objectContaining({ upper: 120 }) as unknown,
      widens: true,
    },
    { path: 'privacy.epsilon', before: 1, after: 2, widens: true },
  ]);
});

const widening: Readonly<Record<string, (draft: Document & Record<string, unknown>) => void>> = {
  'privacy.epsilon': (draft) => (draft.privacy.epsilon = 1.01),
  'privacy.total.epsilon': (draft) => (draft.privacy.total.epsilon = 4),
  'privacy.lifetime.epsilon gone': (draft) => delete (draft.privacy as Partial<Document['privacy']>).total,
  purpose: (draft) => (draft.purpose = 'campaigns and credit scores'),
  computations: (draft) => draft.computations.push('k-means'),
  'dictionary.features.region': (draft) =>
    draft.dictionary.features.push({ name: 'region', type: 'binary' } as never),
  recipients: (draft) => draft.recipients.push('Broker Ltd'),
  expires: (draft) => (draft.expires = '2031-06-30'),
  retentionDays: (draft) => (draft.retentionDays = 366),
  'cohort.kMin': (draft) => (draft.cohort.kMin = 4),
  'regions, one more': (draft) => draft.regions.push('us'),
  'regions, anywhere': (draft) => (draft.regions = []),
  release: (draft) => (draft.release = 'coordinator'),
  'aggregation, another rule': (draft) => draft.aggregation.push('krum'),
  operator: (draft) => (draft.operator = { name: 'Somebody else' }),
};
test.each(Object.entries(widening))('%s: widens', (_, change) => {
  expect(wideningOf(agreement(), agreement(change))).not.toEqual([]);
});

const narrowing: Readonly<Record<string, (draft: Document & Record<string, unknown>) => void>> = {
  'privacy.epsilon': (draft) => (draft.privacy.epsilon = 0.5),
  'privacy.lifetime': (draft) => Object.assign(draft.privacy, { lifetime: { epsilon: 5, delta: 1e-5 } }),
  computations: (draft) => draft.computations.pop(),
  'dictionary.features.plan': (draft) => draft.dictionary.features.pop(),
  recipients: (draft) => (draft.recipients = []),
  expires: (draft) => (draft.expires = '2030-01-31'),
  'cohort.kMin': (draft) => (draft.cohort.kMin = 6),
  regions: (draft) => draft.regions.pop(),
  'aggregation, the plain sum only': (draft) => delete (draft as Partial<Document>).aggregation,
  title: (draft) => (draft.title = 'Campaigns, amended'),
  replaces: (draft) => (draft.replaces = 'ab'.repeat(32)),
};
test.each(Object.entries(narrowing))('%s: only narrows', (_, change) => {
  const changes = compareAgreements(agreement(), agreement(change));
  expect(changes.length).toBeGreaterThan(0);
  expect(changes.filter(({ widens }) => widens)).toEqual([]);
});

test('parties: leaving the list out lets everybody in; a party fewer narrows', () => {
  const parties = [
    { member: 'North', role: 'controller' },
    { member: 'South', role: 'processor' },
  ];
  const both = agreement((draft) => (draft.parties = parties));
  expect(wideningOf(both, agreement())).not.toEqual([]);
  expect(
    wideningOf(
      both,
      agreement((draft) => (draft.parties = parties.slice(1))),
    ),
  ).toEqual([]);
  const swapped = [parties[0], { member: 'South', role: 'controller' }];
  expect(
    wideningOf(
      both,
      agreement((draft) => (draft.parties = swapped)),
    ),
  ).not.toEqual([]);
});

test('a member is a party once', () => {
  const parties = [
    { member: 'North', role: 'controller' },
    { member: 'North', role: 'processor' },
  ];
  expect(() => agreement((draft) => (draft.parties = parties))).toThrow(/names a member twice/);
});
