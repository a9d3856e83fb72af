// Data-use agreements: proposed once, signed by every node in the roster, then active.
import {
  agreementConsent,
  agreementHash,
  committeeOf,
  contributorsOf,
  SecureSumError,
  type AgreementHash,
  type NodeId,
} from '@chorale/crypto';
import {
  agreementSchema,
  periodOf,
  plannedComputationByName,
  type Agreement,
} from '@chorale/models/planning';
import { openFromCaller, type Caller, type Federation } from '../federation/federation.js';
import { isInForce, requireInRoster, type ClosedRoster, type RosterBook } from '../federation/rosters.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { AgreementSummary } from '../reports/report-schemas.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import {
  AgreementConsents,
  Agreements,
  RosterConsents,
  type AgreementRow,
} from '../storage/tables/federation-tables.js';
import { Studies } from '../storage/tables/round-tables.js';

/** An agreement as the program reads it, beside the bytes that were signed. */
export interface AgreementInForce {
  readonly hash: AgreementHash;
  readonly terms: Agreement;
  readonly roster: ClosedRoster;
  /** Nodes that bring rows, by ascending id. */
  readonly contributors: readonly NodeId[];
  /** All that sit on the committee, by ascending id. */
  readonly committee: readonly NodeId[];
}
export class AgreementBook {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
    private readonly rosters: RosterBook,
  ) {}

  /**
   * Closes the roster over all enrolled nodes and puts the agreement before them.
   * Proposing the same document again, after more nodes enrolled, asks all for new signatures.
   */
  async propose(document: unknown): Promise<AgreementSummary> {
    const terms = this.parse(document);
    const bytes = new TextEncoder().encode(JSON.stringify(terms));
    const hash = agreementHash(bytes);
    return await this.database.write(async (transaction) => {
      const { manager } = transaction;
      if (await manager.existsBy(Studies, { status: 'running' }))
        throw new CoordinatorError(
          'study-running',
          'a study is running under the present roster; propose agreements when it has ended',
        );
      const roster = await this.rosters.closeWithEnrolled(transaction);
      requireFittingRoster(terms, roster);
      await requireRenewable(manager, terms);
      if (!(await manager.existsBy(Agreements, { hash }))) {
        await manager.insert(Agreements, {
          hash,
          title: terms.title,
          document: bytes,
          proposedAt: this.clock.now(),
        });
        await this.recordProposal(transaction, hash, terms, bytes);
      }
      transaction.afterCommit(() => this.wakeups.wake({ reason: 'agreement-proposed' }));
      return this.summarise(manager, { hash, title: terms.title, document: bytes }, roster);
    });
  }

  list(): Promise<AgreementSummary[]> {
    return this.database.read(async (manager) => {
      const roster = await this.rosters.newest(manager);
      if (!roster) return [];
      const rows = await manager.find(Agreements, { order: { proposedAt: 'ASC', hash: 'ASC' } });
      return Promise.all(rows.map((row) => this.summarise(manager, row, roster)));
    });
  }

  /** The text as proposed. @throws CoordinatorError `not-found`. */
  document(hash: string): Promise<Uint8Array> {
    return this.database.read(async (manager) => (await findAgreement(manager, hash)).document);
  }

  async consent(caller: Caller, hash: string, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, agreementConsent, bytes, this.federation.id);
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const roster = await this.rosters.required(manager);
      const row = await findAgreement(manager, hash);
      if (message.agreement !== row.hash)
        throw new CoordinatorError(
          'malformed',
          'the consent is for another agreement than the address names',
        );
      if (message.roster !== roster.hash)
        throw new CoordinatorError(
          'roster-outdated',
          `the newest roster is version ${roster.version}; sign that one first, then the agreement under it`,
        );
      requireInRoster(roster, caller);
      if (!(await manager.existsBy(RosterConsents, { roster: roster.hash, node: caller.id })))
        throw new CoordinatorError(
          'roster-outdated',
          `sign roster version ${roster.version} before the agreement`,
        );
      const key = { agreement: row.hash, roster: roster.hash, node: caller.id };
      if (await manager.existsBy(AgreementConsents, key)) return;
      await manager.insert(AgreementConsents, { ...key, envelope: bytes, at: this.clock.now() });
      await this.ledger.append(transaction, {
        kind: 'agreement-consented',
        actor: caller.id,
        subject: row.hash,
        payload: {
          agreement: row.hash,
          roster: roster.hash,
          consent: Buffer.from(bytes).toString('base64'),
        },
      });
      await this.activateIfComplete(transaction, row.hash, roster);
    });
  }

  /** Signed consents to an agreement under the newest roster. */
  consents(hash: string): Promise<Uint8Array[]> {
    return this.database.read(async (manager) => {
      const roster = await this.rosters.required(manager);
      const { hash: agreement } = await findAgreement(manager, hash);
      const rows = await manager.find(AgreementConsents, {
        where: { agreement, roster: roster.hash },
        order: { node: 'ASC' },
      });
      return rows.map(({ envelope }) => envelope);
    });
  }

  /** @throws CoordinatorError unless every node in the newest roster signed it. */
  async requireActive(manager: Rows, titleOrHash: string): Promise<AgreementInForce> {
    const roster = await this.rosters.required(manager);
    const named = await manager.find(Agreements, {
      where: [{ hash: titleOrHash as AgreementHash }, { title: titleOrHash }],
      order: { proposedAt: 'DESC' },
    });
    for (const { hash, document } of named)
      if (await isActive(manager, hash, roster)) return inForce(hash, parseAgreement(document), roster);
    throw named.length === 0
      ? new CoordinatorError('not-found', `no agreement is called "${titleOrHash}"; see "agreement list"`)
      : new CoordinatorError(
          'agreement-inactive',
          `"${titleOrHash}" is not signed by every node of roster version ${roster.version} yet; see "agreement list"`,
        );
  }

  /** What an agreement says, in force or not. @throws CoordinatorError `not-found`. */
  async termsOf(manager: Rows, hash: string): Promise<Agreement> {
    return parseAgreement((await findAgreement(manager, hash)).document);
  }

  private parse(document: unknown): Agreement {
    const parsed = agreementSchema.safeParse(document);
    if (!parsed.success) throw new CoordinatorError('agreement-refused', readable(parsed.error.issues));
    const terms = parsed.data;
    if (terms.federation !== this.federation.name)
      throw new CoordinatorError(
        'agreement-refused',
        `the agreement is for the federation "${terms.federation}", this is "${this.federation.name}"`,
      );
    for (const name of terms.computations) requireComputation(name);
    if (isExpired(terms, this.clock.now()))
      throw new CoordinatorError(
        'agreement-refused',
        `expires (${terms.expires}) is past; choose a later day`,
      );
    return terms;
  }

  private async recordProposal(
    transaction: Transaction,
    hash: AgreementHash,
    terms: Agreement,
    bytes: Uint8Array,
  ): Promise<void> {
    await this.ledger.append(transaction, {
      kind: 'agreement-proposed',
      actor: 'administrator',
      subject: hash,
      payload: {
        agreement: hash,
        title: terms.title,
        purpose: terms.purpose,
        legalBasis: terms.legalBasis,
        text: Buffer.from(bytes).toString('utf8'),
      },
    });
  }

  private async activateIfComplete(
    transaction: Transaction,
    hash: AgreementHash,
    roster: ClosedRoster,
  ): Promise<void> {
    if (!(await isActive(transaction.manager, hash, roster))) return;
    await this.ledger.append(transaction, {
      kind: 'agreement-active',
      actor: 'coordinator',
      subject: hash,
      payload: { agreement: hash, roster: roster.hash, nodes: roster.message.nodes.length },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'agreement-active' }));
  }

  private async summarise(
    manager: Rows,
    { hash, title, document }: Pick<AgreementRow, 'hash' | 'title' | 'document'>,
    roster: ClosedRoster,
  ): Promise<AgreementSummary> {
    return {
      agreement: hash,
      title,
      active: await isActive(manager, hash, roster),
      expires: parseAgreement(document).expires,
      signed: await manager.countBy(AgreementConsents, { agreement: hash, roster: roster.hash }),
      nodes: roster.message.nodes.length,
    };
  }
}

