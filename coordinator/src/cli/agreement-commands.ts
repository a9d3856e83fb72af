import type { Command } from 'commander';
import { agreementSummary } from '../reports/report-schemas.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';
import { readDocument } from './read-document.js';

export function addAgreementCommands(program: Command, output: Output, client: () => AdminClient): void {
  const agreement = program.command('agreement').description('data-use agreements');

  agreement
    .command('propose <file>')
    .description('close the roster over all enrolled nodes and put an agreement before them')
    .action(async (file: string, _: unknown, command: Command) => {
      const proposed = await client().post('agreements', readDocument(file), agreementSummary);
      show(output, isJson(command), proposed, () =>
        [
          `proposed "${proposed.title}" to ${proposed.nodes} nodes: ${proposed.agreement}`,
          'each of them now signs it with "chorale-node agreement sign"',
        ].join('\n'),
      );
    });

  agreement
    .command('list')
    .description('agreements and who signed them')
    .action(async (_: unknown, command: Command) => {
      const agreements = await client().list('agreements', agreementSummary);
      show(output, isJson(command), agreements, () =>
        agreements.length === 0
          ? 'no agreement was proposed yet; write one and run "chorale-coordinator agreement propose FILE"'
          : table([
              ['AGREEMENT', 'STATE', 'SIGNED', 'EXPIRES', 'HASH'],
              ...agreements.map(({ title, active, signed, nodes, expires, agreement: hash }) => [
                title,
                active ? 'active' : 'waiting',
                `${signed} of ${nodes}`,
                expires,
                hash,
              ]),
            ]),
      );
    });
}
