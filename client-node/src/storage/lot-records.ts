// This node's chain of values for the drawings of a study, and the last drawing that it showed one for.
import type { Hash, StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';
import { StoreError } from './store-error.js';

export interface LotChain {
  readonly sealedSecret: Uint8Array;
  /** Signed lotAnchor. */
  readonly anchor: Uint8Array;
}

/** A drawing that a value was shown for. */
export interface ShownDrawing {
  readonly drawing: number;
  readonly round: number;
  readonly attempt: number;
  /** Content hash of the call. */
  readonly call: Hash;
}

interface LotRow {
  sealed_secret: Uint8Array;
  anchor: Uint8Array;
  drawing: number | null;
  round: number;
  attempt: number;
  call: string;
}

export class LotRecords extends Records {
  private readonly insert = this.statement<[string, Uint8Array, Uint8Array, number]>(
    'INSERT INTO lots (study, sealed_secret, anchor, created_at) VALUES (?, ?, ?, ?)',
  );
  private readonly select = this.statement<[string], LotRow>(
    'SELECT sealed_secret, anchor, drawing, round, attempt, call FROM lots WHERE study = ?',
  );
  private readonly update = this.statement<[number, number, number, string, string]>(
    'UPDATE lots SET drawing = ?, round = ?, attempt = ?, call = ? WHERE study = ?',
  );

  chain(study: StudyId): LotChain | undefined {
    const row = this.select.get(study);
    return row && { sealedSecret: plainBytes(row.sealed_secret), anchor: plainBytes(row.anchor) };
  }
  /** Once a study: a second chain would let this node choose its values. */
  begin(study: StudyId, { sealedSecret, anchor }: LotChain): void {
    this.insert.run(study, sealedSecret, anchor, this.clock.now());
  }

  /** The last drawing that a value was shown for. */
  shown(study: StudyId): ShownDrawing | undefined {
    const row = this.select.get(study);
    if (!row || row.drawing === null) return undefined;
    const { drawing, round, attempt, call } = row;
    return { drawing, round, attempt, call: call as Hash };
  }

  /**
   * Before the value leaves; showing the same again changes nothing.
   * @throws StoreError `lot-shown` for an earlier drawing, one under another call, or a second one for one attempt.
   */
  show(study: StudyId, next: ShownDrawing): void {
    this.atomically(() => {
      const last = this.shown(study);
      if (last?.drawing === next.drawing && last.call === next.call) return;
      const moves =
        !last ||
        (next.drawing > last.drawing &&
          (next.round > last.round || (next.round === last.round && next.attempt > last.attempt)));
      if (!moves)
        throw new StoreError(
          'lot-shown',
          `this node showed its value for drawing ${last.drawing} (round ${last.round}, attempt ${last.attempt}) and ` +
            'shows none for another drawing of it',
        );
      this.update.run(next.drawing, next.round, next.attempt, next.call, study);
    });
  }
}
