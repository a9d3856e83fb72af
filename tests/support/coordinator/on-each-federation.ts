import { onEachDatabase } from './databases.js';
import { TestFederation } from './test-house.js';

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
