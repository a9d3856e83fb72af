// A database that is away for a moment: it is told in the log and tried again, and the coordinator lives on.
import { join } from 'node:path';
import { Ticker } from '../../../coordinator/src/platform/ticker.js';
import { createLogger } from '../../../coordinator/src/platform/logger.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();

test('a set that is fixed while the database does not answer is added up by a later tick', async () => {
  const made = folder();
  const location = { kind: 'sqlite' as const, file: join(made, 'coordinator.sqlite') };
  const federation = await TestFederation.found({ folder: made, location });
  const { database, wakeups } = federation.house;
  const logger = createLogger('silent');
  const told = new Promise((resolve) => (logger.error = (_: unknown, message?: string) => resolve(message)));
  const read = database.read.bind(database);
  wakeups.listen(({ reason }) => {
    if (reason === 'set-fixed') database.read = () => Promise.reject(new Error('the connection was lost'));
  });
  const ticker = new Ticker(federation.house, logger);
  ticker.start();
  try {
    await federation.startStudy();
    const round = await federation.present();
    await federation.contribute(round);
    await federation.report(round);
    expect(await told).toBe('sums could not be added; the next tick tries again');
    database.read = read;
    await ticker.tick();
    expect((await federation.round(round.id)).ciphertextSum).not.toBeNull();
  } finally {
    database.read = read;
    await ticker.stop();
    await federation.close();
  }
});
