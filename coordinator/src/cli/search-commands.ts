// chorale-coordinator study search-poison|suspects: searches of studies that look poisoned, by groups.
import { InvalidArgumentError, type Command } from 'commander';
import { formatPrivacyStatement } from '@chorale/models/planning';
import { startedStudy, suspectsReport, type SuspectsReport } from '../reports/report-schemas.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { counted, show, table, type Output } from './output.js';

interface SearchOptions {
  readonly name?: string;
  readonly rounds?: number;
  readonly epsilon?: number;
}

export function addSearchCommands(study: Command, output: Output, client: () => AdminClient): void {
  study
    .command('search-poison <name>')
    .description('run a study once more over groups drawn anew each round, to find who poisons it')
    .option('--rounds <count>', 'rounds at most; as the study', positiveNumber)
    .option('--epsilon <epsilon>', 'what the search may spend of the agreement; as the study', positiveNumber)
    .option('--name <name>', 'of the search; the study and "-search"')
    .action(async (name: string, { rounds, epsilon, name: own }: SearchOptions, command: Command) => {
      const body = { name: own, rounds, epsilon };
      const path = `studies/${encodeURIComponent(name)}/poison-search`;
      const started = await client().post(path, body, startedStudy);
      show(output, isJson(command), started, () =>
        [
          `started "${started.name}": at most ${counted(started.roundsPlanned, 'round')}`,
          `privacy: ${formatPrivacyStatement(started.privacy, 'en')}`,
          `its suspects: "chorale-coordinator study suspects ${started.name}"`,
        ].join('\n'),
      );
    });

  study
    .command('suspects <name>')
    .description('nodes of a search, or of any study over groups, the most suspect first')
    .action(async (name: string, _: unknown, command: Command) => {
      const report = await client().get(`studies/${encodeURIComponent(name)}/suspects`, suspectsReport);
      show(output, isJson(command), report, () => suspectsText(report));
    });
}

function suspectsText({
  nodes,
  rounds,
  suspectedFrom,
  suspectedUpTo,
  excludedFrom,
  status,
}: SuspectsReport): string {
  if (rounds === 0) return `no round has closed yet (${status}); nothing is known of anybody`;
  return [
    table([
      ['NODE', 'SCORE', 'CHANCE', 'FRAMED', 'ROUNDS', ''],
      ...nodes.map(({ name, score, chance, framed, rounds: present, suspected, excluded }) => [
        name,
        score.toFixed(2),
        chance.toPrecision(2),
        framed.toPrecision(2),
        String(present),
        excluded ? 'EXCLUDED' : suspected ? 'SUSPECTED' : '',
      ]),
    ]),
    '',
    `${rounds} rounds (${status}). Suspected: a score of ${suspectedFrom} or more that luck of the draw gives any node in ` +
      `${suspectedUpTo * 1000} of 1000 clean searches.`,
    excludedFrom === null
      ? 'The agreement excludes nobody: the members decide.'
      : `Excluded from studies that start once this one has ended: suspects at a score of ${excludedFrom} or more, by the agreement, ` +
        `to which nodes acting together bring an innocent one (FRAMED) as seldom.`,
  ].join('\n');
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Give a positive number.');
  return value;
}
