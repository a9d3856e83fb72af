// What this node releases of itself on finished models: reserved before a row is read for it, spent once the signed bytes are kept. Those
// are sent as they are, and never made twice.
import type { AgreementHash, StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

export interface PartyMetricsReservation {
  /** That made the model. */
  readonly study: StudyId;
  /** Whose privacy is spent: this node's persons, by id domain. */
  readonly population: string;
  readonly agreement: AgreementHash;
  /** From the agreement. */
  readonly purpose: string;
  /** Asked for; the multiplier follows from it. */
  readonly epsilon: number;
  readonly noiseMultiplier: number;
}

export interface PartyMetricsRecord extends PartyMetricsReservation {
  /** Signed; undefined while it is only reserved. */
  readonly envelope: Uint8Array | undefined;
}

interface Row {
  study: string;
  population: string;
  agreement: string;
  purpose: string;
  epsilon: number;
  noise_multiplier: number;
  envelope: Uint8Array | null;
}

export class PartyMetricsRecords extends Records {
  private readonly insert = this.statement<
    [string, string, string, string, number, number, Uint8Array | null, number]
  >('INSERT INTO party_metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  private readonly setEnvelope = this.statement<[Uint8Array, string, string, number]>(
    `UPDATE party_metrics SET envelope = ?
     WHERE study = ? AND agreement = ? AND noise_multiplier = ? AND envelope IS NULL`,
  );
  private readonly deleteUnfinished = this.statement<[string]>(
    'DELETE FROM party_metrics WHERE study = ? AND envelope IS NULL',
  );
  private readonly selectOne = this.statement<[string], Row>('SELECT * FROM party_metrics WHERE study = ?');
  private readonly selectAll = this.statement<[], Row>(
    'SELECT * FROM party_metrics ORDER BY reserved_at, study',
  );

  /** In the place of a reservation that came to nothing: of that, nothing left this node. */
  reserve(reservation: PartyMetricsReservation): void {
    this.atomically(() => {
      this.deleteUnfinished.run(reservation.study);
      this.write(reservation, null);
    });
  }
  /** @returns whether these bytes are the ones to send: others may be kept already, or the reservation be gone. */
  keep(
    { study, agreement, noiseMultiplier }: Omit<PartyMetricsReservation, 'population' | 'purpose'>,
    envelope: Uint8Array,
  ): boolean {
    return this.setEnvelope.run(envelope, study, agreement, noiseMultiplier).changes === 1;
  }
  /** Of a reservation that came to nothing; what is kept stays. */
  giveBack(study: StudyId): void {
    this.deleteUnfinished.run(study);
  }
  /** What the coordinator holds, signed by this node, and these records had lost. */
  takeOver(reservation: PartyMetricsReservation, envelope: Uint8Array): void {
    this.atomically(() => {
      this.deleteUnfinished.run(reservation.study);
      this.write(reservation, envelope);
    });
  }

  find(study: StudyId): PartyMetricsRecord | undefined {
    const row = this.selectOne.get(study);
    return row && recordOf(row);
  }
  all(): readonly PartyMetricsRecord[] {
    return this.selectAll.all().map(recordOf);
  }

  private write(
    { study, population, agreement, purpose, epsilon, noiseMultiplier }: PartyMetricsReservation,
    envelope: Uint8Array | null,
  ): void {
    const now = this.clock.now();
    this.insert.run(study, population, agreement, purpose, epsilon, noiseMultiplier, envelope, now);
  }
}

function recordOf({ envelope, noise_multiplier: noiseMultiplier, ...row }: Row): PartyMetricsRecord {
  const { study, population, agreement, purpose, epsilon } = row;
  return {
    ...{ population, purpose, epsilon, noiseMultiplier },
    study: study as StudyId,
    agreement: agreement as AgreementHash,
    envelope: envelope === null ? undefined : plainBytes(envelope),
  };
}
