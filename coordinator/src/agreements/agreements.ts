// Data-use agreements: proposed, voted on, signed by every node that takes part, then active until they end. Nodes hold the
// same votes and signatures against their own copy, so nothing here has to be believed.
import {
  agreementConsent,
  agreementHash,
  contributorsOf,
  envelope,
  isShowable,
  type AgreementHash,
  type NodeId,
} from '@chorale/crypto';
import {
  agreementSchema,
  compareAgreements,
  nodesTakingPart,
  partyRoleOf,
  type Agreement,
  type AgreementChange,
} from '@chorale/models/planning';
import { openFromCaller, type Caller, type Federation } from '../federation/federation.js';
import { isInForce, requireInRoster, type ClosedRoster } from '../federation/closed-roster.js';
import type { RosterProposals } from '../federation/roster-proposals.js';
import type { RosterBook } from '../federation/rosters.js';
import { requireLatest } from '../governance/order-of-words.js';
import type { Ledger } from '../ledger/ledger.js';
import { checked } from '../platform/checked.js';
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
import {
  requireCommittee,
  requireComputation,
  requireFittingRoster,
  requireRenewable,
  requireReplaceable,
} from './fit.js';
import { isExpired, parseAgreement, standingOf } from './standing.js';

/** An agreement as the program reads it, beside the bytes that were signed. */
export interface AgreementInForce {
  readonly hash: AgreementHash;
  readonly terms: Agreement;
  readonly roster: ClosedRoster;
  /** Nodes that bring rows, by ascending id; also those that are suspended. */
  readonly contributors: readonly NodeId[];
  /** All that sit on the committee, by ascending id; also those that are suspended. */
  readonly committee: readonly NodeId[];
}
/** Why an agreement cannot be run under. */
export interface AgreementInactive {
  readonly reason: string;
  /** Whether nothing that is awaited will change it: it ended, or another one took its place. */
  readonly isOver: boolean;
}

