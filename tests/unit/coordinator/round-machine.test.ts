import { roundPhases, type RoundId, type RoundPhase } from '@chorale/crypto';
import {
  ImpossibleTransition,
  isEnded,
  nextPhase,
  roundTransitions,
  type RoundEvent,
} from '../../../coordinator/src/rounds/round-machine.js';

const ROUND = 'a'.repeat(64) as RoundId;
const events: readonly RoundEvent[] = [
  'set-fixed',
  'too-few',
  'stopped',
  'committed',
  'committee-late',
  'released',
  'agreed',
  'unusable',
  'given-up',
  'burned',
];
/** The picture at the head of round-machine.ts, arrow by arrow. */
const arrows: readonly (readonly [RoundPhase, RoundEvent, RoundPhase])[] = [
  ['collecting', 'set-fixed', 'committing'],
  ['collecting', 'too-few', 'burning'],
  ['collecting', 'stopped', 'burning'],
  ['committing', 'stopped', 'burning'],
  ['committing', 'committed', 'releasing'],
  ['committing', 'committee-late', 'burning'],
  ['releasing', 'released', 'adopting'],
  ['releasing', 'given-up', 'spent'],
  ['adopting', 'agreed', 'closed'],
  ['adopting', 'unusable', 'spent'],
  ['adopting', 'given-up', 'spent'],
  ['burning', 'burned', 'burned'],
  ['burning', 'given-up', 'spent'],
];

test.each(roundPhases.flatMap((phase) => events.map((event) => [phase, event] as const)))(
  '%s on %s goes where the picture says, or nowhere',
  (phase, event) => {
    const arrow = arrows.find(([from, on]) => from === phase && on === event);
    if (arrow) expect(nextPhase(ROUND, phase, event)).toBe(arrow[2]);
    else expect(() => nextPhase(ROUND, phase, event)).toThrow(ImpossibleTransition);
  },
);

test('closed, burned and spent are the ends', () => {
  expect(roundPhases.filter(isEnded)).toEqual(['closed', 'burned', 'spent']);
});

test('no round comes back from where a share may have left: nothing leads from releasing to burning', () => {
  const reachable = (phase: RoundPhase): RoundPhase[] => {
    const next = Object.values(roundTransitions[phase]);
    return [...next, ...next.flatMap(reachable)];
  };
  expect(reachable('releasing')).not.toContain('burning');
  expect(reachable('releasing')).not.toContain('burned');
});
