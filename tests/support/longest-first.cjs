const { default: TestSequencer } = require('@jest/test-sequencer');

/** Files that take minutes, the longest first: begun last, one core would wait for the other. */
const LONGEST = [
  'tests/simulation/protocol/first-thousand-histories.test.ts',
  'tests/simulation/protocol/second-thousand-histories.test.ts',
  'tests/fuzz/decoders.test.ts',
  'tests/simulation/protocol/real-histories.test.ts',
  'tests/memory/ring-memory.test.ts',
];

/** jest's own order, which is by size and by what earlier runs took, behind the files that are known to be long. */
module.exports = class LongestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.findIndex((file) => path.endsWith(file));
      return place < 0 ? LONGEST.length : place;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