export class AgreementBook {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
    private readonly rosters: RosterBook,
    private readonly rosterProposals: RosterProposals,
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
      const roster = await this.rosterProposals.closeWithEnrolled(transaction);
      requireFittingRoster(terms, roster);
      await requireRenewable(manager, terms);
      await requireReplaceable(manager, terms);
      const known = await manager.findOneBy(Agreements, { hash });
      const row = known ?? { hash, title: terms.title, document: bytes, proposedAt: this.clock.now() };
      if (!known) {
        await manager.insert(Agreements, row);
        await this.recordProposal(transaction, hash, terms, bytes);
      }
      transaction.afterCommit(() => this.wakeups.wake({ reason: 'agreement-proposed' }));
      return this.summarise(manager, row, roster);
    });
  }

  list(): Promise<AgreementSummary[]> {
    return this.database.read(async (manager) => {
      const roster = await this.rosters.toSign(manager);
      if (!roster) return [];
      const rows = await manager.find(Agreements, { order: { proposedAt: 'ASC', hash: 'ASC' } });
      return Promise.all(rows.map((row) => this.summarise(manager, row, roster)));
    });
  }

  /** The text as proposed. @throws CoordinatorError `not-found`. */
  document(hash: string): Promise<Uint8Array> {
    return this.database.read(async (manager) => (await findAgreement(manager, hash)).document);
  }

  /**
   * What an agreement changes.
   * @param against hash of another one; undefined: the one that it replaces.
   * @throws CoordinatorError `not-found`, or `agreement-refused` where there is nothing to compare with.
   */
  changes(hash: string, against: string | undefined): Promise<AgreementChange[]> {
    return this.database.read(async (manager) => {
      const terms = parseAgreement(await findAgreement(manager, hash));
      const other = against ?? terms.replaces;
      if (other === undefined)
        throw new CoordinatorError(
          'agreement-refused',
          `"${terms.title}" replaces no other agreement; name the one to compare it with`,
        );
      return compareAgreements(parseAgreement(await findAgreement(manager, other)), terms);
    });
  }

  /** Keeps a node's signature; signed again later, it takes the place of the earlier one. */
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
      const terms = parseAgreement(row);
      requireParty(terms, roster, caller);
      await requireNotRunning(manager, terms);
      const key = { agreement: row.hash, roster: roster.hash, node: caller.id };
      if (!(await manager.existsBy(RosterConsents, { roster: roster.hash, node: caller.id })))
        throw new CoordinatorError(
          'roster-outdated',
          `sign roster version ${roster.version} before the agreement`,
        );
      const known = await manager.findOneBy(AgreementConsents, key);
      // The same consent again, or an earlier one: what it says is on record.
      if (known && agreementConsent.decode(envelope.decode(known.envelope).body).at >= message.at) return;
      const word = { matter: 'agreement', subject: row.hash, decision: 'approve', reason: '' } as const;
      const ballot = { ...word, signer: caller.id, at: message.at };
      await requireLatest(manager, roster.message, ballot, this.clock.now());
      await manager.upsert(AgreementConsents, { ...key, envelope: bytes, at: this.clock.now() }, [
        'agreement',
        'roster',
        'node',
      ]);
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
      await this.recordIfActive(transaction, row);
    });
  }

  /** Signed consents to an agreement under the roster that is to be signed. */
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

  /** @throws CoordinatorError unless every node that takes part signed it and members agree. */
  async requireActive(manager: Rows, titleOrHash: string): Promise<AgreementInForce> {
    const roster = await this.rosters.inForce(manager);
    const named = await manager.find(Agreements, {
      where: [{ hash: titleOrHash as AgreementHash }, { title: titleOrHash }],
      order: { proposedAt: 'DESC' },
    });
    let reason = 'no roster is in force yet';
    for (const row of named) {
      const standing = roster && (await this.under(manager, row, roster));
      if (standing && 'terms' in standing) return standing;
      if (standing) reason = standing.reason;
    }
    throw named.length === 0
      ? new CoordinatorError('not-found', `no agreement is called "${titleOrHash}"; see "agreement list"`)
      : new CoordinatorError(
          'agreement-inactive',
          `"${titleOrHash}" is not active: ${reason}; see "agreement list"`,
        );
  }

  /** Whether rounds may be opened under an agreement, or why not. */
  async standing(manager: Rows, hash: AgreementHash): Promise<AgreementInForce | AgreementInactive> {
    const roster = await this.rosters.requiredInForce(manager);
    return this.under(manager, await findAgreement(manager, hash), roster);
  }

  /** An agreement's terms and the roster in force, whether or not anything may run under them. */
  async setting(
    manager: Rows,
    hash: AgreementHash,
  ): Promise<{ readonly terms: Agreement; readonly roster: ClosedRoster }> {
    const row = await findAgreement(manager, hash);
    return { terms: parseAgreement(row), roster: await this.rosters.requiredInForce(manager) };
  }

  /** Writes into the ledger that members agree and every node signed, when that has just become so. */
  async recordIfActive(transaction: Transaction, row: AgreementRow): Promise<void> {
    const { manager } = transaction;
    const roster = await this.rosters.inForce(manager);
    if (!roster || !(await mayBeComplete(manager, row, roster))) return;
    const { active, signers, widens } = await standingOf(manager, row, roster);
    if (!active) return;
    await this.ledger.append(transaction, {
      kind: 'agreement-active',
      actor: 'coordinator',
      subject: row.hash,
      payload: { agreement: row.hash, roster: roster.hash, nodes: signers.length, widens },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'agreement-active' }));
  }

  private async under(
    manager: Rows,
    row: AgreementRow,
    roster: ClosedRoster,
  ): Promise<AgreementInForce | AgreementInactive> {
    const { terms, active, obstacle } = await standingOf(manager, row, roster);
    const successor = active ? await activeSuccessor(manager, row, roster) : undefined;
    if (successor !== undefined) return { reason: `"${successor}" took its place`, isOver: true };
    if (!active)
      return {
        reason: obstacle?.reason ?? `not every node of roster version ${roster.version} signed it`,
        isOver: obstacle?.kind === 'ended',
      };
    const contributors = contributorsOf(nodesTakingPart(terms, roster.message.nodes)).map(({ id }) => id);
    return { hash: row.hash, terms, roster, contributors, committee: requireCommittee(terms, roster) };
  }

  /** What an agreement says, in force or not. @throws CoordinatorError `not-found`. */
  async termsOf(manager: Rows, hash: string): Promise<Agreement> {
    return parseAgreement(await findAgreement(manager, hash));
  }

  private parse(document: unknown): Agreement {
    const terms = checked(agreementSchema, document, true);
    if (terms.federation !== this.federation.name)
      throw new CoordinatorError(
        'agreement-refused',
        `the agreement is for the federation "${terms.federation}", this is "${this.federation.name}"`,
      );
    if (!isShowable(terms.title))
      throw new CoordinatorError('malformed', 'title: is printable characters alone; choose another');
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

  private async summarise(manager: Rows, row: AgreementRow, roster: ClosedRoster): Promise<AgreementSummary> {
    const { terms, signers, signed, active, obstacle, widens } = await standingOf(manager, row, roster);
    const successor = active && isInForce(roster) ? await activeSuccessor(manager, row, roster) : undefined;
    const reason = successor === undefined ? (obstacle?.reason ?? '') : `"${successor}" took its place`;
    return {
      agreement: row.hash,
      title: row.title,
      active: isInForce(roster) && active && successor === undefined,
      over: successor !== undefined || obstacle?.kind === 'ended',
      expires: terms.expires,
      signed: signers.filter(({ id }) => signed.has(id)).length,
      nodes: signers.length,
      replaces: terms.replaces ?? null,
      widens,
      reason,
    };
  }
}

