// chorale-coordinator study start|stop|status|sums|recipes: studies from their proposal to their end.
import type { Command } from 'commander';
import { setTimeout as delay } from 'node:timers/promises';
import {
  formatPrivacyInShort,
  formatPrivacyStatement,
  onTerminal,
  recipes,
  type PrivacyStatement,
  type Recipe,
  type RecipeModel,
} from '@chorale/models/planning';
import {
  openedSum,
  startedStudy,
  stoppedStudy,
  studyReport,
  studySummary,
  type StudyReport,
} from '../reports/report-schemas.js';
import type { AdminClient } from './admin-client.js';
import { Refused } from './exit-codes.js';
import { isJson } from './federation-commands.js';
import { counted, show, table, type Output } from './output.js';
import { addCardCommand } from './card-command.js';
import { readStudyDocument } from './study-document.js';
import { addSearchCommands } from './search-commands.js';

const WATCH_MS = 1000;

export function addStudyCommands(program: Command, output: Output, client: () => AdminClient): void {
  const study = program.command('study').description('studies');

  study
    .command('start <file>')
    .description(
      'put a study under an active agreement before its members; it starts when all of them approve',
    )
    .action((file: string, _: unknown, command: Command) => start(output, client(), file, isJson(command)));

  study
    .command('stop <name>')
    .description('stop a running study for good; it cannot be taken up again')
    .option('--reason <text>', 'why, for the ledger and the nodes')
    .action((name: string, { reason }: { reason?: string }, command: Command) =>
      stop(output, client(), name, reason, isJson(command)),
    );

  addSearchCommands(study, output, client);
  addCardCommand(study, output, client);

  study
    .command('recipes')
    .description('business questions that a study may ask by name, and the features that each needs')
    .action((_: unknown, command: Command) => showRecipes(output, isJson(command)));

  study
    .command('sums <name>')
    .description('the opened sums of a study whose agreement says release: coordinator')
    .action((name: string, _: unknown, command: Command) =>
      showSums(output, client(), name, isJson(command)),
    );

  study
    .command('status [name]')
    .description('progress of one study, or all of them in short')
    .option('--watch', 'print again whenever something changed, until the study ends')
    .action(async (name: string | undefined, options: { watch?: boolean }, command: Command) => {
      if (name === undefined) await showAll(output, client(), isJson(command));
      else if (options.watch === true) await watch(output, client(), name, isJson(command));
      else await showOne(output, client(), name, isJson(command));
    });
}

async function start(output: Output, client: AdminClient, file: string, asJson: boolean): Promise<void> {
  const started = await client.post('studies', readStudyDocument(file), startedStudy);
  show(output, asJson, started, () =>
    [
      `proposed "${started.name}": at most ${counted(started.roundsPlanned, 'round')}`,
      `privacy if all of them are released: ${formatPrivacyStatement(started.privacy, 'en')}`,
      ...started.notices.map((notice) => `note: ${notice}`),
      `it starts once these approve it: ${started.awaiting.join(', ')}`,
      `follow it with "chorale-coordinator study status ${started.name} --watch"`,
    ].join('\n'),
  );
}

async function stop(
  output: Output,
  client: AdminClient,
  name: string,
  reason: string | undefined,
  asJson: boolean,
): Promise<void> {
  const body = reason === undefined ? {} : { reason };
  const stopped = await client.post(`studies/${encodeURIComponent(name)}/stop`, body, stoppedStudy);
  show(output, asJson, stopped, () =>
    [
      `stopped "${stopped.name}" ${stopped.reason}`,
      'what its rounds spent or reserved still counts; only a round that its members burn is given back',
    ].join('\n'),
  );
}

async function showSums(output: Output, client: AdminClient, name: string, asJson: boolean): Promise<void> {
  const sums = await client.list(`studies/${encodeURIComponent(name)}/sums`, openedSum);
  show(output, asJson, sums, () =>
    sums.length === 0
      ? 'no sum was opened here; only agreements with release: coordinator let the coordinator open any'
      : table([
          ['ROUND', 'BLOCK', 'VALUES'],
          ...sums.flatMap(({ index, blocks }) =>
            blocks.map(({ name: block, values }) => [String(index + 1), block, values.join(' ')]),
          ),
        ]),
  );
}

function showRecipes(output: Output, asJson: boolean): void {
  const shown = recipes.map(
    ({ name, question, computation, roles, label, needsModel = false, reading, model, others = [] }) => ({
      ...{ recipe: name, question, computation, label: label ?? null, roles, needsModel, reading },
      ...(model !== undefined && { model, others: others.map(otherModel) }),
    }),
  );
  show(output, asJson, shown, () => recipes.map(recipeText).join('\n\n'));
}

