// Reads and exports of officers, written into the ledger. Those that come together are appended together, so that many
// readers cost one commit.
import type { Act, Ledger } from '../ledger/ledger.js';
import type { RecordsRead } from '../ledger/entry-kinds.js';
import type { Database } from '../storage/database.js';
import type { Principal } from './roles.js';

interface Waiting {
  readonly act: Act<'records-read' | 'records-exported'>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Bounds one insert. */
const MOST_AT_ONCE = 500;

export class ReadRecords {
  #waiting: Waiting[] = [];
  #appending = false;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** Resolves once the read stands in the ledger; what was asked for must not leave before. */
  add(
    kind: 'records-read' | 'records-exported',
    { actor, role, member }: Principal,
    subject: string,
    { route, query, reason }: Pick<RecordsRead, 'route' | 'query' | 'reason'>,
  ): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const act = { kind, actor, subject, payload: { role, member, route, query, reason } };
      this.#waiting.push({ act, resolve, reject });
      if (!this.#appending) void this.appendAll();
    });
  }

  private async appendAll(): Promise<void> {
    this.#appending = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      try {
        await this.database.write((transaction) =>
          this.ledger.appendAll(
            transaction,
            batch.map(({ act }) => act),
          ),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#appending = false;
  }
}
