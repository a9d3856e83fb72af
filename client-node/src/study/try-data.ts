// A node that could not contribute says so before it starts, not round after round.
import type { StorageKey } from '@chorale/crypto';
import { signedAgreements } from '../agreement/signed-agreements.js';
import type { NodeConfig } from '../config/node-config.js';
import { DataError } from '../ingest/data-error.js';
import { rightsFor } from '../rights/pseudonyms.js';
import type { NodeStore } from '../storage/node-store.js';

/**
 * Reads this node's rows once. They have to fit one of the agreements that it signed; another one may speak of other
 * columns, or be of the past. Before the first signature nothing is read.
 * @throws DataError of the newest agreement.
 */
export async function tryData({ data }: NodeConfig, store: NodeStore, storageKey: StorageKey): Promise<void> {
  let newest: DataError | undefined;
  for (const { terms } of signedAgreements(store).toReversed()) {
    const { dictionary, purpose } = terms;
    const { preparePeople } = await import('../features/prepare-people.js');
    try {
      await preparePeople(data, dictionary, {
        purpose: 'training',
        rights: rightsFor(store, () => storageKey, purpose),
      });
      return;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      newest ??= error;
    }
  }
  if (newest) throw newest;
}
