import { onEachDatabase } from './databases.js';
import { TestFederation } from './test-house.js';
import { BudgetEntries } from '../../../coordinator/src/storage/tables/round-tables.js';

/** Runs the same tests in a fresh federation on each database. */
export function onEachFederation(define: (federation: () => TestFederation) => void): void {
  onEachDatabase((fresh) => {
    let present: TestFederation;
    beforeEach(async () => {
      present = await TestFederation.found(await fresh());
    });
    afterEach(() => present.close());
    define(() => present);
  });
}

/** Statuses of all budget entries in the order of their rounds. */
export async function budgetOf(federation: TestFederation): Promise<string[]> {
  const entries = await federation.house.database.read((manager) => manager.find(BudgetEntries));
  const rounds = await federation.rounds();
  return rounds.map(({ id }) => entries.find(({ round }) => round === id)!.status);
}
