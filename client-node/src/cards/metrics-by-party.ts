// What parties released of themselves on a model: this node's own, and with a ledger those of the others as they signed them. What this node
// cannot check, it does not show.
import {
  envelope,
  nodeIdOf,
  openSigned,
  partyMetrics,
  readRoster,
  type NodeId,
  type StudyId,
} from '@chorale/crypto';
import type { ModelCard } from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import type { NodeStore } from '../storage/node-store.js';
import type { LedgerPlaces, PlacedMetrics } from './ledger-places.js';
import { readMetrics } from './release-metrics.js';

type ByParty = ModelCard['byParty'];

/** @param places of a verified ledger; undefined: there is none. */
export function metricsByParty(store: NodeStore, study: StudyId, places: LedgerPlaces | undefined): ByParty {
  const parties = partiesOf(store);
  const placed = places?.metricsOn(study) ?? [];
  const fromLedger = placed.flatMap((metrics) => partOf(store, study, metrics, parties));
  const own = store.partyMetrics.find(study)?.envelope;
  if (!own || placed.some(({ report }) => Buffer.compare(report, own) === 0)) return fromLedger;
  const { member } = store.federation.membership()!;
  const read = readMetrics(store, partyMetrics.decode(envelope.decode(own).body));
  return [...fromLedger, { member, ...read, ledger: [] }];
}

interface Party {
  readonly member: string;
  readonly key: Uint8Array;
}

/** Keys of nodes, in force and retired, and whose they are. */
function partiesOf({ federation }: NodeStore): ReadonlyMap<NodeId, Party> {
  const stored = federation.rosterInForce();
  if (!stored) return new Map();
  const { nodes, retired } = readRoster(stored.bytes);
  return new Map([
    ...retired.map(({ key, member }) => [nodeIdOf(key), { member, key }] as const),
    ...nodes.map(({ id, member, signingKey: key }) => [id, { member, key }] as const),
  ]);
}

function partOf(
  store: NodeStore,
  study: StudyId,
  { report, place }: PlacedMetrics,
  parties: ReadonlyMap<NodeId, Party>,
): ByParty {
  const { signer } = envelope.decode(report);
  const party = parties.get(signer);
  if (!party) return [];
  const { federation } = store.federation.membership()!;
  const { message } = openSigned(partyMetrics, report, federation, () => party.key);
  if (message.node !== signer || message.study !== study) return [];
  try {
    return [{ member: party.member, ...readMetrics(store, message), ledger: [place] }];
  } catch (error) {
    // Of an agreement that this node does not hold, or values that no epsilon leads to.
    if (error instanceof RangeError || error instanceof RoundRefused) return [];
    throw error;
  }
}
