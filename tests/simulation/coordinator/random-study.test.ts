// Studies over random histories: nodes speak in any order, twice, late or never; clocks jump; the coordinator
// is killed in between. Whatever happened, the books must balance.
import { roundPhases, verifyLedger, type RoundPhase } from '@chorale/crypto';
import fc from 'fast-check';
import { CoordinatorError } from '../../../coordinator/src/platform/errors.js';
import { isEnded } from '../../../coordinator/src/rounds/round-machine.js';
import { Contributions } from '../../../coordinator/src/storage/tables/round-tables.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { budgetOf, TestFederation } from '../../support/coordinator/test-house.js';
import { casesOf, holdsFor, timeFor } from '../../support/soak.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
/** A whole house a history, on disk. */
const HISTORIES = casesOf(8, 10);
const steps = ['contribute', 'report', 'commit', 'release', 'adopt', 'burn'] as const;
type Step = (typeof steps)[number];

type Deed =
  | { readonly kind: 'say'; readonly step: Step; readonly node: number; readonly lastRound: boolean }
  | { readonly kind: 'everybody'; readonly step: Step }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'kill' };

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('everybody' as const), step: fc.constantFrom(...steps) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      step: fc.constantFrom(...steps),
      node: fc.nat(4),
      lastRound: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 31, 61, 400) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
);

/** What nodes may do at a wrong time is refused; anything else that goes wrong is a bug. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CoordinatorError)) throw error;
  }
}

async function carryOut(federation: TestFederation, deed: Deed): Promise<void> {
  for (const node of federation.nodes) federation.callerOf(node);
  if (deed.kind === 'kill') await federation.reopen();
  else if (deed.kind === 'wait') {
    federation.clock.advance(deed.seconds);
    for (const node of federation.nodes) federation.callerOf(node);
    await federation.house.rounds.tick();
  } else {
    const rounds = await federation.rounds();
    const round = deed.kind === 'say' && !deed.lastRound ? rounds[0]! : rounds.at(-1)!;
    const speakers = deed.kind === 'say' ? [federation.nodes[deed.node]!] : federation.nodes;
    for (const speaker of speakers) await attempt(() => federation[deed.step](round, [speaker]));
    await federation.house.sums.addWaiting();
  }
}

const budgetIn: Readonly<Record<RoundPhase, string>> = {
  collecting: 'reserved',
  committing: 'reserved',
  burning: 'reserved',
  burned: 'given-back',
  releasing: 'spent',
  adopting: 'spent',
  closed: 'spent',
  spent: 'spent',
};

async function checkBooks(federation: TestFederation): Promise<void> {
  const rounds = await federation.rounds();
  expect(roundPhases).toEqual(expect.arrayContaining(rounds.map(({ phase }) => phase)));
  expect(rounds.filter(({ phase }) => !isEnded(phase)).length).toBeLessThanOrEqual(1);
  expect(await budgetOf(federation)).toEqual(rounds.map(({ phase }) => budgetIn[phase]));
  const closed = rounds.filter(({ phase }) => phase === 'closed');
  expect(closed.map(({ round }) => round)).toEqual(closed.map((_, index) => index));
  // A round begins where the one before it ended; an attempt, where the burned one began.
  for (const [index, round] of rounds.entries()) {
    const before = rounds[index - 1];
    if (before) expect(round.state).toBe(before.phase === 'burned' ? before.state : before.nextState);
  }
  const kinds = await federation.entryKinds();
  const accepted = await federation.house.database.read((manager) => manager.count(Contributions));
  expect(kinds.filter((kind) => kind === 'contribution-accepted')).toHaveLength(accepted);
  expect(kinds.filter((kind) => kind === 'round-opened')).toHaveLength(rounds.length);
  expect(kinds.filter((kind) => kind === 'round-closed')).toHaveLength(closed.length);
  expect(await verifyLedger(await federation.ledgerLines())).toMatchObject({ verified: true });
}

test(
  'after any history the ledger verifies, budgets match phases, and rounds follow one another',
  async () => {
    await holdsFor(
      'random study',
      fc.asyncProperty(fc.array(deeds, { minLength: 10, maxLength: 40 }), async (history) => {
        const federation = await TestFederation.found(onSqlite(folder()));
        await federation.startStudy();
        for (const deed of history) await carryOut(federation, deed);
        await checkBooks(federation);
        await federation.close();
      }),
      HISTORIES,
      { endOnFailure: true },
    );
  },
  timeFor(HISTORIES, 2_000),
);
