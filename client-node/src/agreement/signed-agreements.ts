import type { AgreementHash } from '@chorale/crypto';
import { agreementSchema, type Agreement } from '@chorale/models';
import type { NodeStore } from '../storage/node-store.js';

export interface SignedAgreement {
  readonly hash: AgreementHash;
  readonly terms: Agreement;
}

/** Every agreement that this node has signed, under whatever roster, in the order in which they came. */
export function signedAgreements({ agreements }: NodeStore): SignedAgreement[] {
  return agreements
    .all()
    .filter(({ consent }) => consent)
    .map(({ hash, bytes }) => ({
      hash,
      terms: agreementSchema.parse(JSON.parse(Buffer.from(bytes).toString())),
    }));
}
