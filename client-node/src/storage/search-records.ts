// What ended studies over groups say of nodes, as this node counted it from signed scores.
import type { NodeId, StateHash, StudyId } from '@chorale/crypto';
import type { ScoredNode } from '@chorale/models';
import { Records } from './records.js';

/** A search by its closed rounds and the state that they led to: with more rounds it may say something else. */
export interface SearchKey {
  readonly study: StudyId;
  readonly rounds: number;
  readonly state: StateHash;
}

export class SearchRecords extends Records {
  private readonly insert = this.statement<[string, number, string, string, number]>(
    'INSERT INTO counted_searches VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly select = this.statement<[string, number, string], { suspects: string }>(
    'SELECT suspects FROM counted_searches WHERE study = ? AND rounds = ? AND state = ?',
  );

  /** Undefined where this node has not counted the search yet. */
  suspects({ study, rounds, state }: SearchKey): readonly ScoredNode<NodeId>[] | undefined {
    const row = this.select.get(study, rounds, state);
    return row && (JSON.parse(row.suspects) as readonly ScoredNode<NodeId>[]);
  }
  record({ study, rounds, state }: SearchKey, suspects: readonly ScoredNode<NodeId>[]): void {
    this.insert.run(study, rounds, state, JSON.stringify(suspects), this.clock.now());
  }
}
