// Which rule a study may use, and what the rule does to the noise.
import type { Agreement } from '../contracts/agreement.js';
import { fewestGroups, type Aggregation } from '../contracts/aggregation.js';
import type { Study } from '../contracts/study.js';

/**
 * The groups of a round are disjoint, so a person in one node touches one group; one in p nodes moves the groups' sums,
 * side by side, by at most p times the clip (the triangle inequality), as it moves the one sum. Every group holds kMin
 * nodes, each with its share of the noise: all group sums together cost what the sum over everybody costs, and what the
 * accountant is told stays the same (docs/adr/0016).
 * @param nodes in the cohort.
 * @throws RangeError saying what to change.
 */
export function allowedAggregation(agreement: Agreement, study: Study, nodes: number): Aggregation {
  const aggregation = study.aggregation ?? { rule: 'sum' };
  const { rule } = aggregation;
  const allowed = agreement.aggregation ?? ['sum'];
  if (!allowed.includes(rule))
    throw new RangeError(
      `the agreement does not allow aggregation "${rule}"; it allows ${allowed.join(', ')}`,
    );
  if (rule === 'sum') return aggregation;
  if (agreement.privacy.mode === 'none')
    throw new RangeError(
      `aggregation "${rule}" draws new groups each round; without noise the sums of many groupings together give single ` +
        'nodes away: choose a mode with noise, or rule sum',
    );
  const { groupSize } = aggregation;
  const { kMin } = agreement.cohort;
  if (groupSize < kMin)
    throw new RangeError(
      `groups of ${groupSize} nodes would open sums below the agreement's kMin of ${kMin}`,
    );
  const groups = Math.floor(nodes / groupSize);
  const fewest = fewestGroups(aggregation);
  if (groups < fewest)
    throw new RangeError(
      `${nodes} nodes make ${groups} groups of ${groupSize}, "${rule}" takes ${fewest}: choose smaller groups` +
        `${'trim' in aggregation ? ', less trim' : ''} or rule sum`,
    );
  return aggregation;
}

/** Standard deviation of a rule's noise over the plain sum's, at most. */
export function noiseWidening(aggregation: Aggregation, nodes: number): number {
  switch (aggregation.rule) {
    case 'sum':
      return 1;
    case 'median':
    case 'trimmed-mean':
      // The median of normal draws has at most pi/2 times the variance of their mean; a trimmed mean lies between them.
      return Math.sqrt(Math.PI / 2);
    case 'krum': {
      const groups = Math.floor(nodes / aggregation.groupSize);
      return Math.sqrt(groups / (groups - 2 * aggregation.trim - 2));
    }
  }
}
