// A policy that a member writes down: studies under agreements that it signed are approved as they are proposed. Without it a
// person decides on each.
import { memberSignedBy, type StudyId } from '@chorale/crypto';
import type { Agreement, Study } from '@chorale/models';
import type { NodeParts } from '../round/node-parts.js';
import { decide, wordOnRecord } from './cast-vote.js';

/** Why a policy must not approve a study: this node's rows could not serve it. */
export type WhyUnfit = (agreement: Agreement, study: Study) => string | undefined;

/** The reason that the other members and the ledger see. */
const POLICY_REASON = 'approved by policy: studies under signed agreements (node.yaml, approve)';

/**
 * Approves a study that this node has loaded, and so held against an agreement that it signed; once.
 * @returns whether it did; not where somebody decided before, or another key signs for the member.
 */
export async function approveByPolicy(node: NodeParts, study: StudyId): Promise<boolean> {
  const { store, federation, signingKey, clock } = node;
  if (store.votes.own(study)) return false;
  const roster = node.roster();
  const own = roster.nodes.find(({ id }) => id === node.self)?.member;
  if (own === undefined || memberSignedBy(roster, node.self)?.name !== own) return false;
  const word = { matter: 'study', subject: study, decision: 'approve', reason: POLICY_REASON } as const;
  // What a person of this member decided, at whatever machine, no policy takes back.
  if (await wordOnRecord({ ...node, roster, member: own }, word)) return false;
  decide({ store, federation, administratorKey: signingKey, clock }, word);
  return true;
}