/** Whether every node of the newest roster signed both the roster and the agreement under it. */
export async function isActive(
  manager: Rows,
  agreement: AgreementHash,
  roster: ClosedRoster,
): Promise<boolean> {
  if (!isInForce(roster)) return false;
  const signed = await manager.countBy(AgreementConsents, { agreement, roster: roster.hash });
  return signed === roster.message.nodes.length;
}

/** Every agreement that a node has signed, under whatever roster. */
export async function readSignedAgreements(manager: Rows): Promise<ReadonlyMap<AgreementHash, Agreement>> {
  const consents = await manager.find(AgreementConsents, {
    select: { agreement: true, node: true, roster: true },
  });
  const signed = new Set(consents.map(({ agreement }) => agreement));
  const rows = await manager.find(Agreements, { order: { proposedAt: 'ASC', hash: 'ASC' } });
  return new Map(
    rows.filter(({ hash }) => signed.has(hash)).map(({ hash, document }) => [hash, parseAgreement(document)]),
  );
}

/** The terms inside a stored document, which was checked when it was proposed. */
export function parseAgreement(document: Uint8Array): Agreement {
  return agreementSchema.parse(JSON.parse(Buffer.from(document).toString('utf8')));
}

/** An agreement holds up to the end of its last day, UTC. */
export function isExpired({ expires }: Pick<Agreement, 'expires'>, nowMs: number): boolean {
  return nowMs >= Date.parse(expires) + 24 * 3600 * 1000;
}

