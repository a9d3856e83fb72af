// What a stopped study says of the nodes that refused it: names instead of keys, each reason once.
import type { NodeId } from '@chorale/crypto';
import { refusalsInWords } from '../../../coordinator/src/rounds/refusals.js';

const [north, south, east] = ['aa', 'bb', 'cc'].map((each) => each.repeat(16) as NodeId);
const nodes = [
  { id: north!, name: 'north' },
  { id: south!, name: 'south' },
];

test('nodes are named, and a reason that several give is said once', () => {
  const poor = { code: 'data-quality', reason: 'the data quality is below 0.9' };
  const spent = { code: 'budget-exceeded', reason: '0.00 of epsilon 1 is left' };
  expect(
    refusalsInWords(
      [
        { node: north!, ...poor },
        { node: east!, ...spent },
        { node: south!, ...poor },
      ],
      nodes,
    ),
  ).toBe(
    `north, south (data-quality): the data quality is below 0.9; ${east!} (budget-exceeded): 0.00 of epsilon 1 is left`,
  );
});
