// chorale-coordinator agreement propose|diff|list: terms put before the members, who alone sign them.
import type { Command } from 'commander';
import { z } from 'zod';
import { agreementChangeInWords } from '@chorale/models/planning';
import { agreementChange, agreementSummary } from '../reports/report-schemas.js';
import type { AdminClient } from './admin-client.js';
import { agreementState } from './agreement-state.js';
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
    .command('diff <hash>')
    .description('what an agreement changes; "wider" needs the votes of two members')
    .option('--against <hash>', 'another one than the agreement that it replaces')
    .action(async (hash: string, { against }: { against?: string }, command: Command) => {
      const query = against === undefined ? '' : `?against=${encodeURIComponent(against)}`;
      const path = `agreements/${encodeURIComponent(hash)}/changes${query}`;
      const { changes } = await client().get(path, z.object({ changes: z.array(agreementChange) }));
      show(output, isJson(command), changes, () =>
        changes.length === 0 ? 'nothing is changed' : changes.map(agreementChangeInWords).join('\n'),
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
              ['AGREEMENT', 'STATE', 'SIGNED', 'EXPIRES', 'HASH', 'NOTES'],
              ...agreements.map(
                ({ title, active, over, signed, nodes, expires, agreement: hash, widens, reason }) => [
                  title,
                  agreementState({ active, over }),
                  `${signed} of ${nodes}`,
                  expires,
                  hash,
                  [...(widens ? ['wider than what was agreed on'] : []), ...(active ? [] : [reason])]
                    .filter(Boolean)
                    .join('; '),
                ],
              ),
            ]),
      );
    });
}
