// The federation this coordinator serves: a name and the coordinator's own key.
import {
  federationId,
  openSigned,
  type Hash,
  type Message,
  type NodeId,
  type Signed,
  type SigningKey,
  type SigningPublicKey,
} from '@chorale/crypto';
import type { Ledger } from '../ledger/ledger.js';
import { ConfigurationError } from '../platform/config.js';
import type { Database } from '../storage/database.js';
import { Settings } from '../storage/tables/federation-tables.js';

export interface Federation {
  readonly id: Hash;
  readonly name: string;
  /** The coordinator's. */
  readonly key: SigningKey;
}

/** Whoever sent an authenticated request. */
export interface Caller {
  readonly id: NodeId;
  readonly name: string;
  readonly signingKey: SigningPublicKey;
}

const NAME = 'federation-name';
const DEFAULT_NAME = 'chorale';

/**
 * The federation named in the database, or a new one named `wanted`.
 * @throws ConfigurationError when the database holds another one.
 */
export async function federationOf(
  database: Database,
  key: SigningKey,
  wanted: string | undefined,
): Promise<Federation> {
  const name = await database.write(async ({ manager }) => {
    const stored = await manager.findOneBy(Settings, { name: NAME });
    if (stored && wanted !== undefined && wanted !== stored.value)
      throw new ConfigurationError([
        `this home serves the federation "${stored.value}", not "${wanted}"; leave --federation out or choose another CHORALE_HOME`,
      ]);
    const chosen = stored?.value ?? wanted ?? DEFAULT_NAME;
    if (!stored) await manager.insert(Settings, { name: NAME, value: chosen });
    return chosen;
  });
  return { id: federationId(name, key.publicKey), name, key };
}

/** Writes the ledger's first entry, once. */
export function recordFederation(database: Database, ledger: Ledger, federation: Federation): Promise<void> {
  return database.write(async (transaction) => {
    if (await ledger.hasEntries(transaction.manager)) return;
    await ledger.append(transaction, {
      kind: 'federation-created',
      actor: 'coordinator',
      subject: federation.id,
      payload: {
        federation: federation.id,
        name: federation.name,
        coordinatorKey: Buffer.from(federation.key.publicKey).toString('hex'),
      },
    });
  });
}

/** Opens an envelope that the caller itself must have signed. */
export function openFromCaller<T>(
  caller: Caller,
  kind: Message<T>,
  bytes: Uint8Array,
  context: string,
): Signed<T> {
  return openSigned(kind, bytes, context, (signer) => (signer === caller.id ? caller.signingKey : undefined));
}
