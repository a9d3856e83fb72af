// A study as the rest of the house asks for it, and the ways it ends.
import type { StudyId } from '@chorale/crypto';
import {
  planStudy,
  studyDocumentSchema,
  type Agreement,
  type StudyDocument,
  type StudyPlan,
} from '@chorale/models/planning';
import { In } from '../storage/conditions.js';
import { recordSuspects } from '../grouping/scored-rounds.js';
import type { Ledger } from '../ledger/ledger.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { Rows } from '../storage/rows.js';
import type { Transaction } from '../storage/database.js';
import { Studies, type StudyRow } from '../storage/tables/round-tables.js';

/** The document inside a row, which was checked when the study started. */
export function parseStudy({ document }: Pick<StudyRow, 'document'>): StudyDocument {
  return studyDocumentSchema.parse(JSON.parse(Buffer.from(document).toString('utf8')));
}

/** @throws CoordinatorError `not-found`. */
export async function findStudy(manager: Rows, idOrName: string): Promise<StudyRow> {
  const row = await manager.findOneBy(Studies, [{ id: idOrName as StudyId }, { name: idOrName }]);
  if (!row) throw new CoordinatorError('not-found', `there is no study "${idOrName}"; see "study status"`);
  return row;
}

/** Calibrating noise takes a while, and a plan follows from its inputs alone: each is worked out once. */
export class StudyPlans {
  readonly #plans = new Map<StudyId, StudyPlan>();

  /** @param nodes that bring rows to the study, in the roster that it runs under. */
  of(row: Pick<StudyRow, 'id' | 'document'>, terms: Agreement, nodes: number): StudyPlan {
    const known = this.#plans.get(row.id);
    if (known?.terms.nodes === nodes) return known;
    const plan = planStudy(terms, parseStudy(row), { nodes });
    this.#plans.set(row.id, plan);
    return plan;
  }
}

/** How the reason of a study begins that ended early because its budget was used up. */
export const BUDGET_SPENT = 'budget spent';

/** Where studies end. */
export class StudyEnds {
  constructor(
    private readonly ledger: Ledger,
    private readonly wakeups: Wakeups,
  ) {}

  /** @param reason why it ends before its plan; empty where it does not. */
  async finish(
    transaction: Transaction,
    study: Pick<StudyRow, 'id' | 'state' | 'roundsClosed'>,
    { epsilon, delta }: { readonly epsilon: number | null; readonly delta: number | null },
    nowMs: number,
    reason = '',
  ): Promise<void> {
    await transaction.manager.update(
      Studies,
      { id: study.id },
      { status: 'finished', reason: shownReason(reason), endedAt: nowMs },
    );
    await recordSuspects(transaction, this.ledger, study.id);
    await this.ledger.append(transaction, {
      kind: 'study-finished',
      actor: 'coordinator',
      subject: study.id,
      payload: {
        study: study.id,
        state: study.state,
        roundsClosed: study.roundsClosed,
        reason,
        epsilon,
        delta,
      },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'study-finished', study: study.id }));
  }

  /** Stops a study that runs or waits for approval; one that ended before stays as it ended. */
  async stop(
    transaction: Transaction,
    study: StudyId,
    reason: string,
    nowMs: number,
    actor: 'administrator' | 'coordinator' = 'coordinator',
  ): Promise<void> {
    const { affected } = await transaction.manager.update(
      Studies,
      { id: study, status: In(['proposed', 'running']) },
      { status: 'stopped', reason: shownReason(reason), endedAt: nowMs },
    );
    if (affected !== 1) return;
    await recordSuspects(transaction, this.ledger, study);
    await this.ledger.append(transaction, {
      kind: 'study-stopped',
      actor,
      subject: study,
      payload: { study, reason },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'study-stopped', study, detail: reason }));
  }
}

/** Bytes of UTF-8 that the work list has for a reason. */
const MOST_REASON_BYTES = 400;

/** The ledger keeps the whole reason; here it ends with "..." where it is longer than the work list can say. */
function shownReason(reason: string): string {
  const wellFormed = reason.toWellFormed();
  if (Buffer.byteLength(wellFormed) <= MOST_REASON_BYTES) return wellFormed;
  const room = MOST_REASON_BYTES - '...'.length;
  const { read } = new TextEncoder().encodeInto(wellFormed, new Uint8Array(room));
  return `${wellFormed.slice(0, read)}...`;
}
