// Invitations: one token, one node. The coordinator keeps only the hash of what the token holds.
import {
  fingerprintOf,
  invitationToken,
  isShowable,
  sha256Hex,
  type Entropy,
  type NodeRole,
} from '@chorale/crypto';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { IssuedInvite } from '../reports/report-schemas.js';
import { IsNull } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import { Invites, Nodes } from '../storage/tables/federation-tables.js';
import type { Federation } from './federation.js';

const LIFETIME_MS = 7 * 24 * 3600 * 1000;

export interface InviteRequest {
  /** Legal entity that is asked to join. */
  readonly member: string;
  /** Name that its node must take; undefined lets it choose. */
  readonly node: string | undefined;
  readonly role: NodeRole;
  /** Whether the node of that name is known already and has lost its key. */
  readonly newKey?: boolean;
}
export class Invitations {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
    private readonly federation: Federation,
    private readonly coordinatorUrl: () => string,
  ) {}

  /**
   * @throws CoordinatorError `name-taken` when a node of that name is enrolled already; `malformed` for a name that no roster may hold.
   */
  async issue({ member, node, role, newKey = false }: InviteRequest): Promise<IssuedInvite> {
    if (!isShowable(member))
      throw new CoordinatorError('malformed', 'member: a name is printable characters alone; choose another');
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      const known = node === undefined ? null : await manager.findOneBy(Nodes, { name: node });
      if (known && !newKey)
        throw new CoordinatorError(
          'name-taken',
          `a node named "${node}" is enrolled already; choose another name, or give it a new key with --new-key`,
        );
      if (newKey && (known?.member !== member || known.role !== role))
        throw new CoordinatorError(
          'not-found',
          `a new key is for a node that is enrolled: "${member}" has no such node with the role "${role}"; see "members"`,
        );
      const replaces = known?.id ?? null;
      const secret = new Uint8Array(32);
      this.entropy.fill(secret);
      const createdAt = this.clock.now();
      const expiresAt = createdAt + LIFETIME_MS;
      const secretHash = sha256Hex(secret);
      await manager.insert(Invites, {
        secretHash,
        member,
        node: node ?? null,
        role,
        createdAt,
        expiresAt,
        usedBy: null,
        replaces,
      });
      await this.ledger.append(transaction, {
        kind: 'member-invited',
        actor: 'administrator',
        subject: secretHash,
        payload: { member, node: node ?? null, role, replaces, expiresAt },
      });
      // Nobody can read the fingerprint of a retired key aloud.
      const enrolled = await manager.find(Nodes, { where: { retiredAt: IsNull() }, order: { name: 'ASC' } });
      const token = invitationToken({
        coordinatorUrl: this.coordinatorUrl(),
        federation: this.federation.id,
        federationName: this.federation.name,
        coordinatorKey: this.federation.key.publicKey,
        member,
        role,
        secret,
        members: enrolled.map(({ name, signingKey }) => ({
          node: name,
          fingerprint: fingerprintOf(signingKey),
        })),
      });
      return { member, token, expiresAt };
    });
  }
}
