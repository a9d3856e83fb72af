// The road between node and coordinator: every route a node may call. Bodies are canonical messages
// (application/octet-stream); errors are RFC 9457 problem documents. All but `enrol` and `protocol` are
// signed by the node (header `chorale-signature`, see identity/signed-request.ts).

export const PROTOCOL_HEADER = 'chorale-protocol';
export const SIGNATURE_HEADER = 'chorale-signature';

/**
 * Wake-ups: socket.io over websocket only, at this path. The handshake's auth is { signature, protocol }, where
 * signature is that of a `GET` of this very path without query; the server emits {@link WAKE_EVENT}.
 */
export const SOCKET_PATH = '/socket';
/** JSON { reason, study?, round? }: "look again"; carries no secret and is never trusted. */
export const WAKE_EVENT = 'wake';

/** `:name` stands for a path parameter. Comments: request body -> response body. */
export const nodeRoutes = {
  /** nothing -> JSON { protocol, version, federation, federationName, coordinatorKey } */
  protocol: { method: 'GET', path: '/v1/protocol' },
  /** Envelope of enrolment, signed by the new key -> 201 */
  enrol: { method: 'POST', path: '/v1/enrolment' },
  /** -> bytes of the roster to sign with agreements: the one in force, or the one that lets nodes join it */
  roster: { method: 'GET', path: '/v1/roster' },
  /** Envelope of rosterConsent -> 204 */
  consentToRoster: { method: 'POST', path: '/v1/roster/consents' },
  /** -> envelopes of all rosterConsent */
  rosterConsents: { method: 'GET', path: '/v1/roster/consents' },
  /** Envelope of vote, by an administrator's key; any node may carry it -> 204; idempotent */
  castVote: { method: 'POST', path: '/v1/votes' },
  /** -> ballotBox: all words on a roster, agreement or study, votes and consents */
  ballots: { method: 'GET', path: '/v1/ballots/:subject' },
  /** -> rosterList: what waits for votes, by version; of each member its newest proposal */
  pendingRosters: { method: 'GET', path: '/v1/roster/pending' },
  /** rosterProposal -> 204; idempotent */
  proposeRoster: { method: 'POST', path: '/v1/roster/proposals' },
  /** query after: version that is known already -> successions */
  rosterSuccessions: { method: 'GET', path: '/v1/roster/successions' },
  /** -> JSON text of the agreement, as proposed */
  agreement: { method: 'GET', path: '/v1/agreements/:agreement' },
  /** Envelope of agreementConsent -> 204 */
  consentToAgreement: { method: 'POST', path: '/v1/agreements/:agreement/consents' },
  /** -> envelopes of all agreementConsent */
  agreementConsents: { method: 'GET', path: '/v1/agreements/:agreement/consents' },
  /** -> JSON text of the study, as started */
  study: { method: 'GET', path: '/v1/studies/:study' },
  /** -> envelopes of adoption of the round that made this state; empty for the first state */
  stateProof: { method: 'GET', path: '/v1/studies/:study/states/:state/adoptions' },
  /** -> envelope of stateTransfer for the asking node, 404 while there is none */
  receiveState: { method: 'GET', path: '/v1/studies/:study/states/:state/transfer' },
  /** lotUpload -> 204; idempotent */
  lots: { method: 'POST', path: '/v1/studies/:study/lots' },
  /** Envelope of personsLeftOut -> 204; the first word of a node on a study stands */
  leaveOut: { method: 'POST', path: '/v1/studies/:study/persons-left-out' },
  /** Envelope of partyMetrics -> 204; the first word of a node on a study stands, and is taken again as it is */
  releaseMetrics: { method: 'POST', path: '/v1/studies/:study/party-metrics' },
  /** -> envelopes of partyMetrics of the asking node: a node that lost records takes over what it spent */
  releasedMetrics: { method: 'GET', path: '/v1/party-metrics' },
  /** Envelope of erasureNotice -> 204; idempotent */
  tellErasure: { method: 'POST', path: '/v1/erasures' },
  /** roundKeyBatch -> 204 */
  roundKeys: { method: 'POST', path: '/v1/round-keys' },
  /** -> work */
  work: { method: 'GET', path: '/v1/work' },
  /** -> envelope of descriptor, signed by the coordinator */
  descriptor: { method: 'GET', path: '/v1/rounds/:round' },
  /** severalRequests -> severalAnswers: small requests of one round in one exchange (several.ts) */
  several: { method: 'POST', path: '/v1/rounds/:round/several' },
  /** -> drawing of a round with groups */
  drawing: { method: 'GET', path: '/v1/rounds/:round/drawing' },
  /** Envelope of refusal -> 204; the coordinator shows it and does not wait for the node */
  refuse: { method: 'POST', path: '/v1/rounds/:round/refusals' },
  /** -> chunkInventory of this node's chunks */
  chunksHeld: { method: 'GET', path: '/v1/rounds/:round/chunks' },
  /** Chunk bytes -> 204; idempotent */
  putChunk: { method: 'PUT', path: '/v1/rounds/:round/chunks/:chunk' },
  /** contribution -> 204; idempotent */
  contribute: { method: 'POST', path: '/v1/rounds/:round/contribution' },
  /** -> contributedRounds of the asking node: a node that lost records takes over what it spent */
  contributedRounds: { method: 'GET', path: '/v1/contributions' },
  /** -> envelope of the asking node's own manifest in the round */
  ownManifest: { method: 'GET', path: '/v1/rounds/:round/contribution' },
  /** query from: shares that it has already -> shareInbox of the asking committee member, in the order of arrival */
  shares: { method: 'GET', path: '/v1/rounds/:round/shares' },
  /** Envelope of shareReport -> 204 */
  reportShares: { method: 'POST', path: '/v1/rounds/:round/share-reports' },
  /** -> contributionSet */
  contributionSet: { method: 'GET', path: '/v1/rounds/:round/set' },
  /** Envelope of commit -> 204 */
  commit: { method: 'POST', path: '/v1/rounds/:round/commits' },
  /** -> envelopes of commit */
  commits: { method: 'GET', path: '/v1/rounds/:round/commits' },
  /** -> envelopes of roundKey, in the order of the recipients; committee members only */
  recipientKeys: { method: 'GET', path: '/v1/rounds/:round/recipient-keys' },
  /** releaseUpload -> 204 */
  release: { method: 'POST', path: '/v1/rounds/:round/releases' },
  /** -> releaseInbox of the asking recipient */
  releases: { method: 'GET', path: '/v1/rounds/:round/releases' },
  /** -> ciphertextSum */
  ciphertextSum: { method: 'GET', path: '/v1/rounds/:round/sum' },
  /** -> bytes of one chunk of the sum */
  sumChunk: { method: 'GET', path: '/v1/rounds/:round/sum/:chunk' },
  /** query from: parts that it has already -> sumParts: what a chunk of the sum was added up of, by ascending node id */
  sumParts: { method: 'GET', path: '/v1/rounds/:round/parts/:position' },
  /** Envelope of adoption -> 204 */
  adopt: { method: 'POST', path: '/v1/rounds/:round/adoptions' },
  /** Envelope of openFailure -> 204 */
  failToOpen: { method: 'POST', path: '/v1/rounds/:round/open-failures' },
  /** Envelope of burn -> 204 */
  burn: { method: 'POST', path: '/v1/rounds/:round/burns' },
  /** -> envelopes of burn: the proof that a round was burned unopened */
  burns: { method: 'GET', path: '/v1/rounds/:round/burns' },
  /** Envelope of stateRequest -> 204 */
  requestState: { method: 'POST', path: '/v1/state-requests' },
  /** Envelope of stateTransfer -> 204 */
  sendState: { method: 'POST', path: '/v1/state-transfers' },
  /** query from, and to or round -> consistencyProof; with a round between `from` and the head in its descriptor */
  ledgerConsistency: { method: 'GET', path: '/v1/ledger/consistency' },
  /** Envelope of headCountersignature -> 204 */
  countersignHead: { method: 'POST', path: '/v1/ledger/countersignatures' },
} as const;
export type NodeRoute = keyof typeof nodeRoutes;

/** Path of a route with its parameters filled in; they are ids and hashes, so nothing needs escaping. */
export function routePath(route: NodeRoute, parameters: Readonly<Record<string, string>> = {}): string {
  return nodeRoutes[route].path.replace(/:([a-z]+)/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined || !/^[0-9a-z-]+$/.test(value)) throw new RangeError(`${route} needs ${name}`);
    return value;
  });
}

/** RFC 9457 problem document; `code` is one of a closed set, `detail` says what to do next. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
}
