// A study whose budget is spent half way leaves what it has found so far: a model, where it makes one, and a result.
import { testEntropy } from '@chorale/crypto/testing';
import { computationByName } from '@chorale/models';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'price', type: 'number', unit: 'EUR', lower: 0, upper: 10 },
  { name: 'age', type: 'number', unit: 'years', lower: 0, upper: 100 },
];
const PARTIES = [0, 1, 2, 3].map((party) =>
  peopleOfColumns({
    price: Array.from({ length: 200 }, (_, at) => (at * 7 + party) % 10),
    age: Array.from({ length: 200 }, (_, at) => (at * 13) % 100),
    label: Array.from({ length: 200 }, (_, at) => Number((at * 7 + party) % 10 > 4)),
  }),
);

interface Found {
  readonly model: unknown;
  readonly result: unknown;
}

/** What could be shown after each round. */
async function roundByRound(
  terms: Partial<TermsInBrief> & { readonly computation: string },
): Promise<Found[]> {
  const { agreement, study } = agreementAndStudy({
    ...{ mode: 'pooled', epsilon: 8, features, people: 800, settings: {} },
    ...terms,
  });
  const computation = computationByName(terms.computation);
  const found: Found[] = [];
  await simulateStudy(
    ...([agreement, study, PARTIES, testEntropy('early'), undefined, undefined, undefined] as const),
    (state) =>
      found.push({
        model: computation.model(state),
        result: computation.result?.(state, agreement.dictionary),
      }),
  );
  return found;
}

test('segments: once persons were counted by segment', async () => {
  const found = await roundByRound({ computation: 'k-means', settings: { segments: 3 } });
  expect(found[0]).toEqual({ model: undefined, result: undefined });
  expect(found.length).toBeGreaterThan(3);
  for (const { model, result } of found.slice(1)) {
    expect(model).toMatchObject({ kind: 'segments' });
    const { segments, persons } = result as { segments: { persons: number }[]; persons: number };
    expect(segments).toHaveLength(3);
    expect(Math.abs(persons - 800)).toBeLessThan(200);
  }
});

test('trees: those that were grown, and why there are no more', async () => {
  const found = await roundByRound({ computation: 'boosted-trees', settings: { trees: 6, depth: 2 } });
  const grown = found.map(({ result }) => (result as { trees: number; ending: string } | undefined) ?? null);
  expect(grown[0]).toBeNull();
  expect(grown.at(-1)).toMatchObject({ trees: 6, ending: 'all trees grown' });
  const early = grown.slice(0, -1).filter((each) => each !== null);
  expect(early.length).toBeGreaterThan(0);
  for (const each of early) {
    expect(each.ending).toBe('the study ended early');
    expect(each.trees).toBeLessThan(6);
  }
  for (const { model, result } of found) expect(model === undefined).toBe(result === undefined);
});

test('quantiles: no nearer than they had come', async () => {
  const found = await roundByRound({ computation: 'quantiles', settings: { probabilities: [0.5] } });
  const widths = found.map(
    ({ result }) =>
      (result as { columns: { quantiles: { atMost: number }[] }[] }).columns[0]!.quantiles[0]!.atMost,
  );
  expect(widths.length).toBeGreaterThan(1);
  expect(widths).toEqual(widths.toSorted((a, b) => b - a));
  expect(new Set(widths).size).toBe(widths.length);
});
