// PostgreSQL is copied with pg_dump while the coordinator is at work, lost, and restored: the ledger verifies up to the copy, and the
// heads that nodes kept say whether anything after it was lost.
import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { verifyLedger } from '@chorale/crypto';
import { testOnPostgres } from '../../support/coordinator/databases.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();

testOnPostgres('a dump that was restored is the ledger of its moment, and says so', async (location) => {
  if (location.kind !== 'postgres' || location.schema === undefined) throw new Error('no schema of its own');
  const { url, schema } = location;
  const federation = await TestFederation.found({ folder: folder(), location });
  const head = () => federation.house.database.read((manager) => federation.house.ledger.head(manager));
  try {
    await federation.startStudy();
    await federation.runRound();
    const kept = await head();
    const dump = execFileSync('pg_dump', ['--dbname', url, '--schema', schema, '--no-owner'], {
      maxBuffer: 256 * 1024 * 1024,
    });
    await federation.runRound();
    const lost = await head();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    // Nobody asks the coordinator anything until it is started again.
    try {
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      execFileSync('psql', ['--dbname', url, '--quiet', '--set', 'ON_ERROR_STOP=1'], { input: dump });
    } finally {
      await client.end();
    }
    await federation.reopen();
    const lines = await federation.ledgerLines();
    expect(await verifyLedger(lines, [kept])).toMatchObject({ verified: true });
    expect(await verifyLedger(lines, [kept, lost])).toMatchObject({
      verified: false,
      problem: { reason: expect.stringContaining('not part of this history') as string },
    });
    // No proof leads to what a node countersigned after the copy.
    await expect(federation.house.ledger.consistency(kept.size, lost.size)).rejects.toMatchObject({
      code: 'unknown-head',
    });
  } finally {
    await federation.close();
  }
});
