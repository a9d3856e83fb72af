// A node whose own limits would refuse every round says so before it starts, not round after round.
import { hasExpired, whyLimitsTooLoose, type PopulationLimits } from '@chorale/models';
import { signedAgreements } from '../agreement/signed-agreements.js';
import { todayOf, type Clock } from '../clock.js';
import { ConfigError } from '../config/load-yaml.js';
import type { NodeStore } from '../storage/node-store.js';

/** @throws ConfigError for a delta of one person or more by an agreement that this node signed and that still runs. */
export function requireTightLimits(limits: PopulationLimits, store: NodeStore, clock: Clock): void {
  for (const { terms } of signedAgreements(store)) {
    const message = hasExpired(terms, todayOf(clock)) ? undefined : whyLimitsTooLoose(limits, terms);
    if (message !== undefined)
      throw new ConfigError('node.yaml', [{ path: 'budgetLimits', line: undefined, message }]);
  }
}
