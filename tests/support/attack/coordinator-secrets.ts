// What a malicious coordinator has for itself, beside what passes: its key, and what its process keeps.
import Database from 'better-sqlite3';
import {
  ledgerEntry,
  systemEntropy,
  type Descriptor,
  type NodeId,
  type RoundId,
  type SigningKey,
} from '@chorale/crypto';
import { homePaths } from '../../../coordinator/src/platform/home.js';
import { openIdentity } from '../../../coordinator/src/platform/identity-file.js';
import type { Surroundings } from '../../../demo/programs.js';
import { forgeDescriptor } from './attacked-federation.js';

export class CoordinatorSecrets {
  readonly key: SigningKey;
  private readonly database: Database.Database;

  /** @param surroundings of a coordinator's process, which may run meanwhile. */
  constructor({ home, passphraseFile }: Surroundings) {
    const { identity, database } = homePaths(home);
    this.key = openIdentity(identity, { file: passphraseFile }, systemEntropy()).signingKey;
    this.database = new Database(database, { readonly: true });
  }

  close(): void {
    this.database.close();
  }

  /** The signed descriptor of a round, changed and signed anew. */
  forge(round: RoundId, change: (honest: Descriptor) => Partial<Descriptor>): Uint8Array {
    const row = this.database.prepare('SELECT envelope FROM rounds WHERE id = ?').get(round) as {
      envelope: Buffer;
    };
    return forgeDescriptor(this.key, new Uint8Array(row.envelope), change);
  }

  /** How often the ledger tells of each kind of thing about the rounds of a study. */
  ledgerOf(study: string): ReadonlyMap<string, number> {
    const rounds = this.database
      .prepare('SELECT id FROM rounds WHERE study = (SELECT id FROM studies WHERE name = ?)')
      .pluck()
      .all(study);
    const entries = this.database.prepare('SELECT entry FROM ledger_entries').pluck().all() as Buffer[];
    const counts = new Map<string, number>();
    for (const bytes of entries) {
      const { kind, subject } = ledgerEntry.decode(new Uint8Array(bytes));
      if (rounds.includes(subject)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return counts;
  }

  idOf(node: string): NodeId {
    return (this.database.prepare('SELECT id FROM nodes WHERE name = ?').get(node) as { id: NodeId }).id;
  }
}
