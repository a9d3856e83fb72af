// Requests of nodes: nonces that count once, bytes received; what each column means, and in which unit, stands in ../migrations.
import type { NodeId } from '@chorale/crypto';
import { EntitySchema } from 'typeorm';
import { integer, text } from '../columns.js';

export interface RequestNonceRow {
  node: NodeId;
  nonce: string;
  createdAt: number;
}
export const RequestNonces = new EntitySchema<RequestNonceRow>({
  name: 'request_nonces',
  columns: { node: text({ primary: true }), nonce: text({ primary: true }), createdAt: integer() },
});

export interface BytesReceivedRow {
  study: string;
  node: NodeId;
  bytes: number;
}
export const BytesReceived = new EntitySchema<BytesReceivedRow>({
  name: 'bytes_received',
  columns: { study: text({ primary: true }), node: text({ primary: true }), bytes: integer() },
});
