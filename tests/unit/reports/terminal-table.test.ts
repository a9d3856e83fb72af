import fc from 'fast-check';
import { formatsFor, terminalTable, terminalWidth } from '../../../client-node/src/reports/index.js';

describe('a table for the terminal', () => {
  test('lines up names of any script', () => {
    const columns = [
      { title: '参与方', align: 'left' },
      { title: 'AUC', align: 'right' },
    ] as const;
    expect(
      terminalTable(columns, [
        ['北区', '0.7853'],
        ['North', '0.79'],
      ]).split('\n'),
    ).toEqual(['参与方     AUC', '──────  ──────', '北区    0.7853', 'North     0.79']);
  });

  test('every line of a column of numbers ends in the same place', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '北', 'é', 'e\u0301', '，', 'ア', '한'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, fc.integer().map(String)), { maxLength: 6 }), (rows) => {
        const columns = [
          { title: 'name', align: 'left' },
          { title: 'number', align: 'right' },
        ] as const;
        const widths = terminalTable(columns, rows).split('\n').map(terminalWidth);
        expect(new Set(widths).size).toBe(1);
      }),
    );
  });

  test('a name cannot steer the terminal or add a line', () => {
    const table = terminalTable([{ title: 'name', align: 'left' }], [['\u001b[2J\nroot\u009b']]);
    expect(table.split('\n')).toHaveLength(3);
    expect(table).toContain('?[2J?root?');
  });

  test('a row may be short', () => {
    const columns = [
      { title: 'a', align: 'left' },
      { title: 'b', align: 'left' },
    ] as const;
    expect(terminalTable(columns, [['x']])).toBe('a  b\n─  ─\nx');
  });
});

describe('numbers', () => {
  const formats = formatsFor('en');

  test.each([
    [0, '0 B'],
    [214, '214 B'],
    [1396, '1.40 KB'],
    [999_600, '1.00 MB'],
    [4_307_800, '4.31 MB'],
    [12e12, '12.0 TB'],
    [3e16, '30,000 TB'],
  ])('%p bytes are %s', (bytes, text) => {
    expect(formats.bytes(bytes)).toBe(text);
  });

  test('small numbers keep their size, differences their sign', () => {
    expect(formats.short(1e-5)).toBe('1e-5');
    expect(formats.short(2.5e-7)).toBe('2.5e-7');
    expect(formats.short(0)).toBe('0');
    expect(formats.short(0.99981)).toBe('0.9998');
    expect(formats.difference(0.0479)).toBe('+0.0479');
    expect(formats.difference(-0.0013)).toBe('−0.0013');
    expect(formats.seconds(1.234)).toBe('1.23 s');
    expect(formats.seconds(31.44)).toBe('31.4 s');
  });
});
