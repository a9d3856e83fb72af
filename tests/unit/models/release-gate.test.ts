// The release gate: what holds a measured model back, and what it is held against.
import {
  judgeReleases,
  questionOf,
  validationErrorOf,
  type MeasuredRelease,
  type ReadableEvaluation,
  type ReleaseVerdict,
} from '@chorale/models';

const question = questionOf('campaigns', { name: 'returns' });
/** Measured as `model`, or `model/time`. */
function measured(name: string, error: number, more: Partial<MeasuredRelease> = {}): MeasuredRelease {
  return {
    evaluation: `measuring ${name}`,
    model: name.split('/')[0]!,
    question,
    validation: { measure: 'log-loss', error, baseline: 0.69 },
    mostDrift: 0.15,
    ...more,
  };
}
const judge = (releases: readonly MeasuredRelease[], passed: readonly string[] = []): ReleaseVerdict[] =>
  judgeReleases(releases, (evaluation) => passed.includes(evaluation));
const heldOf = (releases: readonly MeasuredRelease[], passed: readonly string[] = []): string[] =>
  judge(releases, passed).map(({ held, released }) => (released ? 'released' : held.join(' ')));

describe('drift', () => {
  test('is held beyond the bound, and not below it', () => {
    const at = (error: number): string[] => heldOf([measured('a', 0.4), measured('b', error)]);
    expect(at(0.4599)).toEqual(['released', 'released']);
    expect(at(0.4601)).toEqual(['released', 'drift']);
    expect(at(0.1)).toEqual(['released', 'released']);
    const loose = measured('b', 0.5, { mostDrift: 0.3 });
    expect(heldOf([measured('a', 0.4), loose])).toEqual(['released', 'released']);
  });

  test('is counted from the model that was released last, not from one that was held', () => {
    const [, second, third] = judge([measured('a', 0.4), measured('b', 0.6), measured('c', 0.45)]);
    expect(second).toMatchObject({ held: ['drift'], released: false });
    expect(third).toMatchObject({ released: true, before: { model: 'a', error: 0.4 } });
    expect(third!.drift).toBeCloseTo(0.125, 12);
  });

  test('of a model measured again is counted from when it was released, so that small steps add up', () => {
    const steps = [0.4, 0.44, 0.455, 0.47].map((error, at) => measured(`a/${at}`, error));
    expect(heldOf(steps)).toEqual(['released', 'released', 'released', 'drift']);
  });

  test('that administrators let pass is what the next one is held against', () => {
    const releases = [measured('a', 0.4), measured('b', 0.6), measured('c', 0.65)];
    expect(heldOf(releases, ['measuring b'])).toEqual(['released', 'released', 'released']);
    expect(judge(releases, ['measuring b'])[1]).toMatchObject({ overridden: true, held: ['drift'] });
    expect(heldOf(releases, ['measuring a'])).toEqual(['released', 'drift', 'drift']);
  });

  test('is never counted across questions', () => {
    const other = measured('b', 0.6, { question: questionOf('campaigns', { name: 'buys' }) });
    expect(heldOf([measured('a', 0.1), other])).toEqual(['released', 'released']);
  });
});

describe('challengers', () => {
  test('a first model has one, who says the same of everybody', () => {
    expect(heldOf([measured('a', 0.7)])).toEqual(['challengers']);
    expect(heldOf([measured('a', 0.69)])).toEqual(['released']);
  });

  test('who loses to both is held, who beats one of them is not', () => {
    const poor = { mostDrift: 10 };
    const against = (error: number, other: number): string =>
      heldOf([measured('a', other), measured('b', error, poor)])[1]!;
    expect(against(0.8, 0.5)).toBe('challengers');
    // Worse than the model before, better than none.
    expect(against(0.6, 0.5)).toBe('released');
    // Better than a model that was worse than none.
    expect(against(0.75, 0.9)).toBe('released');
  });

  test('the second is the best other model that was measured before, released or not', () => {
    const [, , third] = judge([measured('a', 0.5), measured('b', 0.8), measured('c', 0.55)]);
    expect(third!.challenger).toEqual({ model: 'a', evaluation: 'measuring a', error: 0.5 });
    const [, again] = judge([measured('a', 0.5), measured('a/2', 0.52)]);
    expect(again!.challenger).toBeNull();
  });
});

describe('the validation error', () => {
  const evaluation = (everybody: object): ReadableEvaluation =>
    ({ everybody, groups: [], calibration: [], importance: [], model: 'm', label: 'l' }) as never;

  test('of a yes or no is log loss, against the entropy of the share of yes', () => {
    const found = validationErrorOf(
      evaluation({ rows: 400, positives: 100, auc: 0.7, logLoss: 0.5, brier: 0.2, aucStandardError: 0.02 }),
    );
    expect(found).toMatchObject({ measure: 'log-loss', error: 0.5 });
    expect(found!.baseline).toBeCloseTo(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), 12);
    expect(
      validationErrorOf(evaluation({ rows: 0, positives: 0, auc: null, logLoss: null })),
    ).toBeUndefined();
  });

  test('of a number is the root of mean squares, against that of the mean', () => {
    // Errors of 3 where labels spread by 5: R squared is 1 - 9 / 25.
    const found = validationErrorOf(evaluation({ rows: 10, rootMeanSquaredError: 3, rSquared: 0.64 }));
    expect(found).toMatchObject({ measure: 'rmse', error: 3 });
    expect(found!.baseline).toBeCloseTo(5, 12);
    const flat = validationErrorOf(evaluation({ rows: 10, rootMeanSquaredError: 3, rSquared: null }));
    expect(flat).toEqual({ measure: 'rmse', error: 3, baseline: null });
  });
});
