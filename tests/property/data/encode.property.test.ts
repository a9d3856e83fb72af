import fc from 'fast-check';
import { DEFAULT_INPUT, designColumns, featureSchema, type Feature } from '@chorale/models';
import { encodeFeature } from '../../../client-node/src/features/encode.js';

const numberFeature = fc
  .record({
    lower: fc.integer({ min: 0, max: 50 }),
    width: fc.integer({ min: 1, max: 100 }),
    transform: fc.constantFrom('none', 'log1p', 'log'),
  })
  .map(({ lower: least, width, transform }) => {
    const lower = transform === 'log' ? least + 0.01 : least;
    return { name: 'x', type: 'number', lower, upper: lower + width, transform };
  });
const categoryFeature = fc.integer({ min: 1, max: 6 }).map((count) => ({
  name: 'x',
  type: 'category',
  categories: Array.from({ length: count }, (_, place) => `c${place}`),
}));
const feature: fc.Arbitrary<Feature> = fc
  .oneof(numberFeature, categoryFeature, fc.constant({ name: 'x', type: 'binary' }))
  .map((described) => featureSchema.parse(described));

function valueOf(described: Feature): fc.Arbitrary<number> {
  if (described.type === 'binary') return fc.constantFrom(0, 1);
  if (described.type === 'category') return fc.integer({ min: -1, max: described.categories.length - 1 });
  return fc.double({ min: -1e6, max: 1e6, noNaN: true });
}

const rows = feature.chain((described) =>
  fc.tuple(
    fc.constant(described),
    fc.array(
      fc.record({
        value: fc.oneof(
          { weight: 8, arbitrary: valueOf(described) },
          fc.constantFrom(NaN, Infinity, -Infinity),
        ),
        missing: fc.constantFrom(0, 0, 0, 1),
      }),
      { maxLength: 30 },
    ),
  ),
);

test('whatever comes in, encoded values are finite, within public bounds, and every oddity is counted once', () => {
  fc.assert(
    fc.property(rows, ([described, input]) => {
      const raw = {
        values: Float64Array.from(input, ({ value }) => value),
        missing: Uint8Array.from(input, ({ missing }) => missing),
      };
      const { columns, report } = encodeFeature(
        described,
        raw,
        { from: 'column "x"', missingIsGap: true },
        DEFAULT_INPUT,
      );
      const design = designColumns({ features: [described] }, ['x']);
      expect([...columns.keys()]).toEqual(design.map(({ name }) => name));
      for (const { name, lower, upper } of design) {
        const column = columns.get(name)!;
        expect(column).toHaveLength(input.length);
        expect(column.every((value) => value >= lower && value <= upper)).toBe(true);
      }
      if (described.type === 'category')
        input.forEach((_, row) => {
          expect([...columns.values()].reduce((sum, column) => sum + column[row]!, 0)).toBe(1);
        });
      const odd = input.filter(({ value, missing }) => missing === 1 || !Number.isFinite(value)).length;
      expect(report.missing + report.invalid).toBe(odd);
      expect(report.unseen).toBe(
        described.type === 'category'
          ? input.filter(({ value, missing }) => missing === 0 && value === -1).length
          : 0,
      );
    }),
  );
});

test('as codes a category is the place of its 1 among the one-hot columns; a missing number is NaN where it may be', () => {
  fc.assert(
    fc.property(rows, ([described, input]) => {
      const raw = {
        values: Float64Array.from(input, ({ value }) => value),
        missing: Uint8Array.from(input, ({ missing }) => missing),
      };
      const form = { categories: 'codes', missing: 'nan' } as const;
      const coded = encodeFeature(described, raw, { from: 'column "x"', missingIsGap: true }, form);
      const plain = encodeFeature(described, raw, { from: 'column "x"', missingIsGap: true }, DEFAULT_INPUT);
      expect(coded.report).toEqual({ ...plain.report, constant: coded.report.constant });
      const [design, ...more] = designColumns({ features: [described] }, ['x'], form);
      expect(more).toEqual([]);
      expect([...coded.columns.keys()]).toEqual(['x']);
      coded.columns.get('x')!.forEach((value, row) => {
        const isMissing = input[row]!.missing === 1 || !Number.isFinite(input[row]!.value);
        if (described.type === 'category') {
          expect([...plain.columns.values()].map((column) => column[row])).toEqual(
            [...described.categories, 'other'].map((_, place) => Number(place === value)),
          );
          expect(design).toMatchObject({ lower: 0, upper: described.categories.length });
          expect(design?.categories).toEqual(described.categories);
        } else if (described.type === 'number' && isMissing) expect(value).toBeNaN();
        else expect(value).toBe(plain.columns.get('x')![row]);
      });
    }),
  );
});
