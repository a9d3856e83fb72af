import { onEachDatabase } from './databases.js';
import { inFreshFederation, type TestFederation } from './test-house.js';

/** Runs the same tests in a fresh federation on each database. */
export function onEachFederation(define: (federation: () => TestFederation) => void): void {
  onEachDatabase((fresh) => inFreshFederation(fresh, define));
}
