// chorale-coordinator incident list|open|close: what went wrong, and how it ended.
import { Option, type Command } from 'commander';
import { incidentReport, incidentSeverities } from '../reports/audit-schemas.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';

interface OpenOptions {
  readonly title: string;
  readonly description: string;
  readonly severity: string;
  readonly study?: string;
  readonly member?: string;
}

export function addIncidentCommands(program: Command, output: Output, client: () => AdminClient): void {
  const incident = program.command('incident').description('what went wrong, until it is resolved');

  incident
    .command('list')
    .description('incidents, oldest first')
    .action(async (_: unknown, command: Command) => {
      const incidents = await client().list('incidents', incidentReport);
      show(output, isJson(command), incidents, () =>
        incidents.length === 0
          ? 'no incident was reported'
          : table([
              ['INCIDENT', 'OPENED', 'SEVERITY', 'MEMBER', 'STATE', 'TITLE'],
              ...incidents.map((row) => [
                row.incident,
                new Date(row.openedAt).toISOString().slice(0, 16),
                row.severity,
                row.member ?? '',
                row.closedAt === null ? 'open' : 'closed',
                row.title,
              ]),
            ]),
      );
    });

  incident
    .command('open')
    .description('report an incident; the title is written into the ledger')
    .requiredOption('--title <text>')
    .requiredOption('--description <text>')
    .addOption(new Option('--severity <severity>').choices(incidentSeverities).makeOptionMandatory())
    .option('--study <study>', 'id or name')
    .option('--member <member>', 'that it concerns; left out: everybody')
    .action(async (options: OpenOptions, command: Command) => {
      const opened = await client().post('incidents', options, incidentReport);
      show(output, isJson(command), opened, () => opened.incident);
    });

  incident
    .command('close <incident>')
    .description('resolve an incident')
    .requiredOption('--resolution <text>')
    .action(async (id: string, { resolution }: { resolution: string }, command: Command) => {
      const path = `incidents/${encodeURIComponent(id)}`;
      const version = await client().versionOf(path);
      const closed = await client().post(`${path}/close`, { resolution }, incidentReport, version);
      show(output, isJson(command), closed, () => `closed ${closed.incident}`);
    });
}
