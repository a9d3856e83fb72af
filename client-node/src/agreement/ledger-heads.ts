// A node's own copy of the ledger's heads: each must extend the last one it countersigned.
import {
  consistencyProof,
  headCountersignature,
  signMessage,
  verifyConsistency,
  type Hash,
  type SigningKey,
} from '@chorale/crypto';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { CountersignedHead } from '../storage/ledger-head-records.js';
import type { NodeStore } from '../storage/node-store.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';
import { RoundRefused } from './refusal.js';

interface Head {
  readonly size: number;
  readonly root: Hash;
}

/** The coordinator signed two heads, and its proof that one continues the other is none. */
class TwoHistories extends RoundRefused {
  constructor(reason: string) {
    super('ledger-forked', `${reason}; compare heads with the other members before going on`);
  }
}

/**
 * Countersigns a head after proof that it extends what this node signed before; durable here on return.
 * @param proof a consistencyProof that came ahead; another one is fetched where it is not about these heads.
 * @returns the signature for the coordinator, for which nothing in a round waits; undefined where a newer head is signed.
 * @throws RoundRefused `ledger-forked`; two heads that contradict each other are kept, and with a coordinator that comes back to the first this node goes on.
 */
export async function countersignHead(
  head: Head,
  envelope: Uint8Array,
  store: NodeStore,
  coordinator: CoordinatorPort,
  key: SigningKey,
  federation: string,
  proof?: Uint8Array,
): Promise<Uint8Array | undefined> {
  const fork = store.ledgerHeads.fork();
  if (fork !== undefined) throw new RoundRefused('ledger-forked', fork);
  for (let newest = store.ledgerHeads.newest(); newest;) {
    const found = { whose: 'one that this node countersigned, and one for this round', stops: false };
    await proveOneHistory(store, coordinator, newest, { ...head, envelope }, found, proof);
    if (head.size < newest.size) return undefined;
    const present = store.ledgerHeads.newest();
    if (present?.size === newest.size) break;
    newest = present; // another round's story countersigned meanwhile
  }
  store.ledgerHeads.countersign({ ...head, envelope });
  return signMessage(headCountersignature, key, federation, head).bytes;
}

/**
 * Has the coordinator prove that a head is of the history that this node countersigned; one that is not is kept as evidence.
 * @param own this node's newest head.
 * @param found for whom two heads of one size were signed, and whether this node takes part in nothing more after a fork.
 * @param ahead a consistencyProof that came before; another one is fetched where it is not about these heads.
 * @throws RoundRefused `ledger-forked`.
 */
export async function proveOneHistory(
  store: NodeStore,
  coordinator: CoordinatorPort,
  own: CountersignedHead,
  shown: CountersignedHead,
  { whose, stops }: { readonly whose: string; readonly stops: boolean },
  ahead?: Uint8Array,
): Promise<void> {
  const twin = store.ledgerHeads.at(shown.size);
  // The coordinator signed both, which is evidence enough: whether it answers does not matter.
  if (twin && twin.root !== shown.root) {
    const fork = new TwoHistories(
      `the coordinator signed two ledgers of ${shown.size} entries, ${whose}: it shows two histories`,
    );
    store.ledgerHeads.keepFork(shown, { own: twin.size, reason: fork.message, stops });
    throw fork;
  }
  const [older, newer] = own.size <= shown.size ? [own, shown] : [shown, own];
  try {
    await proveExtension(older, newer, coordinator, ahead);
  } catch (error) {
    // A coordinator that was set back to a copy does not know the newer head, and may be set right again.
    if (error instanceof TwoHistories || (stops && error instanceof RoundRefused))
      store.ledgerHeads.keepFork(shown, { own: own.size, reason: error.message, stops });
    throw error;
  }
}

/** @throws RoundRefused `ledger-forked` where the coordinator does not prove it. */
async function proveExtension(
  older: Head,
  newer: Head,
  coordinator: CoordinatorPort,
  ahead?: Uint8Array,
): Promise<void> {
  const came = ahead && consistencyProof.decode(ahead);
  const query = { from: String(older.size), to: String(newer.size) };
  const proof =
    came?.fromSize === older.size && came.toSize === newer.size
      ? came
      : consistencyProof.decode(await fetchProof(newer, coordinator, query));
  const holds = verifyConsistency(
    older.size,
    Buffer.from(older.root, 'hex'),
    newer.size,
    Buffer.from(newer.root, 'hex'),
    proof.path.map((hash) => Buffer.from(hash, 'hex')),
  );
  if (!holds)
    throw new TwoHistories(
      `the ledger of ${newer.size} entries does not continue the one of ${older.size} that was countersigned: the coordinator rewrote ` +
        'history, or shows two',
    );
}

/** @throws RoundRefused `ledger-forked` where the coordinator's ledger is shorter than a head that it signed. */
async function fetchProof(
  newer: Head,
  coordinator: CoordinatorPort,
  query: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  try {
    return await coordinator.request('ledgerConsistency', { query });
  } catch (error) {
    if (!(error instanceof CoordinatorProblem) || error.code !== 'unknown-head') throw error;
    throw new RoundRefused(
      'ledger-forked',
      `the coordinator signed a head over ${newer.size} entries of its ledger and does not know it any more (${error.detail}): it was set ` +
        'back to an older copy, or shows somebody else another history; compare heads with the other members before going on',
    );
  }
}
