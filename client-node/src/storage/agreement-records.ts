import type { AgreementHash, RosterHash } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

export interface AgreementRecord {
  readonly hash: AgreementHash;
  /** JSON text as it was proposed; its hash is what was signed. */
  readonly bytes: Uint8Array;
  /** The newest roster together with which this node signed it. */
  readonly consent: { readonly roster: RosterHash; readonly signedAt: number } | undefined;
}

interface AgreementRow {
  hash: string;
  bytes: Uint8Array;
  roster: string | null;
  signed_at: number | null;
}

const SELECT = `
  SELECT hash, bytes, roster, consent.signed_at FROM agreements
  LEFT JOIN (SELECT agreement, roster, agreement_consents.signed_at, max(version) FROM agreement_consents
             JOIN signed_rosters ON signed_rosters.hash = roster GROUP BY agreement) AS consent
    ON consent.agreement = hash`;

export class AgreementRecords extends Records {
  private readonly insert = this.statement<[string, Uint8Array, number]>(
    'INSERT INTO agreements VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly selectOne = this.statement<[string], AgreementRow>(`${SELECT} WHERE hash = ?`);
  private readonly selectAll = this.statement<[], AgreementRow>(`${SELECT} ORDER BY received_at, hash`);
  private readonly insertConsent = this.statement<[string, string, number]>(
    `INSERT INTO agreement_consents VALUES (?, ?, ?)
     ON CONFLICT (agreement, roster) DO UPDATE SET signed_at = excluded.signed_at`,
  );

  /** @param bytes whose hash the caller has checked. */
  receive(hash: AgreementHash, bytes: Uint8Array): void {
    this.insert.run(hash, bytes, this.clock.now());
  }
  /** Before the consent leaves; the roster is one that this node signed. Signed again, it is the newest word. */
  sign(hash: AgreementHash, roster: RosterHash): void {
    this.insertConsent.run(hash, roster, this.clock.now());
  }
  find(hash: AgreementHash): AgreementRecord | undefined {
    const row = this.selectOne.get(hash);
    return row && agreementOf(row);
  }
  all(): readonly AgreementRecord[] {
    return this.selectAll.all().map(agreementOf);
  }
}

function agreementOf({ hash, bytes, roster, signed_at: signedAt }: AgreementRow): AgreementRecord {
  return {
    hash: hash as AgreementHash,
    bytes: plainBytes(bytes),
    consent: roster === null || signedAt === null ? undefined : { roster: roster as RosterHash, signedAt },
  };
}
