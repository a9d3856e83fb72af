// chorale-node heads: members compare the histories that the coordinator shows them.
import { readFileSync } from 'node:fs';
import { compareHead, FalseHead, showHead, type ComparedHead } from '../../agreement/shown-heads.js';
import { withRoster } from '../deciding.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { UsageError, type ExitCode } from '../exit-codes.js';
import { forkInWords, forkView } from '../ledger-forks.js';
import type { Register } from '../program.js';

export const registerHeads: Register = (parent, run) => {
  const group = parent
    .command('heads')
    .description('compare the ledger that you are shown with what other members are shown');
  const exported = group
    .command('export')
    .description('print the newest head of the ledger with both signatures, for other members');
  run<SharedOptions>(exported, exportHead);
  const checked = group
    .command('check')
    .description('hold what other members exported against this node; exit code 3 for two histories')
    .argument('<files...>', 'what "heads export" printed at other members');
  run<SharedOptions>(checked, (context) => checkHeads(context, checked.args));
};

async function exportHead(context: CommandContext): Promise<undefined> {
  const { store, signingKey, membership } = await context.enrolled();
  const shown = showHead(store, signingKey, membership.federation);
  if (shown === undefined)
    throw new UsageError('this node has countersigned no head yet; it does in its first round');
  const { size, root } = store.ledgerHeads.newest()!;
  const forks = store.ledgerHeads.forks().map((fork) => ({
    ...forkView(fork),
    /** Descriptors that name the two heads, as the coordinator signed them. */
    signed: [fork.own, fork.other].map(({ envelope }) => Buffer.from(envelope).toString('base64')),
  }));
  for (const fork of forks) context.note(`Warning: ${forkInWords(fork)}`);
  context.result({ size, root, shown, forks }, shown);
  return undefined;
}

async function checkHeads(context: CommandContext, files: readonly string[]): Promise<ExitCode | undefined> {
  const { node, roster } = await withRoster(context);
  const { store, client: coordinator, membership } = node;
  if (!store.ledgerHeads.newest())
    throw new UsageError('this node has countersigned no head yet; there is nothing to compare');
  const { federation, coordinatorKey } = membership;
  const parts = { store, coordinator, federation, coordinatorKey, roster };
  const compared: (ComparedHead & { readonly file: string })[] = [];
  for (const file of files) compared.push({ file, ...(await checkOne(parts, file)) });
  context.result(
    { heads: compared },
    compared
      .map(({ node: name, size, verdict }) =>
        verdict === 'same'
          ? `"${name}" and this node were shown one and the same history of ${size} entries.`
          : `"${name}" was shown ${size} entries: one history with what this node was shown.`,
      )
      .join('\n'),
  );
  return undefined;
}

async function checkOne(parts: Parameters<typeof compareHead>[0], file: string): Promise<ComparedHead> {
  try {
    return await compareHead(parts, readText(file));
  } catch (error) {
    if (!(error instanceof FalseHead)) throw error;
    throw new UsageError(`${file}: ${error.message}`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(`${file} cannot be read (${code}); name a file with what "heads export" printed`);
  }
}
