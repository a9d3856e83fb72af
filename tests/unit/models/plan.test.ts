import {
  accountFor,
  EncodingError,
  encodingOfRound,
  formatPrivacyStatement,
  planEncoding,
  planStudy,
  type Agreement,
  type Study,
} from '@chorale/models';
import { agreementAndStudy, planningRefusal, type TermsInBrief } from '../../support/people.ts';

const features = [
  { name: 'amount', type: 'number', lower: 0, upper: 1000, transform: 'log1p' },
  { name: 'channel', type: 'category', categories: ['store', 'web'] },
];
const terms: TermsInBrief = { computation: 'logistic-regression', mode: 'pooled', features, people: 3370 };
const nodes = 5;

test('every planned round together spends the budget, and hardly less', () => {
  const { agreement, study } = agreementAndStudy(terms);
  const plan = planStudy(agreement, study, { nodes });
  expect(plan.rounds).toHaveLength(21);
  const events = plan.rounds.map((round) => round.event!);
  const { epsilon, accountant } = accountFor([{ study: 'planned', events }], {
    delta: 1e-5,
    nodesPerPerson: 1,
  });
  expect(epsilon).toBeLessThanOrEqual(1);
  expect(epsilon).toBeGreaterThan(0.999);
  expect(plan.privacy.epsilon).toBeCloseTo(epsilon, 9);
  expect([accountant, plan.privacy.accountant]).toEqual(['pld', 'pld']);
  const spent = plan.rounds.map((round) => round.epsilonAfter!);
  expect([...spent].sort((a, b) => a - b)).toEqual(spent);
  expect(spent.at(-1)).toBeCloseTo(epsilon, 9);
});

test('the plan is the same whenever it is made, and frozen', () => {
  const { agreement, study } = agreementAndStudy(terms);
  const plan = planStudy(agreement, study, { nodes });
  expect(JSON.stringify(planStudy(agreement, study, { nodes }))).toBe(JSON.stringify(plan));
  expect(Object.isFrozen(plan) && plan.rounds.every((round) => Object.isFrozen(round))).toBe(true);
});

test("a study may spend part of the budget; a person in two nodes doubles each node's noise", () => {
  const { agreement, study } = agreementAndStudy(terms);
  const part = planStudy(agreement, { ...study, privacy: { epsilon: 0.5 } }, { nodes });
  expect(part.privacy.epsilon).toBeLessThanOrEqual(0.5);
  const layout = { blocks: [{ name: 'sum', length: 4, sumRange: 10, precision: 1 }], clipNormL2: 1 };
  const [one, two] = [1, 2].map((nodesPerPerson) => {
    const shared: Agreement = { ...agreement, privacy: { ...agreement.privacy, nodesPerPerson } };
    const encoding = encodingOfRound(planStudy(shared, study, { nodes }), 1, layout, 46);
    return Number(encoding.nodeNoiseVariance.numerator);
  });
  expect(two! / one!).toBeCloseTo(4, 3);
});

test('sampling a tenth of the persons asks for less noise in a sum', () => {
  const plan = (samplingRate: number): number => {
    const { agreement, study } = agreementAndStudy({ ...terms, settings: { samplingRate } });
    return planStudy(agreement, study, { nodes }).rounds[1]!.noiseMultiplier;
  };
  expect(plan(0.1)).toBeLessThan(plan(1) / 5);
});

test('mode none plans no noise and spends nothing', () => {
  const { agreement, study } = agreementAndStudy({ ...terms, mode: 'none' });
  const plan = planStudy(agreement, study, { nodes });
  expect(plan.rounds.every((round) => round.noiseMultiplier === 0 && round.event === undefined)).toBe(true);
  expect(plan.privacy).toMatchObject({ epsilon: null, delta: null });
  expect(plan.noise.stdDevOverClip.every((value) => value === 0)).toBe(true);
});

