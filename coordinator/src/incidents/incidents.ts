// Incidents: what went wrong, said by people, until it is resolved.
import type { Entropy } from '@chorale/crypto';
import type { Ledger } from '../ledger/ledger.js';
import { requireStudyOf, type OnlyMember } from '../people/member-view.js';
import type { Principal } from '../people/roles.js';
import { newId } from '../people/secrets.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { IncidentReport } from '../reports/audit-schemas.js';
import { NullOr } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import { Incidents, type IncidentRow } from '../storage/tables/incident-tables.js';

export interface NewIncident {
  readonly title: string;
  readonly description: string;
  readonly severity: IncidentRow['severity'];
  /** Id or name. */
  readonly study: string | undefined;
  readonly member: string | null;
}

export class IncidentBook {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
  ) {}

  open(
    who: Principal,
    { title, description, severity, study, member }: NewIncident,
  ): Promise<IncidentReport> {
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      const about = study === undefined ? null : await requireStudyOf(manager, study, who.member);
      const row: IncidentRow = {
        id: newId(this.entropy),
        ...{ title, description, severity, member },
        study: about?.id ?? null,
        openedAt: this.clock.now(),
        openedBy: who.actor,
        ...{ closedAt: null, closedBy: null, resolution: null },
      };
      await manager.insert(Incidents, row);
      await this.ledger.append(transaction, {
        kind: 'incident-opened',
        actor: who.actor,
        subject: row.id,
        payload: { incident: row.id, severity, study: row.study, member, title },
      });
      return reportOf(row);
    });
  }

  /** In the order in which they were opened. */
  list(member: OnlyMember): Promise<IncidentReport[]> {
    return this.database.read(async (manager) => {
      const rows = await manager.find(Incidents, {
        ...(member === null ? {} : { where: { member: NullOr(member) } }),
        order: { openedAt: 'ASC', id: 'ASC' },
      });
      return rows.map(reportOf);
    });
  }

  /** @throws CoordinatorError `not-found`, also for one that concerns another member. */
  find(id: string, member: OnlyMember): Promise<IncidentReport> {
    return this.database.read(async (manager) =>
      reportOf(requireVisible(await manager.findOneBy(Incidents, { id }), id, member)),
    );
  }

  /** @param check looks at the incident as it is, and may refuse. */
  close(
    who: Principal,
    id: string,
    resolution: string,
    check: (report: IncidentReport) => void,
  ): Promise<IncidentReport> {
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      const row = requireVisible(await manager.findOneBy(Incidents, { id }), id, who.member);
      check(reportOf(row));
      if (row.closedAt !== null)
        throw new CoordinatorError('incident-closed', 'the incident was closed before; open another one');
      const change = { closedAt: this.clock.now(), closedBy: who.actor, resolution };
      await manager.update(Incidents, { id }, change);
      await this.ledger.append(transaction, {
        kind: 'incident-closed',
        actor: who.actor,
        subject: id,
        payload: { incident: id, study: row.study, member: row.member, resolution },
      });
      return reportOf({ ...row, ...change });
    });
  }
}

function requireVisible(row: IncidentRow | null, id: string, member: OnlyMember): IncidentRow {
  if (!row || (member !== null && row.member !== null && row.member !== member))
    throw new CoordinatorError('not-found', `there is no incident ${id}; list the incidents`);
  return row;
}

function reportOf({ id: incident, ...row }: IncidentRow): IncidentReport {
  return { incident, ...row };
}
