// Who speaks: each request of a node carries a signature by the key that it enrolled with.
import {
  parseRequestSignature,
  verifyRequest,
  type NodeId,
  type RequestParts,
  type RequestSignature,
} from '@chorale/crypto';
import type { Caller, Federation } from '../federation/federation.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Presence } from '../platform/presence.js';
import { IsNull } from '../storage/conditions.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { Database } from '../storage/database.js';
import { Nodes } from '../storage/tables/federation-tables.js';
import type { RequestLog } from './request-log.js';

export interface ClaimedRequest {
  readonly caller: Caller;
  readonly signature: RequestSignature;
}

export class RequestGuard {
  /** A node never changes the key behind its id, so one that was found is kept until keys are retired. */
  readonly #known = new Map<NodeId, Caller>();

  constructor(
    private readonly database: Database,
    private readonly federation: Federation,
    private readonly log: RequestLog,
    private readonly presence: Presence,
    wakeups: Wakeups,
  ) {
    wakeups.listen(({ reason }) => {
      if (reason === 'roster-in-force') this.#known.clear();
    });
  }

  /**
   * Who a request claims to be from; nothing is proven yet, but a stranger's body need not be read.
   * @param header value of `chorale-signature`.
   * @throws CoordinatorError `unauthenticated`.
   */
  async identify(header: string | undefined): Promise<ClaimedRequest> {
    const signature = header === undefined ? undefined : parseRequestSignature(header);
    if (!signature)
      throw new CoordinatorError('unauthenticated', 'the request carries no signature of an enrolled node');
    const caller = await this.find(signature.signer);
    if (!caller)
      throw new CoordinatorError(
        'unauthenticated',
        `node ${signature.signer} is not enrolled here, or its key was retired; run "chorale-node init"`,
      );
    return { caller, signature };
  }

  /** @throws CoordinatorError `wrong-signature`, `stale-request` or `replayed-request`. */
  admit({ caller, signature }: ClaimedRequest, parts: RequestParts): Caller {
    if (!verifyRequest(caller.signingKey, this.federation.id, parts, signature))
      throw new CoordinatorError(
        'wrong-signature',
        'the signature does not fit the request; it was changed on the way, or is for another federation',
      );
    this.log.admit(caller.id, signature.nonce, signature.createdMs);
    this.presence.saw(caller.id);
    return caller;
  }

  private async find(id: NodeId): Promise<Caller | undefined> {
    const known = this.#known.get(id);
    if (known) return known;
    const row = await this.database.read((manager) => manager.findOneBy(Nodes, { id, retiredAt: IsNull() }));
    if (!row) return undefined;
    const caller: Caller = { id, name: row.name, signingKey: row.signingKey };
    this.#known.set(id, caller);
    return caller;
  }
}