describe('studies that do not fit', () => {
  const { agreement, study } = agreementAndStudy(terms);
  const refused = (
    changedStudy: Partial<Study>,
    changedAgreement: Partial<Agreement> = {},
    cohort = nodes,
  ): string => planningRefusal({ ...agreement, ...changedAgreement }, { ...study, ...changedStudy }, cohort);
  test('are refused with what to change', () => {
    expect(refused({ computation: 'statistics' })).toMatch(
      /does not allow "statistics".*logistic-regression/,
    );
    expect(refused({ computation: 'magic' }, { computations: ['magic'] })).toMatch(
      /no computation "magic".*statistics/,
    );
    const member = { ...agreement.privacy, mode: 'member' as const };
    expect(refused({}, { privacy: member })).toMatch(/mode member.*pooled, local, none/);
    expect(refused({ features: ['amount', 'amount'] })).toMatch(/must differ/);
    expect(refused({ features: ['colour'] })).toMatch(/no feature "colour"/);
    expect(refused({ settings: { gradientRounds: 1 } })).toMatch(/gradientRounds/);
    expect(refused({ settings: { rounds: 10 } })).toMatch(
      /settings of "logistic-regression": rounds: unknown key "rounds".* Known here: .*gradientRounds/,
    );
    expect(refused({ privacy: { epsilon: 2 } })).toMatch(/epsilon 2.*allows 1/);
    expect(refused({}, {}, 3)).toMatch(/3 nodes.*kMin of 4/);
    expect(refused({}, { dictionary: { features: agreement.dictionary.features } })).toMatch(/label/);
  });
  test('also where so many nodes share the noise that each one adds too little of it', () => {
    const cohort = { kMin: 40_000 };
    const privacy = { ...agreement.privacy, epsilon: 100 };
    expect(refused({}, { cohort, privacy }, 40_000)).toMatch(/at least 2 are needed; lower epsilon or kMin/);
  });
  test('also where fewer than one person a round would be sampled, which delta alone would pay for', () => {
    expect(refused({ settings: { samplingRate: 1e-4 } })).toMatch(
      /samplingRate of 0\.0001 takes less than one person a round.*at least 1\/people = 0\.000296/,
    );
    expect(refused({ settings: { samplingRate: 1 / 3370 } })).toBe('accepted');
  });
  test('a round beyond the plan has no encoding', () => {
    const plan = planStudy(agreement, study, { nodes });
    const layout = { blocks: [{ name: 'sum', length: 1, sumRange: 1, precision: 1 }], clipNormL2: 1 };
    expect(() => encodingOfRound(plan, 21, layout, 46)).toThrow(/there is no round 21/);
  });
});

test('encodings that cannot be are refused with what to change', () => {
  const base = {
    ...{ mode: 'pooled' as const, noiseMultiplier: 1, nodesPerPerson: 1, kMin: 4, colluding: 1 },
    ...{ nodes: 5, rounds: 1, sumsOverPeople: true, plainBits: 46 },
  };
  const layout = (sumRange: number, precision: number): Parameters<typeof planEncoding>[0] => ({
    blocks: [{ name: 'sum', length: 1, sumRange, precision }],
    clipNormL2: 1,
  });
  expect(() => planEncoding(layout(1, 1), { ...base, noiseMultiplier: 0 })).toThrow(EncodingError);
  expect(() => planEncoding(layout(1, 1), { ...base, colluding: 4 })).toThrow(/kMin/);
  expect(() => planEncoding(layout(2 ** 53, 1), { ...base, mode: 'none' })).toThrow(/55 bits.*coarser/);
  expect(() => planEncoding({ blocks: [], clipNormL2: 1 }, base)).toThrow(/no coordinates/);
  // So many sharers that each one's noise is too narrow to add up to a discrete Gaussian.
  expect(() => planEncoding(layout(1, 1), { ...base, noiseMultiplier: 0.1, kMin: 4000 })).toThrow(
    /at least 2.*kMin/,
  );
});

test('wide integers take limbs, narrow ones share a coefficient', () => {
  const { agreement, study } = agreementAndStudy({ ...terms, mode: 'none' });
  const plan = planStudy(agreement, study, { nodes });
  const lanes = (bits: number, plainBits: number): object => {
    const layout = { blocks: [{ name: 'sum', length: 1, sumRange: 2 ** bits, precision: 1 }], clipNormL2: 1 };
    const { laneBits, limbs } = encodingOfRound(plan, 0, layout, plainBits).blocks[0]!;
    return { laneBits, limbs };
  };
  expect(lanes(20, 46)).toEqual({ laneBits: 23, limbs: 1 });
  expect(lanes(20, 40)).toEqual({ laneBits: 40, limbs: 1 });
  expect(lanes(50, 46)).toEqual({ laneBits: 46, limbs: 2 });
  expect(lanes(50, 40)).toEqual({ laneBits: 40, limbs: 3 });
});

