import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  numbersOf,
  planStudy,
  scorePeople,
  StudyPlanError,
  type People,
  type ReadableSegments,
} from '@chorale/models';
import fc from 'fast-check';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'recency', type: 'number', unit: 'days', lower: 0, upper: 400, transform: 'log1p' },
  { name: 'spent', type: 'number', unit: 'EUR', lower: -50, upper: 1000 },
];
type Point = readonly [number, number];

const point = fc.tuple(
  fc.double({ min: 0, max: Math.log1p(400), noNaN: true }),
  fc.double({ min: -50, max: 1000, noNaN: true }),
);
const studies = fc.record({
  persons: fc.array(fc.tuple(point, fc.integer({ min: 0, max: 3 })), { minLength: 8, maxLength: 60 }),
  starts: fc.array(point, { minLength: 3, maxLength: 3 }),
});

const nobody = peopleOfColumns({ recency: [], spent: [] });
const peopleAt = (points: readonly Point[]): People =>
  points.length === 0
    ? nobody
    : peopleOfColumns({
        recency: points.map(([recency]) => recency),
        spent: points.map(([, spent]) => spent),
      });

/**
 * Lloyd's algorithm on pooled, z-scored points, as a textbook has it.
 * @returns undefined where a person stands between two centres, so that the last bit decides.
 */
function centralLloyd(points: readonly Point[], starts: readonly Point[]): Point[] | undefined {
  const z = [0, 1].map((column) => {
    const values = points.map((each) => each[column]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(variance) };
  });
  const normalised = (each: Point): number[] =>
    z.map(({ mean, deviation }, column) => (each[column]! - mean) / deviation);
  const data = points.map(normalised);
  let centres = starts.map(normalised);
  for (let step = 0; step < 100; step += 1) {
    const found = data.map((each) => {
      const squares = centres.map((centre) => (each[0]! - centre[0]!) ** 2 + (each[1]! - centre[1]!) ** 2);
      const least = Math.min(...squares);
      const cluster = squares.indexOf(least);
      const isTied = squares.some(
        (square, other) =>
          square < least + 1e-9 && centres[other]!.some((value, at) => value !== centres[cluster]![at]),
      );
      return { cluster, isTied };
    });
    if (found.some(({ isTied }) => isTied)) return undefined;
    centres = centres.map((centre, cluster) => {
      const own = data.filter((_, person) => found[person]!.cluster === cluster);
      if (own.length === 0) return centre;
      return [0, 1].map((column) => own.reduce((total, each) => total + each[column]!, 0) / own.length);
    });
  }
  return centres.map(([a, b]) => [a!, b!]);
}

async function segmentsOf(terms: TermsInBrief, parties: readonly People[]): Promise<ReadableSegments> {
  const { agreement, study } = agreementAndStudy(terms);
  const { state } = await simulateStudy(agreement, study, parties, testEntropy('k-means'));
  return computationByName('k-means').result!(state, agreement.dictionary) as ReadableSegments;
}

const exact = (settings: Record<string, unknown>): TermsInBrief => ({
  ...{ computation: 'k-means', mode: 'none', features, people: 60, settings },
});

test('whatever the split, every centre is that of central Lloyd from the same start, to 1e-9', async () => {
  await fc.assert(
    fc.asyncProperty(studies, async ({ persons, starts }) => {
      const points = persons.map(([each]) => each);
      // A column that is all but constant within its bounds has no z-score to nine digits: variances come from sums of squares.
      const deviation = (column: 0 | 1): number => {
        const mean = points.reduce((total, each) => total + each[column], 0) / points.length;
        return Math.sqrt(
          points.reduce((total, each) => total + (each[column] - mean) ** 2, 0) / points.length,
        );
      };
      fc.pre(deviation(0) > 0.1 && deviation(1) > 20);
      const central = centralLloyd(points, starts);
      fc.pre(central !== undefined);
      const parties = [0, 1, 2, 3].map((party) =>
        peopleAt(persons.filter((person) => person[1] === party).map(([each]) => each)),
      );
      const {
        segments,
        hasConverged,
        persons: counted,
      } = await segmentsOf(exact({ segments: 3, startCentres: starts }), parties);
      expect(hasConverged).toBe(true);
      expect(counted).toBeCloseTo(points.length, 9);
      const key = (centre: readonly number[]): number => 1e3 * centre[0]! + centre[1]!;
      const sorted = (centres: (readonly number[])[]): (readonly number[])[] =>
        centres.sort((a, b) => key(a) - key(b));
      const found = sorted(segments.map(({ centre }) => centre.map(({ normalised }) => normalised)));
      sorted(central).forEach((centre, cluster) => {
        centre.forEach((value, column) =>
          expect(Math.abs(found[cluster]![column]! - value)).toBeLessThan(1e-9),
        );
      });
    }),
    { numRuns: 60 },
  );
});

