// A coordinator whose operator took its checks out: it asks for no votes, signatures, dates or regions before it opens a round.
// Whoever loads this loads it before anything of the coordinator, so that nothing holds the checks already.
import { jest } from '@jest/globals';

export const careless = {
  /** Whether it is as careless as its operator wants it to be. */
  isOn: true,
  /** Hashes of agreements that it makes as if nobody had ever signed them. */
  forgotten: new Set<string>(),
};

const approvals = await import('../../../coordinator/src/studies/approvals.js');
jest.unstable_mockModule('../../../coordinator/src/studies/approvals.js', () => ({
  missingFor: (...facts: Parameters<typeof approvals.missingFor>) =>
    careless.isOn ? Promise.resolve([]) : approvals.missingFor(...facts),
  mayBeDecided: (...facts: Parameters<typeof approvals.mayBeDecided>) =>
    careless.isOn ? Promise.resolve(true) : approvals.mayBeDecided(...facts),
}));

const standing = await import('../../../coordinator/src/agreements/standing.js');
jest.unstable_mockModule('../../../coordinator/src/agreements/standing.js', () => ({
  ...standing,
  isExpired: (...facts: Parameters<typeof standing.isExpired>) =>
    !careless.isOn && standing.isExpired(...facts),
  standingOf: async (...facts: Parameters<typeof standing.standingOf>) => {
    const found = await standing.standingOf(...facts);
    const [, { hash }] = facts;
    return careless.isOn ? { ...found, obstacle: undefined, active: !careless.forgotten.has(hash) } : found;
  },
}));

const fit = await import('../../../coordinator/src/agreements/fit.js');
jest.unstable_mockModule('../../../coordinator/src/agreements/fit.js', () => ({
  ...fit,
  requireFittingRoster: (...facts: Parameters<typeof fit.requireFittingRoster>) => {
    if (!careless.isOn) fit.requireFittingRoster(...facts);
  },
}));

export const { AttackedFederation } = await import('./attacked-federation.js');
export const { BudgetView } = await import('../../../coordinator/src/budget/budget-view.js');
