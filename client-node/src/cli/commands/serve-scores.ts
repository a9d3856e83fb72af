// chorale-node serve-scores: answers this member's own systems about one customer at a time, on this machine only.
import { ModelHeld } from '../../gate/model-held.js';
import { usageStamp } from '../../gate/usage-stamp.js';
import { erasedByNow } from '../../rights/pseudonyms.js';
import { scoresIn } from '../../score/packed-scores.js';
import { readScores, type ReadScores } from '../../score/read-scores.js';
import { readOnThread } from '../../score/reading-thread.js';
import { answerTo, type ScoreTables } from '../../serve-scores/answer.js';
import { FreshScores } from '../../serve-scores/fresh-scores.js';
import { listen } from '../../serve-scores/listen.js';
import { readPlace, socketPlace } from '../../serve-scores/place.js';
import { openToken } from '../../serve-scores/token.js';
import { homePaths } from '../../storage/home.js';
import { lockScores } from '../../storage/home-lock.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';

interface ServeOptions extends SharedOptions {
  readonly study?: readonly string[];
  readonly listen?: string;
  readonly refreshMinutes: string;
  readonly newToken?: boolean;
}

const MINUTE_MS = 60_000;
const MOST_MINUTES = 1440;
const CHECK_MS = 5000;

export const registerServeScores: Register = (parent, run) => {
  const command = parent
    .command('serve-scores')
    .description("answer this member's own systems about one customer at a time, on this machine only")
    .option('--study <name...>', 'names of finished studies (default: all that have a model)')
    .option(
      '--listen <place>',
      '127.0.0.1:PORT, [::1]:PORT or unix:/PATH (default: scores.sock in CHORALE_HOME)',
    )
    .option('--refresh-minutes <n>', 'how often rows are read anew; SIGHUP does it at once', '60')
    .option('--new-token', 'make a new token; the one before is refused from then on');
  run<ServeOptions>(command, serveScores, ['config', 'dev', 'jsonEvents']);
};

async function serveScores(context: CommandContext, options: ServeOptions): Promise<undefined> {
  const everyMs = minutesOf(options.refreshMinutes) * MINUTE_MS;
  const paths = homePaths(context.settings.home);
  const place = options.listen === undefined ? socketPlace(paths.scoresSocket) : readPlace(options.listen);
  const store = context.store();
  if (store.federation.membership()?.role === 'committee')
    throw new UsageError('this node only sits on the committee: it has no customers, and receives no model');
  const { storageKey } = context.keyring();
  const { home, passphraseFile } = context.settings;
  const { configFile, surroundings } = context;
  const reading = { home, configFile, studies: options.study };
  const request = { ...reading, isDevelopment: options.dev ?? false, passphraseFile };
  let isAnswering = false;
  const read = (): Promise<ReadScores> =>
    isAnswering
      ? readOnThread(request, surroundings.signal, surroundings.readingWorker)
      : readScores({ ...reading, store, storageKey: () => storageKey });
  const fresh = new FreshScores({
    read: async () => tablesOf(await read(), context),
    changes: () => usageStamp(store),
    clock: context.clock,
    everyMs,
    onRead: (tables) =>
      context.event({ event: 'read', studies: sizesOf(tables) }, `scored ${inWords(tables)}`),
    onFailure: (error) => {
      // A service that stops ends its thread in the middle of a reading.
      if (surroundings.signal.aborted) return;
      context.log.error({ err: error }, 'rows could not be read anew; the scores before stay for now');
    },
  });
  const lock = lockScores(context.settings.home);
  try {
    await fresh.start();
    if (fresh.current()?.tables.size === 0)
      throw new ModelHeld('no model may be served: each is held back or past its days, as said above');
    isAnswering = true;
    const token = openToken(paths, context.entropy, options.newToken);
    const service = await listen(place, {
      answer: answerTo({
        scores: () => fresh.current(),
        isErased: erasedByNow(store, storageKey),
        tokenFits: (given) => token.fits(given),
      }),
      onError: (error) => context.log.error({ err: error }, 'a question about a score could not be answered'),
      mayReplace: options.listen === undefined,
    });
    context.surroundings.onHangUp(() => void fresh.readAgain());
    const checks = setInterval(() => fresh.check(), CHECK_MS);
    try {
      const where = token.created ? `; the token for those who ask is in ${paths.scoresToken}` : '';
      context.event(
        { event: 'listening', address: service.address, tokenFile: token.created ? paths.scoresToken : null },
        `answers on ${service.address}${where}; stop it with Ctrl-C`,
      );
      await ended(context.surroundings.signal);
    } finally {
      clearInterval(checks);
      await service.close();
    }
  } finally {
    lock.release();
  }
  context.event({ event: 'ended' }, 'stopped');
}

function tablesOf({ studies, notes }: ReadScores, context: CommandContext): ScoreTables {
  for (const told of notes) context.note(told);
  return new Map(studies.map(({ study, scores }) => [study, scoresIn(scores)]));
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (!/^\d{1,4}$/.test(text) || minutes < 1 || minutes > MOST_MINUTES)
    throw new UsageError(`--refresh-minutes is a whole number from 1 to ${MOST_MINUTES}`);
  return minutes;
}

function sizesOf(tables: ScoreTables): Readonly<Record<string, number>> {
  return Object.fromEntries([...tables].map(([study, persons]) => [study, persons.size]));
}
function inWords(tables: ScoreTables): string {
  return [...tables].map(([study, persons]) => `${persons.size} persons for "${study}"`).join(', ');
}

async function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
