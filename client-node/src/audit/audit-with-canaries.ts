// The canary audit as this node runs it: through the very code, and the very noise, that its contributions pass in a round.
import { systemEntropy } from '@chorale/crypto';
import {
  auditStudy,
  computationByName,
  type CanaryAudit,
  type ProtectPeople,
  type StudyPlan,
} from '@chorale/models';
import { NoisePool, type NoiseSource } from '../protect/noise-pool.js';
import { protectedContribution } from '../protect/protect.js';

export interface AuditWithCanaries {
  readonly canaries: number;
  /** Noise of this build; by default what a round takes. */
  readonly noise?: NoiseSource;
  readonly progress?: (done: number, of: number) => void;
}

const SILENCE: NoiseSource = { add: () => Promise.resolve() };

/**
 * Audits a study over made-up persons in this process; sums are added in the open. Unit: one person; adjacency: add or remove one.
 * @throws StudyPlanError for a study that cannot be audited, RangeError for too few or too many canaries.
 */
export async function auditWithCanaries(
  plan: StudyPlan,
  { canaries, noise, progress }: AuditWithCanaries,
): Promise<CanaryAudit> {
  const entropy = systemEntropy();
  const pool = noise ? undefined : new NoisePool({ threads: 1, entropy });
  const protectWith =
    (source: NoiseSource): ProtectPeople =>
    async (computation, state, people, terms) =>
      (await protectedContribution(computation, state, people, terms, entropy, source)).values;
  try {
    return await auditStudy(plan, computationByName(plan.computation.name), {
      canaries,
      protect: protectWith(noise ?? pool!),
      protectWithoutNoise: protectWith(SILENCE),
      entropy,
      ...(progress && { progress }),
    });
  } finally {
    await pool?.close();
  }
}