function otherModel({ name, computation, label, reading }: RecipeModel): object {
  return { model: name, computation, label: label ?? null, reading };
}

function recipeText(recipe: Recipe): string {
  const { name, question, computation, roles, label, needsModel, reading, model, others = [] } = recipe;
  const needs = roles.map(
    ({ name: role, type, meaning, isOptional }) =>
      `  ${role} (${type}${isOptional === true ? ', may be left out' : ''}): ${meaning}`,
  );
  const learns = label ? [`  label of the dictionary (${label}): what it learns`] : [];
  const takes = needsModel === true ? ['  settings: { model: { study: NAME } }: whose model it takes'] : [];
  const ways = others.flatMap((other) => [
    `  model: ${other.name}, by ${other.computation}${other.label ? `, which learns a ${other.label} label` : ''}`,
    `    ${other.reading}`,
  ]);
  const own = model === undefined ? '' : ` (model: ${model}, where none is named)`;
  return [
    `${name}: ${question}`,
    `  by ${computation}${own}`,
    ...needs,
    ...learns,
    ...takes,
    `  ${reading}`,
    ...ways,
  ].join('\n');
}

async function showAll(output: Output, client: AdminClient, asJson: boolean): Promise<void> {
  const studies = await client.list('studies', studySummary);
  show(output, asJson, studies, () =>
    studies.length === 0
      ? 'no study was started yet; write one and run "chorale-coordinator study start FILE"'
      : table([
          ['STUDY', 'STATE', 'ROUNDS', 'COMPUTATION', 'REASON'],
          ...studies.map(({ name, status, roundsClosed, roundsPlanned, computation, reason }) => [
            name,
            status,
            `${roundsClosed} of at most ${roundsPlanned}`,
            computation,
            reason,
          ]),
        ]),
  );
}

async function showOne(output: Output, client: AdminClient, name: string, asJson: boolean): Promise<void> {
  const report = await client.get(`studies/${encodeURIComponent(name)}`, studyReport);
  show(output, asJson, report, () => reportText(report));
}

/** @throws Refused when the study was stopped. */
async function watch(output: Output, client: AdminClient, name: string, asJson: boolean): Promise<void> {
  let shown = '';
  for (;;) {
    const report = await client.get(`studies/${encodeURIComponent(name)}`, studyReport);
    const text = asJson ? JSON.stringify(report) : lineOf(report);
    if (text !== shown) output.stdout.write(`${onTerminal(text)}\n`);
    shown = text;
    if (report.status === 'stopped')
      throw new Refused('study-refused', 409, `the study was stopped: ${report.reason}`);
    if (report.status === 'finished') return;
    await delay(WATCH_MS);
  }
}

function lineOf({ name, roundsClosed, roundsPlanned, rounds, privacy, status, reason }: StudyReport): string {
  const present = rounds.at(-1);
  const where = present
    ? `round ${present.index + 1} ${present.phase}, ${counted(present.contributed.length, 'contribution')}`
    : 'waiting for nodes';
  const ended = reason === '' ? status : `${status} (${reason})`;
  const state = status === 'running' ? where : ended;
  return `${name}: ${roundsClosed} of at most ${counted(roundsPlanned, 'round')} closed, ${state}, ${spentInWords(privacy)}`;
}

function spentInWords(privacy: PrivacyStatement): string {
  return privacy.epsilon === 0 ? 'no privacy spent yet' : formatPrivacyInShort(privacy);
}

function reportText(report: StudyReport): string {
  const { bytesReceived, rounds, leftOut } = report;
  return [
    lineOf(report),
    ...(leftOut.length === 0
      ? []
      : [`left out under the agreement's rule on poisoning: ${leftOut.join(', ')}`]),
    '',
    table([
      ['ROUND', 'PHASE', 'CONTRIBUTED', 'COMMITTED', 'RELEASED', 'ADOPTED', 'NOTES'],
      ...rounds.map((round) => [
        round.attempt === 0 ? String(round.index + 1) : `${round.index + 1} (attempt ${round.attempt + 1})`,
        round.phase,
        String(round.contributed.length),
        String(round.committed.length),
        String(round.released.length),
        String(round.adopted.length),
        [round.reason, ...round.refused.map(({ node, reason }) => `${node} refuses: ${reason}`)]
          .filter(Boolean)
          .join('; '),
      ]),
    ]),
    '',
    table([['NODE', 'BYTES RECEIVED'], ...bytesReceived.map(({ node, bytes }) => [node, String(bytes)])]),
  ].join('\n');
}
