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
import type { NodeStore } from '../storage/node-store.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';
import { RoundRefused } from './refusal.js';

interface Head {
  readonly size: number;
  readonly root: Hash;
}

/**
 * Countersigns a head after proof that it extends what this node signed before; durable here on return.
 * @param proof a consistencyProof that came ahead; another one is fetched where it is not about these heads.
 * @returns the signature for the coordinator, for which nothing in a round waits; undefined where a newer head is signed.
 * @throws RoundRefused `ledger-forked`.
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
    const [older, newer] = newest.size <= head.size ? [newest, head] : [head, newest];
    await proveExtension(older, newer, coordinator, proof);
    if (head.size < newest.size) return undefined;
    const present = store.ledgerHeads.newest();
    if (present?.size === newest.size) break;
    newest = present; // another round's story countersigned meanwhile
  }
  store.ledgerHeads.countersign({ ...head, envelope });
  return signMessage(headCountersignature, key, federation, head).bytes;
}

/**
 * @param ahead a consistencyProof that came before; another one is fetched where it is not about these heads.
 * @throws RoundRefused `ledger-forked` where the coordinator does not prove it.
 */
export async function proveExtension(
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
    throw new RoundRefused(
      'ledger-forked',
      `the ledger of ${newer.size} entries does not continue the one of ${older.size} that was countersigned: the ` +
        'coordinator rewrote history, or shows two; compare heads with the other members before going on',
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