test('whoever is scored is in the segment of the nearest centre, under the number that the result gives it', async () => {
  await fc.assert(
    fc.asyncProperty(studies, async ({ persons, starts }) => {
      const points = persons.map(([each]) => each);
      fc.pre(centralLloyd(points, starts) !== undefined);
      const people = peopleAt(points);
      const { agreement, study } = agreementAndStudy(exact({ segments: 3, startCentres: starts }));
      const { state } = await simulateStudy(
        agreement,
        study,
        [people, nobody, nobody, nobody],
        testEntropy('score'),
      );
      const computation = computationByName('k-means');
      const { segments } = computation.result!(state, agreement.dictionary) as ReadableSegments;
      const model = computation.model(state)!;
      const scores = await scorePeople(model, people);
      expect(scores.rankedBy).toBeUndefined();
      const named = scores.outputs.get('segment') as readonly string[];
      const distances = numbersOf(scores, 'distance');
      const { normaliser } = model as Extract<typeof model, { kind: 'segments' }>;
      const z = points.map((each) =>
        each.map((x, at) => (x - normaliser.centre[at]!) / normaliser.scale[at]!),
      );
      const far = (one: readonly number[], other: readonly number[]): number =>
        Math.hypot(...one.map((x, at) => x - other[at]!));
      const sure = segments.map(() => 0);
      const possible = segments.map(() => 0);
      z.forEach((each, person) => {
        const all = segments.map(({ centre }) =>
          far(
            each,
            centre.map(({ normalised }) => normalised),
          ),
        );
        expect(all[Number(named[person]) - 1]!).toBeLessThanOrEqual(Math.min(...all) + 1e-9);
        const nearest = [...all.keys()].filter((at) => all[at]! <= Math.min(...all) + 1e-9);
        for (const at of nearest) possible[at]! += 1;
        if (nearest.length === 1) sure[nearest[0]!]! += 1;
        expect(distances[person]).toBeCloseTo(Math.min(...all), 9);
        // What the columns say for the segment is how much nearer it is than everybody's middle.
        const middle = [0, 1].map((at) =>
          segments.reduce((sum, { share, centre }) => sum + share * centre[at]!.normalised, 0),
        );
        const said = [...scores.contributions.values()].reduce((sum, values) => sum + values[person]!, 0);
        expect(said).toBeCloseTo(far(each, middle) ** 2 - Math.min(...all) ** 2, 6);
      });
      // Where nothing moves any more, those who are scored into a segment are those who were counted in it; who is as near to
      // another one, as far as numbers can tell, may be counted there.
      segments.forEach(({ segment, persons: counted }, at) => {
        for (const size of [named.filter((each) => Number(each) === segment).length, Math.round(counted)]) {
          expect(size).toBeGreaterThanOrEqual(sure[at]!);
          expect(size).toBeLessThanOrEqual(possible[at]!);
        }
      });
    }),
    { numRuns: 20 },
  );
});

describe('three groups that anybody can see', () => {
  const groups = [
    { recency: 5, spent: 800, size: 300 },
    { recency: 300, spent: 20, size: 500 },
    { recency: 20, spent: 200, size: 200 },
  ];
  const entropy = testEntropy('groups');
  const wobble = (): number => 0.9 + (0.2 * entropy.uint32()) / 2 ** 32;
  const points = groups.flatMap(({ recency, spent, size }) =>
    Array.from({ length: size }, (): Point => [Math.log1p(recency * wobble()), spent * wobble()]),
  );
  const parties = [0, 1, 2, 3].map((party) => peopleAt(points.filter((_, person) => person % 4 === party)));
  const terms = { people: 1000, features, computation: 'k-means', settings: { segments: 3 } };

  test.each([
    { mode: 'none' as const, tolerance: 0.03 },
    { mode: 'pooled' as const, tolerance: 0.15 },
    { mode: 'local' as const, tolerance: 0.25 },
  ])('are found in mode $mode, sizes and centres in units of the dictionary', async ({ mode, tolerance }) => {
    const { segments, persons } = await segmentsOf({ ...terms, mode, epsilon: 8, delta: 1e-4 }, parties);
    expect(Math.abs(persons / 1000 - 1)).toBeLessThan(tolerance);
    const bySpent = [...segments].sort((a, b) => b.centre[1]!.value - a.centre[1]!.value);
    const expected = [groups[0]!, groups[2]!, groups[1]!];
    bySpent.forEach(({ centre, share, persons: size }, position) => {
      expect(Math.abs(share - expected[position]!.size / 1000)).toBeLessThan(tolerance);
      expect(size).toBeGreaterThan(0);
      expect(Math.abs(centre[0]!.encoded - Math.log1p(expected[position]!.recency))).toBeLessThan(
        3 * tolerance,
      );
      expect(Math.abs(centre[1]!.value - expected[position]!.spent)).toBeLessThan(500 * tolerance);
      expect(centre.map(({ unit }) => unit)).toEqual(['days', 'EUR']);
      expect(centre[0]!.value).toBeCloseTo(Math.expm1(centre[0]!.encoded), 9);
    });
    expect(segments.map(({ segment }) => segment)).toEqual([1, 2, 3]);
  });
});

test('a feature without a unit has none in the result', async () => {
  const unnamed = [features[0]!, { name: 'spent', type: 'number', lower: -50, upper: 1000 }];
  const everybody = [nobody, nobody, nobody, nobody];
  const { segments } = await segmentsOf({ ...exact({ segments: 2 }), features: unnamed }, everybody);
  for (const { centre } of segments) expect(centre.map(({ unit }) => unit)).toEqual(['days', '']);
});

test('nobody at all leaves every centre where it was', async () => {
  const { persons, segments } = await segmentsOf(exact({ segments: 2 }), [nobody, nobody, nobody, nobody]);
  expect(persons).toBe(0);
  expect(segments.flatMap(({ centre }) => centre.map(({ value }) => value)).every(Number.isFinite)).toBe(
    true,
  );
});

test.each([
  [{ segments: 1 }, /segments/],
  [{ starts: 2, startCentres: [[0, 0]] }, /starts or startCentres/],
  [{ segments: 2, startCentres: [[0, 0]] }, /one list a segment/],
  [{ segments: 2, startCentres: [[0], [1]] }, /1 numbers.*2 columns: recency, spent/],
])('settings %j are refused before anything is spent', (settings, message) => {
  const { agreement, study } = agreementAndStudy(exact(settings));
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(StudyPlanError);
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});
