// As much of a coordinator as the commands talk to: real HTTP and real messages, no rounds.
import {
  agreementConsent,
  agreementHash,
  ballotBox,
  enrolment,
  envelope,
  federationId,
  fingerprintOf,
  firstRoster,
  invitationToken,
  nodeIdOf,
  openSigned,
  PROTOCOL_VERSION,
  roster,
  rosterHash,
  SigningKey,
  successions,
  systemEntropy,
  work,
  type AgreementHash,
  type Hash,
  type RosterHash,
  type NodeRole,
  type RosterNode,
} from '@chorale/crypto';
import type { Agreement } from '@chorale/models';
import {
  problem,
  startServer,
  type Answer,
  type LocalServer,
  type SeenRequest,
} from '../transport/local-server.js';

const FEDERATION_NAME = 'Harbour shops';

export class StandInCoordinator {
  readonly key = SigningKey.generate(systemEntropy()).key;
  readonly federation: Hash = federationId(FEDERATION_NAME, this.key.publicKey);
  readonly enrolled: RosterNode[] = [];
  readonly agreements = new Map<AgreementHash, Uint8Array>();
  readonly rosterConsents: Uint8Array[] = [];
  readonly agreementConsents: Uint8Array[] = [];
  closedRoster: Uint8Array | undefined;
  /** False: the first roster waits for signatures. */
  rosterHolds = true;
  agreementsHold = false;
  /** Added to this clock in work lists. */
  skewMs = 0;
  protocol: number = PROTOCOL_VERSION;
  private server!: LocalServer;

  static async start(): Promise<StandInCoordinator> {
    const coordinator = new StandInCoordinator();
    coordinator.server = await startServer((request) => coordinator.answer(request));
    return coordinator;
  }
  get url(): string {
    return this.server.url;
  }
  stop(): Promise<void> {
    return this.server.close();
  }

  invite(member: string, role: NodeRole = 'contributor'): string {
    return invitationToken({
      coordinatorUrl: this.url,
      federation: this.federation,
      federationName: FEDERATION_NAME,
      coordinatorKey: this.key.publicKey,
      member,
      role,
      secret: new Uint8Array(32).fill(7),
      members: this.enrolled.map(({ name, signingKey }) => ({
        node: name,
        fingerprint: fingerprintOf(signingKey),
      })),
    });
  }

  /** A node that enrolled by other ways. */
  admit(
    name: string,
    signingKey = SigningKey.generate(systemEntropy()).key.publicKey,
    role: NodeRole = 'contributor',
  ): RosterNode {
    const node = { id: nodeIdOf(signingKey), member: `${name} Ltd`, name, region: 'eu', role, signingKey };
    this.enrolled.push(node);
    return node;
  }

  propose(agreement: Agreement): AgreementHash {
    const bytes = new TextEncoder().encode(JSON.stringify(agreement));
    const hash = agreementHash(bytes);
    this.agreements.set(hash, bytes);
    this.closeRoster(1);
    return hash;
  }

  closeRoster(version: number): RosterHash {
    const nodes = this.enrolled.toSorted((left, right) => (left.id < right.id ? -1 : 1));
    const { federation } = this;
    const about = { federation, version, coordinatorKey: this.key.publicKey };
    this.closedRoster = roster.encode(firstRoster(about, nodes));
    return rosterHash(this.closedRoster);
  }

  private answer({ method, target, body }: SeenRequest): Answer {
    const path = `${method} ${target}`;
    if (path === 'GET /v1/protocol')
      return { status: 200, type: 'application/json', body: JSON.stringify(this.facts()) };
    if (path === 'POST /v1/enrolment') return this.takeIn(body);
    if (path === 'GET /v1/work') return { status: 200, body: this.workList() };
    if (path === 'GET /v1/roster')
      return this.closedRoster
        ? { status: 200, body: this.closedRoster }
        : problem(404, 'not-found', 'no roster yet');
    if (method === 'GET' && target.startsWith('/v1/roster/successions'))
      return { status: 200, body: successions.encode({ steps: [] }) };
    if (method === 'GET' && target.startsWith('/v1/ballots/'))
      return { status: 200, body: ballotBox.encode({ ballots: [] }) };
    if (path === 'POST /v1/roster/consents') return this.keep(this.rosterConsents, body);
    const [, hash, consents] = /^\w+ \/v1\/agreements\/([0-9a-f]{64})(\/consents)?$/.exec(path) ?? [];
    if (consents !== undefined) return this.keep(this.agreementConsents, body);
    const text = this.agreements.get(hash as AgreementHash);
    return text ? { status: 200, body: text } : problem(404, 'not-found', 'there is no such thing');
  }

  private facts(): object {
    const { protocol, federation } = this;
    const coordinatorKey = Buffer.from(this.key.publicKey).toString('hex');
    return { protocol, version: '9.9.9', federation, federationName: FEDERATION_NAME, coordinatorKey };
  }

  private takeIn(body: Uint8Array): Answer {
    const claimed = enrolment.decode(envelope.decode(body).body);
    const { message } = openSigned(enrolment, body, this.federation, () => claimed.signingKey);
    const { member, node: name, region, role, signingKey } = message;
    const id = nodeIdOf(signingKey);
    if (this.enrolled.some((node) => node.name === name && node.id !== id))
      return problem(409, 'name-taken', `a node named "${name}" is enrolled already`);
    if (!this.enrolled.some((node) => node.id === id))
      this.enrolled.push({ id, member, name, region, role, signingKey });
    return { status: 201 };
  }

  private workList(): Uint8Array {
    const { closedRoster } = this;
    const signed = new Set(
      this.agreementConsents.map((bytes) => agreementConsent.decode(envelope.decode(bytes).body).agreement),
    );
    return work.encode({
      protocol: PROTOCOL_VERSION,
      now: Date.now() + this.skewMs,
      roster: closedRoster ? rosterHash(closedRoster) : ('0'.repeat(64) as RosterHash),
      rosterVersion: closedRoster && this.rosterHolds ? roster.decode(closedRoster).version : 0,
      head: new Uint8Array(0),
      unusedRoundKeys: 0,
      agreements: [...this.agreements.keys()].map((agreement) => ({
        agreement,
        active: this.agreementsHold,
        signedByYou: signed.has(agreement),
      })),
      studies: [],
      rounds: [],
      drawings: [],
      stateRequests: [],
    });
  }

  private keep(kept: Uint8Array[], body: Uint8Array): Answer {
    kept.push(body);
    return { status: 204 };
  }
}

/** A valid agreement of {@link StandInCoordinator}'s federation. */
export const sampleAgreement: Agreement = {
  format: 'chorale-agreement/1',
  federation: FEDERATION_NAME,
  title: 'Who comes back',
  purpose: 'Keep customers',
  legalBasis: 'GDPR Art. 6(1)(f)',
  regions: [],
  people: 1000,
  dictionary: {
    features: [
      { name: 'orders', type: 'number', unit: 'orders', lower: 0, upper: 50, transform: 'log1p' },
      { name: 'plan', type: 'category', categories: ['basic', 'gold'] },
    ],
    label: { name: 'returns' },
  },
  qualityFloor: 0.9,
  cohort: { kMin: 3 },
  privacy: { unit: 'person', mode: 'pooled', epsilon: 1, delta: 1e-5, nodesPerPerson: 1, colluding: 1 },
  computations: ['logistic-regression'],
  release: 'members',
  recipients: [],
  releaseGate: { mostDrift: 0.15, measuredFirst: false },
  retentionDays: 365,
  expires: '2099-12-31',
};
