// Whether an agreement can be proposed: to this roster, for this purpose, in the place of that other agreement.
import {
  committeeOf,
  contributorsOf,
  SecureSumError,
  type AgreementHash,
  type NodeId,
} from '@chorale/crypto';
import {
  nodesOutsideRegions,
  nodesTakingPart,
  periodOf,
  plannedComputationByName,
  type Agreement,
} from '@chorale/models/planning';
import type { Rows } from '../storage/rows.js';
import type { ClosedRoster } from '../federation/closed-roster.js';
import { CoordinatorError } from '../platform/errors.js';
import { Agreements } from '../storage/tables/federation-tables.js';
import { parseAgreement } from './standing.js';

export function requireComputation(name: string): void {
  try {
    plannedComputationByName(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CoordinatorError('malformed', `computations: ${error.message}`);
  }
}

export function requireFittingRoster(terms: Agreement, roster: ClosedRoster): void {
  const { members } = roster.message;
  const unknown = terms.parties?.filter(({ member }) => !members.some(({ name }) => name === member)) ?? [];
  if (unknown.length > 0)
    throw new CoordinatorError(
      'agreement-refused',
      `parties: no node of ${unknown.map(({ member }) => `"${member}"`).join(', ')} is enrolled; invite them first`,
    );
  const nodes = nodesTakingPart(terms, roster.message.nodes);
  const contributors = contributorsOf(nodes).length;
  if (contributors < terms.cohort.kMin)
    throw new CoordinatorError(
      'too-few-nodes',
      `cohort.kMin is ${terms.cohort.kMin}, only ${contributors} nodes that bring rows are enrolled; invite more`,
    );
  requireCommittee(terms, roster);
  const outside = nodesOutsideRegions(terms, nodes);
  if (outside.length > 0)
    throw new CoordinatorError(
      'region-refused',
      `these nodes stand outside the agreed regions: ${outside.map(({ name, region }) => `${name} (${region})`).join(', ')}`,
    );
}

/** Nodes that sit on the committee, by ascending id. @throws CoordinatorError `agreement-refused`. */
export function requireCommittee(terms: Agreement, { message: { nodes } }: ClosedRoster): readonly NodeId[] {
  try {
    return committeeOf(nodesTakingPart(terms, nodes), terms.committee);
  } catch (error) {
    if (!(error instanceof SecureSumError)) throw error;
    throw new CoordinatorError('agreement-refused', error.message);
  }
}

/** A budget renews what was agreed on before for the same purpose, from a later day on. */
export async function requireRenewable(manager: Rows, terms: Agreement): Promise<void> {
  const { renews } = terms.privacy;
  if (!renews) return;
  const replaced = await proposed(manager, renews.replaces);
  if (replaced?.purpose !== terms.purpose)
    throw new CoordinatorError(
      'agreement-refused',
      `privacy.renews.replaces: no agreement ${renews.replaces} for "${terms.purpose}" was proposed; "agreement list" shows hashes`,
    );
  if (periodOf(replaced) >= renews.from)
    throw new CoordinatorError(
      'agreement-refused',
      `privacy.renews.from: the period that it renews starts on ${periodOf(replaced)}; choose a later day`,
    );
}

export async function requireReplaceable(manager: Rows, { replaces }: Agreement): Promise<void> {
  if (replaces !== undefined && !(await proposed(manager, replaces)))
    throw new CoordinatorError(
      'agreement-refused',
      `replaces: no agreement ${replaces} was proposed; "agreement list" shows hashes`,
    );
}

async function proposed(manager: Rows, hash: string): Promise<Agreement | undefined> {
  const row = await manager.findOneBy(Agreements, { hash: hash as AgreementHash });
  return row ? parseAgreement(row) : undefined;
}
