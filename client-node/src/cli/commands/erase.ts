// chorale-node erase: a person is left out of everything from now on, and a signed certificate says so.
import { resolve } from 'node:path';
import { z } from 'zod';
import { loadNodeConfig } from '../../config/node-config.js';
import { personRows } from '../../features/person-rows.js';
import { carryOut } from '../../rights/carry-out.js';
import { grounds, verifyCertificate } from '../../rights/certificate.js';
import { erasureInWords } from '../../rights/erasure-words.js';
import { dayAt, dueDay } from '../../rights/deadline.js';
import { Pseudonyms } from '../../rights/pseudonyms.js';
import { tellErasures } from '../../rights/tell-erasures.js';
import { takeFromList } from '../../score/take-from-list.js';
import { writeFileAtomically } from '../../storage/atomic-file.js';
import type { ErasureRecord } from '../../storage/erasure-records.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { CommandFailed, UsageError } from '../exit-codes.js';
import { restoreErasure, verifyErasure } from '../erasure-certificates.js';
import { readPerson, withPersonOptions, type PersonOptions } from '../person-option.js';
import type { Register } from '../program.js';

interface EraseOptions extends SharedOptions, PersonOptions {
  readonly reason: string;
  readonly requested?: string;
  readonly since?: string;
  readonly later?: boolean;
  readonly absent?: boolean;
  readonly output?: string;
  readonly verify?: string;
  readonly restore?: string;
  readonly fingerprint?: string;
}

export const registerErase: Register = (parent, run) => {
  const command = withPersonOptions(
    parent
      .command('erase')
      .description('leave a person out of everything from now on, and certify it (GDPR 17, PIPL 47)'),
  )
    .option('--reason <ground>', grounds.join(', '), 'request')
    .option(
      '--requested <date>',
      'day of the request, YYYY-MM-DD (default: today); its deadline counts from it',
    )
    .option(
      '--since <date>',
      'day from which the person was your customer; studies that ended before are not named',
    )
    .option('--later', 'only record the request, whose deadline then shows in "chorale-node erasures"')
    .option('--absent', 'the source holds no row of the person any more')
    .option('--output <file>', 'certificate (default: erasure-NUMBER.json here)')
    .option('--verify <file>', 'verify a certificate instead, offline')
    .option(
      '--restore <file>',
      "take over this node's certificate into a home that was set back to an older backup",
    )
    .option('--fingerprint <fingerprint>', 'with --verify: of the node, as people compared it');
  run<EraseOptions>(command, (context, options) => {
    if (options.verify !== undefined) return verifyErasure(context, options.verify, options.fingerprint);
    return options.restore === undefined ? erase(context, options) : restoreErasure(context, options.restore);
  });
};

async function erase(context: CommandContext, options: EraseOptions): Promise<undefined> {
  const person = readPerson(options);
  const ground = grounds.find((each) => each === options.reason);
  if (!ground) throw new UsageError(`--reason is one of ${grounds.join(', ')}`);
  const today = dayAt(context.clock.now());
  const requestedOn = dayOption('--requested', options.requested, today) ?? today;
  const since = dayOption('--since', options.since, today) ?? null;
  const node = await context.enrolled();
  const { store, membership, signingKey, clock } = node;
  if (membership.role === 'committee')
    throw new UsageError('this node only sits on the committee: it has no customers');
  const config = await loadNodeConfig(context.configFile);
  const rows = (await personRows(config.data, person)).flatMap((table) => table.rows);
  if (rows.length === 0 && !options.absent)
    throw new UsageError(
      'the source holds no row of this person: check the id, or say --absent where the rows are deleted already',
    );
  const pseudonyms = Pseudonyms.make(store, context.storageKey(), context.entropy);
  const dueOn = dueDay(requestedOn, config.erasureDeadline);
  const request = store.erasures.request({
    pseudonym: pseudonyms.name(person),
    ...{ ground, requestedOn, dueOn },
  });
  if (options.later && !request.done) {
    context.result(
      { number: request.number, erased: false, dueOn: request.dueOn },
      `Request ${request.number} is on record, due on ${request.dueOn}. Carry it out with the same command without --later.`,
    );
    return;
  }
  const { record, unreadable } = await carryOut(
    { store, membership, signingKey, clock, takeFromList: ({ path }) => takeFromList(path, person) },
    { request, rowsInSource: rows.length, contributionsSince: since },
  );
  for (const path of unreadable)
    context.note(`Warning: ${path} is no longer as it was written; take the person out of it yourself`);
  await tell(context, node);
  show(context, options, record, request.done !== undefined);
}

/** What the coordinator does not hear now, the running node tells it later. */
async function tell(
  context: CommandContext,
  { store, client }: Awaited<ReturnType<CommandContext['enrolled']>>,
): Promise<void> {
  try {
    await tellErasures(store, client);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.note(
      `Warning: the coordinator does not know of it yet (${reason}); the running node tells it, or this command when called again`,
    );
  }
}

function show(
  context: CommandContext,
  { output }: EraseOptions,
  record: ErasureRecord,
  wasDone: boolean,
): void {
  const { certificate, hash } = record.done!;
  const file = resolve(output ?? `erasure-${record.number}.json`);
  try {
    writeFileAtomically(file, certificate, 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new CommandFailed(
      `the person is erased, but ${file} cannot be written (${code}); call this again with another --output`,
    );
  }
  const { statement } = verifyCertificate(certificate);
  context.result(
    { number: record.number, erased: true, before: wasDone, certificate: hash, file, statement },
    [
      wasDone ? `Erased before, as request ${record.number}.` : `Erased, as request ${record.number}.`,
      ...erasureInWords(statement),
      `Certificate ${hash} in ${file}`,
    ].join('\n'),
  );
}

function dayOption(name: string, given: string | undefined, today: string): string | undefined {
  if (given === undefined) return undefined;
  // Date.parse takes 30 February for 2 March.
  if (!z.iso.date().safeParse(given).success || given > today)
    throw new UsageError(`${name} has to be a day that has come, YYYY-MM-DD; it is ${given}`);
  return given;
}
