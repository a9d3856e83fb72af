import fc from 'fast-check';
import { designColumns, featureSchema, type Feature } from '@chorale/models';
import { encodeFeature } from '../../../client-node/src/features/encode.js';

const numberFeature = fc
  .record({
    lower: fc.integer({ min: 0, max: 50 }),
    width: fc.integer({ min: 1, max: 100 }),
    log: fc.boolean(),
  })
  .map(({ lower, width, log }) => ({
    name: 'x',
    type: 'number',
    lower,
    upper: lower + width,
    transform: log ? 'log1p' : 'none',
  }));
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
      const { columns, report } = encodeFeature(described, raw, 'column "x"');
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
