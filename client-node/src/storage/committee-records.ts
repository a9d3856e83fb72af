// What a committee member bound itself to. Every record is on disk before the signature leaves the node, so a
// member that was killed can only say the same again.
import type { Hash, NodeId, RoundId, StateHash, StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';
import { StoreError } from './store-error.js';

export interface CommitRecord {
  readonly rid: RoundId;
  readonly setRoot: Hash;
  readonly envelope: Uint8Array;
  /** Nodes in the set, by ascending id. */
  readonly nodes: readonly NodeId[];
}
export interface StandingCommit extends Pick<CommitRecord, 'rid' | 'nodes'> {
  readonly study: StudyId;
  /** Envelope signed by the coordinator: which of the nodes were added up with which. */
  readonly descriptor: Uint8Array;
}
export interface AdoptionRecord {
  readonly rid: RoundId;
  /** State that the round led to. */
  readonly state: StateHash;
  readonly envelope: Uint8Array;
}

interface EnvelopeRow {
  envelope: Uint8Array;
}

export class CommitteeRecords extends Records {
  private readonly insertCommit = this.statement<[string, string, string, Uint8Array, number]>(
    'INSERT INTO commits VALUES (?, ?, ?, ?, ?)',
  );
  private readonly selectCommit = this.statement<[string], EnvelopeRow & { set_root: string; nodes: string }>(
    'SELECT set_root, nodes, envelope FROM commits WHERE rid = ?',
  );
  private readonly selectStandingCommits = this.statement<
    [string],
    { rid: string; study: string; nodes: string; descriptor: Uint8Array }
  >(
    `SELECT rid, study, nodes, descriptor FROM commits JOIN rounds USING (rid) WHERE state = ?
     AND rid NOT IN (SELECT rid FROM burn_proofs)`,
  );
  private readonly insertRelease = this.statement<[string, Uint8Array, number]>(
    'INSERT INTO releases VALUES (?, ?, ?)',
  );
  private readonly selectRelease = this.statement<[string], EnvelopeRow>(
    'SELECT envelope FROM releases WHERE rid = ?',
  );
  private readonly insertBurn = this.statement<[string, Uint8Array, number]>(
    'INSERT INTO burns VALUES (?, ?, ?)',
  );
  private readonly selectBurn = this.statement<[string], EnvelopeRow>(
    'SELECT envelope FROM burns WHERE rid = ?',
  );
  private readonly insertBurnProof = this.statement<[string, Uint8Array, number]>(
    'INSERT INTO burn_proofs VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly selectBurnProof = this.statement<[string], { envelopes: Uint8Array }>(
    'SELECT envelopes FROM burn_proofs WHERE rid = ?',
  );
  private readonly insertAdoption = this.statement<[string, string, Uint8Array, number]>(
    'INSERT INTO adoptions VALUES (?, ?, ?, ?)',
  );
  private readonly selectAdoption = this.statement<[string], EnvelopeRow & { state: string }>(
    'SELECT state, envelope FROM adoptions WHERE rid = ?',
  );

  /**
   * Before the commit leaves; committing to the same set again changes nothing.
   * @throws StoreError `second-set` for any other set, for ever; `round-burned`.
   */
  commit({ rid, setRoot, envelope, nodes }: CommitRecord): void {
    this.atomically(() => {
      this.refuseBurned(rid);
      const earlier = this.selectCommit.get(rid);
      if (earlier?.set_root === setRoot) return;
      if (earlier)
        throw new StoreError(
          'second-set',
          `this member committed to set ${earlier.set_root} of round ${rid} and helps to open no other`,
        );
      this.insertCommit.run(rid, setRoot, JSON.stringify(nodes), envelope, this.clock.now());
    });
  }
  commitOf(rid: RoundId): CommitRecord | undefined {
    const row = this.selectCommit.get(rid);
    return (
      row && {
        rid,
        setRoot: row.set_root as Hash,
        envelope: plainBytes(row.envelope),
        nodes: JSON.parse(row.nodes) as NodeId[],
      }
    );
  }
  /** Rounds on a state, of any study, that this member committed to and that nobody has proven burned. */
  standingCommits(state: StateHash): readonly StandingCommit[] {
    return this.selectStandingCommits.all(state).map(({ rid, study, nodes, descriptor }) => ({
      rid: rid as RoundId,
      study: study as StudyId,
      nodes: JSON.parse(nodes) as NodeId[],
      descriptor: plainBytes(descriptor),
    }));
  }

  /**
   * Before the release leaves. Whoever sends it again takes it from {@link releaseOf}.
   * @throws StoreError `no-commit`, `second-release`, `second-set` or `round-burned`.
   */
  release(rid: RoundId, setRoot: Hash, envelope: Uint8Array): void {
    this.atomically(() => {
      this.refuseBurned(rid);
      const commit = this.selectCommit.get(rid);
      if (!commit) throw new StoreError('no-commit', `this member never committed to a set of round ${rid}`);
      if (commit.set_root !== setRoot)
        throw new StoreError('second-set', `this member committed to set ${commit.set_root} of round ${rid}`);
      if (this.selectRelease.get(rid))
        throw new StoreError(
          'second-release',
          `round ${rid} is released; its release is sent again unchanged`,
        );
      this.insertRelease.run(rid, envelope, this.clock.now());
    });
  }
  releaseOf(rid: RoundId): Uint8Array | undefined {
    const row = this.selectRelease.get(rid);
    return row && plainBytes(row.envelope);
  }

  /**
   * Before the burn leaves; from then on this member never commits to nor releases the round.
   * @throws StoreError `already-released`.
   */
  burn(rid: RoundId, envelope: Uint8Array): void {
    this.atomically(() => {
      if (this.selectRelease.get(rid))
        throw new StoreError(
          'already-released',
          `this member released round ${rid}; it cannot be burned any more`,
        );
      if (!this.selectBurn.get(rid)) this.insertBurn.run(rid, envelope, this.clock.now());
    });
  }
  burnOf(rid: RoundId): Uint8Array | undefined {
    const row = this.selectBurn.get(rid);
    return row && plainBytes(row.envelope);
  }

  /** @param envelopes of burns by t members, checked. */
  recordBurnProof(rid: RoundId, envelopes: Uint8Array): void {
    this.insertBurnProof.run(rid, envelopes, this.clock.now());
  }
  burnProofOf(rid: RoundId): Uint8Array | undefined {
    const row = this.selectBurnProof.get(rid);
    return row && plainBytes(row.envelopes);
  }

  /** Before the adoption leaves; adopting the same state again changes nothing. @throws StoreError `second-adoption`. */
  adopt({ rid, state, envelope }: AdoptionRecord): void {
    this.atomically(() => {
      const earlier = this.selectAdoption.get(rid);
      if (earlier?.state === state) return;
      if (earlier)
        throw new StoreError(
          'second-adoption',
          `this node signed state ${earlier.state} as the result of round ${rid} and signs no other`,
        );
      this.insertAdoption.run(rid, state, envelope, this.clock.now());
    });
  }
  adoptionOf(rid: RoundId): AdoptionRecord | undefined {
    const row = this.selectAdoption.get(rid);
    return row && { rid, state: row.state as StateHash, envelope: plainBytes(row.envelope) };
  }

  private refuseBurned(rid: RoundId): void {
    if (this.selectBurn.get(rid))
      throw new StoreError('round-burned', `this member burned round ${rid} and takes no further part in it`);
  }
}
