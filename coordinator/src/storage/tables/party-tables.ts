// What parties released of themselves; what each column means, and in which unit, stands in ../migrations.
import type { AgreementHash, NodeId, StudyId } from '@chorale/crypto';
import { EntitySchema } from 'typeorm';
import { bytes, integer, real, text } from '../columns.js';

export interface PartyMetricsRow {
  study: StudyId;
  node: NodeId;
  agreement: AgreementHash;
  noiseMultiplier: number;
  envelope: Uint8Array;
  entry: number;
}
export const PartyMetrics = new EntitySchema<PartyMetricsRow>({
  name: 'party_metrics',
  columns: {
    study: text({ primary: true }),
    node: text({ primary: true }),
    agreement: text(),
    noiseMultiplier: real(),
    envelope: bytes(),
    entry: integer(),
  },
});
