import type { NodeRole, RosterHash } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';
import { StoreError } from './store-error.js';

/** The federation that this home belongs to, and who this node is in it. */
export interface Membership {
  readonly federation: string;
  readonly name: string;
  readonly coordinatorUrl: string;
  /** Raw Ed25519 public key. */
  readonly coordinatorKey: Uint8Array;
  readonly member: string;
  readonly node: string;
  readonly region: string;
  /** As the invitation says. */
  readonly role: NodeRole;
  /** Undefined until the coordinator has accepted the enrolment. */
  readonly enrolledAt: number | undefined;
}

/** A fingerprint that people compared outside the system, under the name they knew the node by. */
export interface ConfirmedFingerprint {
  readonly node: string;
  readonly fingerprint: string;
}

export interface StoredRoster {
  readonly version: number;
  readonly hash: RosterHash;
  /** Encoded roster message. */
  readonly bytes: Uint8Array;
}

interface RosterRow {
  version: number;
  hash: string;
  bytes: Uint8Array;
}

interface MembershipRow {
  federation: string;
  name: string;
  coordinator_url: string;
  coordinator_key: Uint8Array;
  member: string;
  node: string;
  region: string;
  role: NodeRole;
  enrolled_at: number | null;
}

export class FederationRecords extends Records {
  private readonly selectMembership = this.statement<[], MembershipRow>('SELECT * FROM federation');
  private readonly upsertMembership = this.statement<[MembershipRow]>(
    `INSERT INTO federation (one, federation, name, coordinator_url, coordinator_key, member, node, region, role,
       enrolled_at)
     VALUES (1, @federation, @name, @coordinator_url, @coordinator_key, @member, @node, @region, @role, @enrolled_at)
     ON CONFLICT (one) DO UPDATE SET name = @name, coordinator_url = @coordinator_url, member = @member,
       node = @node, region = @region, role = @role`,
  );
  private readonly setEnrolled = this.statement<[number]>(
    'UPDATE federation SET enrolled_at = coalesce(enrolled_at, ?)',
  );
  private readonly insertFingerprint = this.statement<[string, string, number]>(
    'INSERT INTO confirmed_fingerprints VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly selectFingerprints = this.statement<[], ConfirmedFingerprint>(
    'SELECT node, fingerprint FROM confirmed_fingerprints ORDER BY node, fingerprint',
  );
  private readonly insertRoster = this.statement<[number, string, Uint8Array, number]>(
    'INSERT INTO signed_rosters VALUES (?, ?, ?, ?)',
  );
  private readonly selectNewestRoster = this.statement<[], RosterRow>(
    'SELECT version, hash, bytes FROM signed_rosters ORDER BY version DESC LIMIT 1',
  );
  private readonly selectSignedRoster = this.statement<[string], RosterRow>(
    'SELECT version, hash, bytes FROM signed_rosters WHERE hash = ?',
  );
  private readonly insertInForce = this.statement<[number, string, Uint8Array, number]>(
    'INSERT INTO rosters_in_force VALUES (?, ?, ?, ?)',
  );
  private readonly selectInForce = this.statement<[], RosterRow>(
    'SELECT version, hash, bytes FROM rosters_in_force ORDER BY version DESC LIMIT 1',
  );
  private readonly selectFollowed = this.statement<[string], RosterRow>(
    'SELECT version, hash, bytes FROM rosters_in_force WHERE hash = ?',
  );

  /** @returns undefined before `chorale-node init`. */
  membership(): Membership | undefined {
    const row = this.selectMembership.get();
    return (
      row && {
        federation: row.federation,
        name: row.name,
        coordinatorUrl: row.coordinator_url,
        coordinatorKey: plainBytes(row.coordinator_key),
        member: row.member,
        node: row.node,
        region: row.region,
        role: row.role,
        enrolledAt: row.enrolled_at ?? undefined,
      }
    );
  }

  /** Before the enrolment is sent. @throws StoreError `other-federation`. */
  join(membership: Omit<Membership, 'enrolledAt'>): void {
    this.atomically(() => {
      const known = this.selectMembership.get();
      const same =
        !known ||
        (known.federation === membership.federation &&
          Buffer.compare(known.coordinator_key, membership.coordinatorKey) === 0);
      if (!same)
        throw new StoreError(
          'other-federation',
          `this home belongs to federation "${known.name}"; set CHORALE_HOME to another folder to join ` +
            `"${membership.name}"`,
        );
      const { federation, name, coordinatorUrl, coordinatorKey, member, node, region, role } = membership;
      this.upsertMembership.run({
        federation,
        name,
        coordinator_url: coordinatorUrl,
        coordinator_key: coordinatorKey,
        member,
        node,
        region,
        role,
        enrolled_at: null,
      });
    });
  }

  /** The coordinator accepted the enrolment. */
  markEnrolled(): void {
    this.setEnrolled.run(this.clock.now());
  }

  confirm({ node, fingerprint }: ConfirmedFingerprint): void {
    this.insertFingerprint.run(node, fingerprint, this.clock.now());
  }
  confirmedFingerprints(): readonly ConfirmedFingerprint[] {
    return this.selectFingerprints.all();
  }

  /** The newest roster that this node signed, in force or not. */
  newestRoster(): StoredRoster | undefined {
    return rosterOf(this.selectNewestRoster.get());
  }
  signedRoster(hash: RosterHash): StoredRoster | undefined {
    return rosterOf(this.selectSignedRoster.get(hash));
  }
  /** The newest roster that members' signatures put in force; undefined before this node has seen any. */
  rosterInForce(): StoredRoster | undefined {
    return rosterOf(this.selectInForce.get());
  }
  /** A roster that is or was in force. */
  followedRoster(hash: RosterHash): StoredRoster | undefined {
    return rosterOf(this.selectFollowed.get(hash));
  }
  /** A roster whose signatures the caller has checked. @throws StoreError `roster-older` */
  follow({ version, hash, bytes }: StoredRoster): void {
    this.atomically(() => {
      const present = this.rosterInForce();
      if (present && version <= present.version)
        throw new StoreError(
          'roster-older',
          `roster version ${present.version} is in force here, version ${version} never again`,
        );
      this.insertInForce.run(version, hash, bytes, this.clock.now());
    });
  }

  /**
   * Before the consent leaves. Signing the same roster again changes nothing; the one in force may be signed at any time.
   * @throws StoreError `roster-older` or `roster-forked` (another roster of the same version).
   */
  signRoster({ version, hash, bytes }: StoredRoster): void {
    this.atomically(() => {
      if (this.signedRoster(hash)) return;
      const newest = this.newestRoster();
      const isInForce = this.rosterInForce()?.hash === hash;
      if (newest && version < newest.version && !isInForce)
        throw new StoreError(
          'roster-older',
          `this node signed roster version ${newest.version} and never goes back to version ${version}`,
        );
      if (newest?.version === version)
        throw new StoreError(
          'roster-forked',
          `this node signed another roster of version ${version}; the coordinator shows different members ` +
            'to different nodes: compare with the other members',
        );
      this.insertRoster.run(version, hash, bytes, this.clock.now());
    });
  }
}

function rosterOf(row: RosterRow | undefined): StoredRoster | undefined {
  return row && { version: row.version, hash: row.hash as RosterHash, bytes: plainBytes(row.bytes) };
}
