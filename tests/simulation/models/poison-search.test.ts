// What a search for poisoners finds, and whom it wrongs: 12 rounds over groups of five drawn anew.
import { testEntropy } from '@chorale/crypto/testing';
import { idOf, moved, pushed, simulateSearch } from '../../support/simulate-search.ts';

const ROUNDS = 12;
const base = { groupSize: 5, rounds: ROUNDS, poison: pushed(1) };

test.each([
  [25, 0, 80],
  [25, 1, 80],
  [25, 3, 40],
  [100, 0.3, 10],
])(
  '%i nodes that differ for good by %d of their noise: %i clean searches name nobody',
  (nodes, spread, times) => {
    for (let time = 0; time < times; time += 1) {
      const entropy = testEntropy(`clean ${nodes} ${spread} ${time}`);
      const named = simulateSearch({ ...base, nodes, spread, bad: 0 }, entropy).filter(
        ({ suspected }) => suspected,
      );
      expect(named).toEqual([]);
    }
  },
);

test.each([
  [25, 'the largest vector of its lanes', pushed(1), 40],
  [25, 'a ten-thousandth of it', pushed(1e-4), 40],
  [100, 'the largest vector of its lanes', pushed(1), 10],
  [100, 'a ten-thousandth of it', pushed(1e-4), 10],
])('among %i nodes the one that sends %s comes first and is named alone', (nodes, _, poison, times) => {
  for (let time = 0; time < times; time += 1) {
    const entropy = testEntropy(`planted ${nodes} ${time}`);
    const scored = simulateSearch({ ...base, nodes, poison, spread: 1, bad: 1 }, entropy);
    expect(scored.filter(({ suspected }) => suspected).map(({ node }) => node)).toEqual([idOf(0)]);
  }
});

test('eight of a hundred are named together, and nobody else', () => {
  const search = { ...base, nodes: 100, poison: pushed(1e-4), spread: 1, bad: 8 };
  const named = simulateSearch(search, testEntropy('eight')).filter(({ suspected }) => suspected);
  expect(named.map(({ node }) => node).sort()).toEqual(Array.from({ length: 8 }, (_, node) => idOf(node)));
});

test('who stays within what noise and data of others make is not found', () => {
  const search = { ...base, nodes: 25, poison: moved(0.5), spread: 1, bad: 1 };
  const scored = simulateSearch(search, testEntropy('quiet'));
  expect(scored.filter(({ suspected }) => suspected)).toEqual([]);
});
