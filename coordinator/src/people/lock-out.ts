// Who guesses is slowed down: after a few failures in a row a name is locked for a while, longer each time,
// whether or not there is such an account.
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { LessThan } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database } from '../storage/database.js';
import { SignInFailures } from '../storage/tables/people-tables.js';
import { secretHash } from './secrets.js';

const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 15 * 60_000;
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

export class LockOut {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts an attempt before anything is compared, so that guesses side by side are guesses all the same.
   * @returns whether the name is locked from now on, should the attempt fail.
   * @throws CoordinatorError `locked-out` with the seconds to wait.
   */
  attempt(name: string): Promise<boolean> {
    return this.database.write(async ({ manager }) => {
      const now = this.clock.now();
      await manager.delete(SignInFailures, { lastAt: LessThan(now - FORGOTTEN_AFTER_MS) });
      const nameHash = hashOf(name);
      const row = await manager.findOneBy(SignInFailures, { nameHash });
      const waitMs = (row?.lockedUntil ?? 0) - now;
      if (waitMs > 0)
        throw new CoordinatorError(
          'locked-out',
          'too many attempts failed for this name; wait, and try again then',
          { retryAfterSeconds: Math.ceil(waitMs / 1000) },
        );
      const failures = (row?.failures ?? 0) + 1;
      const lockMs = lockAfter(failures);
      const lockedUntil = lockMs === 0 ? 0 : now + lockMs;
      await manager.upsert(SignInFailures, { nameHash, failures, lockedUntil, lastAt: now }, ['nameHash']);
      return lockMs > 0;
    });
  }

  /** The attempt that was counted was none. */
  async succeeded(manager: Rows, name: string): Promise<void> {
    await manager.delete(SignInFailures, { nameHash: hashOf(name) });
  }
}

/** Milliseconds of the lock that follows so many failures in a row. */
function lockAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (failures - FREE_FAILURES));
}

/** Names are persons' names: the table need not show who was tried. */
function hashOf(name: string): string {
  return secretHash(`sign-in ${name.normalize('NFKC').toLowerCase()}`);
}