/** Title of an active agreement that names this one as the one that it replaces. */
async function activeSuccessor(
  manager: Rows,
  { hash }: AgreementRow,
  roster: ClosedRoster,
): Promise<string | undefined> {
  for (const row of await manager.find(Agreements)) {
    if (parseAgreement(row).replaces !== hash) continue;
    if ((await standingOf(manager, row, roster)).active) return row.title;
  }
  return undefined;
}

/** A look that costs little before one that reads every signature: a large federation signs node by node. */
async function mayBeComplete(manager: Rows, row: AgreementRow, roster: ClosedRoster): Promise<boolean> {
  const signed = await manager.countBy(AgreementConsents, { agreement: row.hash });
  return signed >= nodesTakingPart(parseAgreement(row), roster.message.nodes).length;
}

function requireParty(terms: Agreement, { message }: ClosedRoster, { id, name }: Caller): void {
  const member = message.nodes.find((node) => node.id === id)?.member;
  if (member === undefined || partyRoleOf(terms, member) === undefined)
    throw new CoordinatorError(
      'agreement-refused',
      `node "${name}" takes no part in "${terms.title}"; there is nothing to sign`,
    );
}

/** Who signs an amendment contributes no more under what it amends, so that must not be running. */
async function requireNotRunning(manager: Rows, { replaces }: Agreement): Promise<void> {
  const running = { status: 'running' as const, agreement: replaces as AgreementHash };
  if (replaces !== undefined && (await manager.existsBy(Studies, running)))
    throw new CoordinatorError(
      'study-running',
      'a study is running under the agreement that this one replaces; sign when it has ended',
    );
}

async function findAgreement(manager: Rows, hash: string): Promise<AgreementRow> {
  const row = await manager.findOneBy(Agreements, { hash: hash as AgreementHash });
  if (!row)
    throw new CoordinatorError('not-found', `there is no agreement ${hash}; fetch the work list again`);
  return row;
}
