// Incidents; what each column means, and in which unit, stands in ../migrations.
import type { StudyId } from '@chorale/crypto';
import { EntitySchema } from 'typeorm';
import type { incidentSeverities } from '../../reports/audit-schemas.js';
import { integer, text } from '../columns.js';

export interface IncidentRow {
  id: string;
  title: string;
  description: string;
  severity: (typeof incidentSeverities)[number];
  study: StudyId | null;
  member: string | null;
  openedAt: number;
  openedBy: string;
  closedAt: number | null;
  closedBy: string | null;
  resolution: string | null;
}
export const Incidents = new EntitySchema<IncidentRow>({
  name: 'incidents',
  columns: {
    id: text({ primary: true }),
    title: text(),
    description: text(),
    severity: text(),
    study: text({ nullable: true }),
    member: text({ nullable: true }),
    openedAt: integer(),
    openedBy: text(),
    closedAt: integer({ nullable: true }),
    closedBy: text({ nullable: true }),
    resolution: text({ nullable: true }),
  },
});
