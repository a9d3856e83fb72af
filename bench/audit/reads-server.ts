// A child process that is a coordinator on PostgreSQL whose ledger holds as many entries as asked for, with officers.
// Arguments: a folder, entries, officers. Prints a ReadsServer, and milliseconds of processor time whenever it is asked.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { DatabaseLocation } from '../../coordinator/src/storage/open-database.js';
import { TestFederation } from '../../tests/support/coordinator/test-house.js';
import { letIn } from '../../tests/support/coordinator/test-people.js';
import { testPostgres } from '../../tests/support/coordinator/test-postgres.js';
import { TestServer } from '../../tests/support/coordinator/test-server.js';
import { madeUpAct } from './made-up-acts.js';

export interface ReadsServer {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly study: string;
  readonly round: string;
  /** In the ledger before the first read. */
  readonly entries: number;
}

const ENTRIES_A_COMMIT = 2_000;

const [folder = '', entries = '', officers = ''] = process.argv.slice(2);
const postgres = await testPostgres();
if (!postgres) throw new RangeError('no PostgreSQL answers; set CHORALE_TEST_DATABASE_URL');
try {
  await serve(await postgres.schema());
} finally {
  await postgres.drop();
}

async function serve(location: DatabaseLocation): Promise<void> {
  const federation = await TestFederation.found({ folder, location });
  const study = await federation.startStudy();
  const { id: round } = await federation.runRound();
  const filled = await fill(federation, study, round, Number(entries));
  const tokens: string[] = [];
  for (let officer = 0; officer < Number(officers); officer += 1)
    tokens.push((await letIn(federation, 'compliance-officer', null, `officer ${officer}`)).token);
  const server = await TestServer.start(federation);
  const ready: ReadsServer = { url: server.url, tokens, study, round, entries: filled };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  const asks = createInterface({ input: process.stdin });
  asks.on('line', () => {
    const { user, system } = process.cpuUsage();
    process.stdout.write(`${(user + system) / 1000}\n`);
  });
  await once(asks, 'close');
  await server.stop();
  await federation.close();
}

/** @returns entries of the ledger. */
async function fill(
  federation: TestFederation,
  study: string,
  round: string,
  wanted: number,
): Promise<number> {
  const { database, ledger } = federation.house;
  for (;;) {
    const { size } = await database.read((manager) => ledger.head(manager));
    if (size >= wanted) return size;
    const count = Math.min(ENTRIES_A_COMMIT, wanted - size);
    const acts = Array.from({ length: count }, (_, index) =>
      madeUpAct(federation, size + index, { study, round }),
    );
    await database.write((transaction) => ledger.appendAll(transaction, acts));
  }
}
