// Histories that once broke an invariant, as short as they were made; the product has been mended since.
import type { History } from '../../support/protocol/history.js';
import { standInStage } from '../../support/protocol/stand-in-stage.js';

const stage = standInStage();

const found: readonly (readonly [string, History])[] = [
  [
    'a second study on one state with one node more than the first: its rounds burned for ever (4)',
    {
      federation: 'exact-shared',
      rounds: 1,
      happenings: [
        { kind: 'partition', nodes: 1, seconds: 400 },
        { kind: 'time', seconds: 70 },
        { kind: 'start-study' },
      ],
    },
  ],
  [
    'a node that missed two studies with one result asked for it twice, and got one answer for both (0)',
    {
      federation: 'exact-shared',
      rounds: 1,
      happenings: [
        { kind: 'start-study' },
        { kind: 'traffic', messages: 40, pick: 685 },
        { kind: 'kill', party: 998, writes: 1, downSeconds: 200 },
        { kind: 'traffic', messages: 10, pick: 877 },
        { kind: 'time', seconds: 70 },
        { kind: 'traffic', messages: 100, pick: 6 },
      ],
    },
  ],
  [
    'two studies from proposal to end, in drawn groups, while no time passes: no circle (0)',
    {
      federation: 'grouped',
      rounds: 2,
      happenings: [
        { kind: 'start-study' },
        { kind: 'traffic', messages: 1, pick: 0 },
        { kind: 'traffic', messages: 1, pick: 0 },
        { kind: 'time', seconds: 1 },
        { kind: 'traffic', messages: 1, pick: 0 },
      ],
    },
  ],
  [
    'a node that missed two rounds asked for both states at once, and one request took the place of the other (4)',
    {
      federation: 'noisy-shared',
      rounds: 2,
      happenings: [
        { kind: 'kill', party: 0, writes: 5, downSeconds: 200 },
        { kind: 'time', seconds: 70 },
        { kind: 'kill', party: 105, writes: 3, downSeconds: 200 },
        { kind: 'time', seconds: 70 },
        { kind: 'duplicate', pick: 0 },
        { kind: 'time', seconds: 1 },
        { kind: 'traffic', messages: 1, pick: 0 },
        { kind: 'start-study' },
      ],
    },
  ],
];

test.each(found)('%s', (_, history) => stage.tell(history));
