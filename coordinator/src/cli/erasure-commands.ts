// chorale-coordinator erasure list|show|answer: erasures that nodes told of, and what officers answer by the deadline.
import { formatPrivacyStatement } from '@chorale/models/planning';
import { Option, type Command } from 'commander';
import { erasureReport } from '../reports/erasure-schemas.js';
import { erasureAnswers } from '../rights/erasure-answers.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';
import type { z } from 'zod';

interface AnswerOptions {
  readonly study: string;
  readonly answer: string;
  readonly successor?: string;
  readonly reason: string;
}
type Erasure = z.output<typeof erasureReport>;

export function addErasureCommands(program: Command, output: Output, client: () => AdminClient): void {
  const erasure = program
    .command('erasure')
    .description('erasures that nodes have certified, and what is answered');

  erasure
    .command('list')
    .description('erasures with their deadlines, oldest first')
    .option('--open', 'only those with a study that is not answered')
    .action(async ({ open }: { open?: boolean }, command: Command) => {
      const erasures = await client().list('erasures', erasureReport);
      const wanted = erasures.filter(({ daysLeft }) => open !== true || daysLeft !== null);
      show(output, isJson(command), wanted, () =>
        wanted.length === 0
          ? open === true
            ? 'every erasure is answered'
            : 'no node has certified an erasure'
          : table([
              ['CERTIFICATE', 'MEMBER', 'REQUESTED', 'ERASED', 'DUE', 'STATE'],
              ...wanted.map((row) => [
                row.certificate,
                row.member,
                row.requestedOn,
                `${row.erasedOn}${row.erasedInTime ? '' : ' (late)'}`,
                row.dueOn,
                stateInWords(row),
              ]),
            ]),
      );
    });

  erasure
    .command('show <certificate>')
    .description('one erasure, with the studies and models that it concerns')
    .action(async (certificate: string, _: unknown, command: Command) => {
      const found = await client().get(`erasures/${encodeURIComponent(certificate)}`, erasureReport);
      show(output, isJson(command), found, () => inWords(found));
    });

  erasure
    .command('answer <certificate>')
    .description('record what the federation answers for one study; the first answer stands')
    .requiredOption('--study <study>', 'id or name')
    .addOption(new Option('--answer <answer>').choices(erasureAnswers).makeOptionMandatory())
    .option('--successor <study>', 'with "retrained": the study that was trained anew, id or name')
    .requiredOption('--reason <text>', 'why that is enough, for the ledger')
    .action(async (certificate: string, options: AnswerOptions, command: Command) => {
      const path = `erasures/${encodeURIComponent(certificate)}/answers`;
      const answered = await client().post(path, options, erasureReport);
      show(output, isJson(command), answered, () => inWords(answered));
    });
}

function stateInWords({ daysLeft }: Erasure): string {
  if (daysLeft === null) return 'answered';
  return daysLeft < 0 ? `OVERDUE by ${-daysLeft} days` : `${daysLeft} days left`;
}

function inWords(erasure: Erasure): string {
  const { certificate, node, member, requestedOn, dueOn, erasedOn, entry, studies } = erasure;
  return [
    `Erasure ${certificate}, by node "${node}" of "${member}": ${stateInWords(erasure)}`,
    `  requested ${requestedOn}, erased ${erasedOn}, due ${dueOn}; entry ${entry} of the ledger`,
    ...studies.flatMap(({ name, status, model, privacy, proposed, answer }) => [
      `  study "${name}", ${status}: ${model ? `model after ${model.rounds} rounds, ${model.state}` : 'no model'}`,
      `    ${formatPrivacyStatement(privacy, 'en')}`,
      answer
        ? `    ANSWERED ${answer.answer}${answer.successor === null ? '' : ` by study ${answer.successor}`} (entry ${answer.entry}): ${answer.reason}`
        : `    not answered; the records bear out "${proposed}"`,
    ]),
  ].join('\n');
}
