// Drawings of groups: nodes' anchors, calls and shown values; what each column means, and in which unit, stands in ../migrations.
import type { Hash, NodeId, StudyId } from '@chorale/crypto';
import { EntitySchema } from 'typeorm';
import { bytes, integer, text } from '../columns.js';

export interface LotAnchorRow {
  study: StudyId;
  node: NodeId;
  anchor: Hash;
  envelope: Uint8Array;
}
export const LotAnchors = new EntitySchema<LotAnchorRow>({
  name: 'lot_anchors',
  columns: {
    study: text({ primary: true }),
    node: text({ primary: true }),
    anchor: text(),
    envelope: bytes(),
  },
});

export interface DrawingRow {
  study: StudyId;
  drawing: number;
  round: number;
  attempt: number;
  call: Uint8Array;
  showBy: number;
  result: Uint8Array | null;
}
export const Drawings = new EntitySchema<DrawingRow>({
  name: 'drawings',
  columns: {
    study: text({ primary: true }),
    drawing: integer({ primary: true }),
    round: integer(),
    attempt: integer(),
    call: bytes(),
    showBy: integer(),
    result: bytes({ nullable: true }),
  },
});

export interface LotRow {
  study: StudyId;
  drawing: number;
  node: NodeId;
  value: Uint8Array;
}
export const Lots = new EntitySchema<LotRow>({
  name: 'lots',
  columns: {
    study: text({ primary: true }),
    drawing: integer({ primary: true }),
    node: text({ primary: true }),
    value: bytes(),
  },
});
