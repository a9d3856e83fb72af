// Webhooks; what each column means, and in which unit, stands in ../migrations.
import { EntitySchema } from 'typeorm';
import { bytes, integer, text } from '../columns.js';

export interface WebhookRow {
  id: string;
  url: string;
  kinds: string;
  sealedSecret: Uint8Array;
  createdAt: number;
  createdBy: string;
  nextPosition: number;
  attempt: number;
  dueAt: number;
  problem: string;
  suspendedAt: number | null;
}
export const Webhooks = new EntitySchema<WebhookRow>({
  name: 'webhooks',
  columns: {
    id: text({ primary: true }),
    url: text(),
    kinds: text(),
    sealedSecret: bytes(),
    createdAt: integer(),
    createdBy: text(),
    nextPosition: integer(),
    attempt: integer(),
    dueAt: integer(),
    problem: text(),
    suspendedAt: integer({ nullable: true }),
  },
});
