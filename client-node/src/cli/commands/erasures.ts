// chorale-node erasures: requests for erasure with their deadlines.
import { dayAt, daysLeft } from '../../rights/deadline.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { ExitCode } from '../exit-codes.js';
import type { Register } from '../program.js';

export const registerErasures: Register = (parent, run) => {
  const command = parent
    .command('erasures')
    .description('list requests for erasure; exit code 1 when one is overdue');
  run<SharedOptions>(command, erasures, ['json']);
};

interface ListedErasure {
  readonly number: number;
  readonly pseudonym: string;
  readonly ground: string;
  readonly requestedOn: string;
  readonly dueOn: string;
  /** Negative when the deadline has passed; null once it is carried out. */
  readonly daysLeft: number | null;
  readonly erasedAt: string | null;
  readonly certificate: string | null;
  /** Whether the coordinator has entered it in the ledger. */
  readonly inLedger: boolean;
}

function erasures(context: CommandContext): Promise<ExitCode> {
  const today = dayAt(context.clock.now());
  const listed = context
    .store()
    .erasures.all()
    .map(({ number, pseudonym, ground, requestedOn, dueOn, done }): ListedErasure => {
      return {
        ...{ number, pseudonym, ground, requestedOn, dueOn },
        daysLeft: done ? null : daysLeft(dueOn, today),
        erasedAt: done ? new Date(done.at).toISOString() : null,
        certificate: done?.hash ?? null,
        inLedger: done?.told ?? false,
      };
    });
  const overdue = listed.filter((each) => each.daysLeft !== null && each.daysLeft < 0).length;
  context.result({ overdue, erasures: listed }, inWords(listed, overdue));
  return Promise.resolve(overdue > 0 ? ExitCode.failed : ExitCode.done);
}

function inWords(listed: readonly ListedErasure[], overdue: number): string {
  if (listed.length === 0) return 'Nobody has asked for erasure.';
  const lines = listed.map((each) => {
    const state =
      each.daysLeft === null
        ? `erased ${each.erasedAt!.slice(0, 10)}${each.inLedger ? '' : ', not in the ledger yet'}`
        : each.daysLeft < 0
          ? `OVERDUE by ${-each.daysLeft} days`
          : `${each.daysLeft} days left, due ${each.dueOn}`;
    return `${each.number}  requested ${each.requestedOn}  ${each.ground}  ${state}  ${each.pseudonym.slice(0, 16)}`;
  });
  return [...lines, ...(overdue > 0 ? ['', `${overdue} overdue: carry them out now.`] : [])].join('\n');
}