test('no epsilon is printed without what it means', () => {
  const { agreement, study } = agreementAndStudy({ ...terms, settings: { samplingRate: 0.1 } });
  const { privacy } = planStudy(agreement, study, { nodes });
  const english = formatPrivacyStatement(privacy, 'en');
  for (const part of [
    'epsilon 1',
    'delta 0.00001',
    'per person',
    'add or remove one',
    'Poisson-sampled at 1 and 0.1',
    'p = 1',
    'h = 1',
  ])
    expect(english).toContain(part);
  const chinese = formatPrivacyStatement(privacy, 'zh-CN');
  for (const part of ['ε = 1', 'δ = 0.00001', '个人', '增减一人', '泊松抽样率', 'p = 1', 'h = 1'])
    expect(chinese).toContain(part);
  expect(formatPrivacyStatement({ ...privacy, mode: 'member' }, 'en')).toContain("one node's whole data");
  const weeks = { ...privacy, unit: "store's week" };
  expect(formatPrivacyStatement(weeks, 'en')).toMatch(
    /, per store's week, add or remove one; .* a store's week in at most p/,
  );
  expect(formatPrivacyStatement(weeks, 'en')).not.toContain('person');
  expect(formatPrivacyStatement(weeks, 'zh-CN')).toContain("单位为“store's week”，相邻关系为增减一个单位");
  const none = { ...privacy, mode: 'none' as const, epsilon: null, delta: null };
  expect(formatPrivacyStatement(none, 'en')).toMatch(/no differential privacy is promised/);
  expect(formatPrivacyStatement(none, 'zh-CN')).toMatch(/不承诺差分隐私/);
});

describe('a robust rule over groups', () => {
  const aggregation = { rule: 'median', groupSize: 5 } as const;
  const { agreement, study } = agreementAndStudy({ ...terms, aggregation });
  const refused = (changed: Partial<Study>, agreed: Partial<Agreement> = {}, cohort = 20): string =>
    planningRefusal({ ...agreement, ...agreed }, { ...study, ...changed }, cohort);
  test('costs the epsilon of the plain sum, and plans with wider noise', () => {
    const { aggregation: _, ...plainStudy } = study;
    const { aggregation: __, ...plainAgreement } = agreement;
    const plain = planStudy(plainAgreement, plainStudy, { nodes: 20 });
    const robust = planStudy(agreement, study, { nodes: 20 });
    expect(robust.rounds).toEqual(plain.rounds);
    expect(robust.privacy).toEqual(plain.privacy);
    const wider = robust.noise.stdDevOverClip[1]! / plain.noise.stdDevOverClip[1]!;
    expect(wider).toBeCloseTo(Math.sqrt(Math.PI / 2), 9);
  });
  test('is refused where the agreement does not allow it, or groups are too few or too small', () => {
    expect(refused({})).toBe('accepted');
    expect(refused({}, { aggregation: undefined })).toMatch(
      /does not allow aggregation "median"; it allows sum/,
    );
    expect(refused({ aggregation: undefined })).toMatch(/does not allow aggregation "sum"/);
    expect(refused({}, {}, 14)).toMatch(/14 nodes make 2 groups of 5, "median" takes 3/);
    expect(refused({ aggregation: { rule: 'median', groupSize: 3 } })).toMatch(
      /below the agreement's kMin of 4/,
    );
    const krum = { aggregation: ['krum' as const] };
    expect(refused({ aggregation: { rule: 'krum', groupSize: 5, trim: 1 } }, krum)).toMatch(
      /takes 5.*less trim/,
    );
  });
  test('is refused in mode none, where many groupings together would give nodes away', () => {
    const privacy = { ...agreement.privacy, mode: 'none' as const, epsilon: null, delta: null };
    expect(refused({}, { privacy })).toMatch(/give single nodes away/);
  });
});