async function findAgreement(manager: Rows, hash: string): Promise<AgreementRow> {
  const row = await manager.findOneBy(Agreements, { hash: hash as AgreementHash });
  if (!row)
    throw new CoordinatorError('not-found', `there is no agreement ${hash}; fetch the work list again`);
  return row;
}

function requireComputation(name: string): void {
  try {
    plannedComputationByName(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CoordinatorError('agreement-refused', `computations: ${error.message}`);
  }
}

function inForce(hash: AgreementHash, terms: Agreement, roster: ClosedRoster): AgreementInForce {
  const { nodes } = roster.message;
  const contributors = contributorsOf(nodes).map(({ id }) => id);
  return { hash, terms, roster, contributors, committee: requireCommittee(terms, roster) };
}

function requireCommittee(terms: Agreement, { message: { nodes } }: ClosedRoster): readonly NodeId[] {
  try {
    return committeeOf(nodes, terms.committee);
  } catch (error) {
    if (!(error instanceof SecureSumError)) throw error;
    throw new CoordinatorError('agreement-refused', error.message);
  }
}

/** A budget renews what was agreed on before for the same purpose, from a later day on. */
async function requireRenewable(manager: Rows, terms: Agreement): Promise<void> {
  const { renews } = terms.privacy;
  if (!renews) return;
  const row = await manager.findOneBy(Agreements, { hash: renews.replaces as AgreementHash });
  const replaced = row && parseAgreement(row.document);
  if (replaced?.purpose !== terms.purpose)
    throw new CoordinatorError(
      'agreement-refused',
      `privacy.renews.replaces: no agreement ${renews.replaces} for "${terms.purpose}" was proposed; "agreement list" shows hashes`,
    );
  if (periodOf(replaced) >= renews.from)
    throw new CoordinatorError(
      'agreement-refused',
      `privacy.renews.from: the period that it renews starts on ${periodOf(replaced)}; choose a later day`,
    );
}

function requireFittingRoster(terms: Agreement, roster: ClosedRoster): void {
  const { nodes } = roster.message;
  const contributors = contributorsOf(nodes).length;
  if (contributors < terms.cohort.kMin)
    throw new CoordinatorError(
      'too-few-nodes',
      `cohort.kMin is ${terms.cohort.kMin}, only ${contributors} nodes that bring rows are enrolled; invite more`,
    );
  requireCommittee(terms, roster);
  const outside = nodes.filter(({ region }) => terms.regions.length > 0 && !terms.regions.includes(region));
  if (outside.length > 0)
    throw new CoordinatorError(
      'region-refused',
      `these nodes stand outside the agreed regions: ${outside.map(({ name, region }) => `${name} (${region})`).join(', ')}`,
    );
}

/** Every issue of a document on one line each. */
export function readable(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  return issues
    .map(({ path, message }) => `${path.map(String).join('.') || 'document'}: ${message}`)
    .join('\n');
}
