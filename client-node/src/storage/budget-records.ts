// The node's book of privacy spent: a reservation before a round opens, spent when it may have been opened,
// given back only on proof that it never was.
import type { AgreementHash, RoundId, StudyId } from '@chorale/crypto';
import { Records } from './records.js';
import { StoreError } from './store-error.js';

export type BudgetStatus = 'reserved' | 'spent' | 'given-back';

/** The whole life of an entry; nothing but this table changes a status. */
const nextStatus: Readonly<Record<BudgetStatus, readonly BudgetStatus[]>> = {
  reserved: ['spent', 'given-back'],
  spent: [],
  'given-back': [],
};

export interface Reservation {
  readonly rid: RoundId;
  /** Whose privacy is spent: this node's persons, by id domain. */
  readonly population: string;
  /** From the agreement. */
  readonly purpose: string;
  readonly study: StudyId;
  /** The accountant's frozen event record, as JSON can hold it. */
  readonly event: unknown;
}

export interface BudgetEntry extends Reservation {
  readonly status: BudgetStatus;
  readonly reservedAt: number;
  readonly settledAt: number | undefined;
  /** That the study runs under. */
  readonly agreement: AgreementHash;
}

interface BudgetRow {
  rid: string;
  population: string;
  purpose: string;
  study: string;
  event: string;
  status: BudgetStatus;
  reserved_at: number;
  settled_at: number | null;
  agreement: string;
}

const SELECT = 'SELECT budget_entries.*, agreement FROM budget_entries JOIN studies USING (study)';

export class BudgetRecords extends Records {
  private readonly insert = this.statement<[string, string, string, string, string, number]>(
    `INSERT INTO budget_entries (rid, population, purpose, study, event, status, reserved_at)
     VALUES (?, ?, ?, ?, ?, 'reserved', ?)`,
  );
  private readonly selectOne = this.statement<[string, string], BudgetRow>(
    `${SELECT} WHERE rid = ? AND population = ?`,
  );
  private readonly selectCounted = this.statement<[string], BudgetRow>(
    `${SELECT} WHERE population = ? AND status <> 'given-back' ORDER BY reserved_at, rid`,
  );
  private readonly selectAll = this.statement<[], BudgetRow>(
    `${SELECT} ORDER BY reserved_at, rid, population`,
  );
  private readonly setStatus = this.statement<[BudgetStatus, number, string, string]>(
    'UPDATE budget_entries SET status = ?, settled_at = ? WHERE rid = ? AND population = ?',
  );
  private readonly selectBurnProof = this.statement<[string]>('SELECT 1 FROM burn_proofs WHERE rid = ?');

  /** Before anything is computed for the round. @throws StoreError `reservation-reused`. */
  reserve({ rid, population, purpose, study, event }: Reservation): void {
    this.atomically(() => {
      if (this.selectOne.get(rid, population))
        throw new StoreError(
          'reservation-reused',
          `round ${rid} has its reservation for ${population} already`,
        );
      this.insert.run(rid, population, purpose, study, JSON.stringify(event), this.clock.now());
    });
  }

  /** The round was, or may have been, opened. @throws StoreError `no-reservation` or `reservation-settled`. */
  spend(rid: RoundId, population: string): void {
    this.atomically(() => this.settle(rid, population, 'spent'));
  }

  /** @throws StoreError `no-burn-proof` unless the proof has been recorded; `no-reservation`, `reservation-settled`. */
  giveBack(rid: RoundId, population: string): void {
    this.atomically(() => {
      if (!this.selectBurnProof.get(rid))
        throw new StoreError('no-burn-proof', `nobody has proven that round ${rid} was burned unopened`);
      this.settle(rid, population, 'given-back');
    });
  }

  find(rid: RoundId, population: string): BudgetEntry | undefined {
    const row = this.selectOne.get(rid, population);
    return row && entryOf(row);
  }
  /** Everything that counts against the budget of a population: spent and reserved. */
  counted(population: string): readonly BudgetEntry[] {
    return this.selectCounted.all(population).map(entryOf);
  }
  all(): readonly BudgetEntry[] {
    return this.selectAll.all().map(entryOf);
  }

  private settle(rid: RoundId, population: string, status: BudgetStatus): void {
    const entry = this.selectOne.get(rid, population);
    if (!entry) throw new StoreError('no-reservation', `round ${rid} has no reservation for ${population}`);
    if (!nextStatus[entry.status].includes(status))
      throw new StoreError(
        'reservation-settled',
        `the reservation of round ${rid} is ${entry.status} already`,
      );
    this.setStatus.run(status, this.clock.now(), rid, population);
  }
}

function entryOf(row: BudgetRow): BudgetEntry {
  const { rid, population, purpose, study, status, reserved_at: reservedAt } = row;
  return {
    rid: rid as RoundId,
    population,
    purpose,
    study: study as StudyId,
    event: JSON.parse(row.event) as unknown,
    status,
    reservedAt,
    settledAt: row.settled_at ?? undefined,
    agreement: row.agreement as AgreementHash,
  };
}
