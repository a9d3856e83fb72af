// What parties release of themselves: how good the model of a finished study is on their own rows, in mode local. The node is the
// authority on what it spends; here it is held against the agreement, entered in the ledger, and counted.
import { envelope, envelopes, partyMetrics, type MessageBody, type NodeId } from '@chorale/crypto';
import {
  partyMetricsOf,
  planPartyMeasuring,
  StudyPlanError,
  type Agreement,
  type ModelCard,
  type PartyMeasuring,
} from '@chorale/models/planning';
import type { AgreementBook } from '../agreements/agreements.js';
import { isExpired } from '../agreements/standing.js';
import { openFromCaller, type Caller, type Federation } from '../federation/federation.js';
import { keysOf } from '../federation/keys-of-node.js';
import type { Ledger } from '../ledger/ledger.js';
import { requireStudyOf } from '../people/member-view.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { In } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { Nodes } from '../storage/tables/federation-tables.js';
import { PartyMetrics, type PartyMetricsRow } from '../storage/tables/party-tables.js';
import type { StudyRow } from '../storage/tables/round-tables.js';
import { pinnedModel } from '../studies/pin-model.js';

type Message = MessageBody<typeof partyMetrics>;

export interface ReleasedMetrics extends Omit<ModelCard['byParty'][number], 'ledger'> {
  /** Position of the ledger's entry. */
  readonly entry: number;
}

export class PartyMetricsDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly federation: Federation,
    private readonly agreements: AgreementBook,
  ) {}

  /**
   * Enters what a node releases on a model, once; the same again changes nothing.
   * @throws CoordinatorError `not-found`, `study-running` or `study-ended` for a study without a model that its member may have,
   * `agreement-inactive`, `agreement-expired` or `study-refused` where the agreement does not allow it, `message-differs` for a
   * second release, `malformed` for values or noise of other terms.
   */
  async accept(caller: Caller, study: string, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, partyMetrics, bytes, this.federation.id);
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const { member } = await manager.findOneByOrFail(Nodes, { id: caller.id });
      const row = await requireStudyOf(manager, study, member);
      if (message.study !== row.id || message.node !== caller.id)
        throw malformed('the message names another node or study than its address and signature');
      const [known] = await this.ofNode(manager, caller.id, row);
      if (known) {
        if (Buffer.compare(known.envelope, bytes) === 0) return;
        throw new CoordinatorError(
          'message-differs',
          `this node has released other metrics of study "${row.name}"; those stand`,
        );
      }
      requireModel(row, message);
      const terms = await this.agreementFor(manager, caller, message);
      const measuring = await this.measuring(manager, row, terms, message);
      requireTerms(measuring, message);
      const { mode, epsilon, delta, unit, adjacency, nodesPerPerson, colluding, accountant } =
        measuring.plan.privacy;
      const { state, agreement, noiseMultiplier } = message;
      const entry = await this.ledger.append(transaction, {
        kind: 'party-metrics-released',
        actor: caller.id,
        subject: row.id,
        payload: {
          ...{ study: row.id, state, agreement, mode, epsilon, delta, unit, adjacency, sampling: 'all' },
          ...{ nodesPerPerson, colluding, accountant, noiseMultiplier },
          report: Buffer.from(bytes).toString('base64'),
        },
      });
      const { id: node } = caller;
      await manager.insert(PartyMetrics, {
        ...{ study: row.id, node, agreement, noiseMultiplier, envelope: bytes, entry },
      });
    });
  }

  /** All that a node released, under whatever key. */
  async sentBy({ id }: Caller): Promise<Uint8Array> {
    const rows = await this.database.read((manager) => this.ofNode(manager, id));
    return envelopes.encode({ envelopes: rows.map((row) => row.envelope) });
  }

  /** In the order in which they came. */
  async on(manager: Rows, study: StudyRow): Promise<ReleasedMetrics[]> {
    const released: ReleasedMetrics[] = [];
    for (const row of await manager.find(PartyMetrics, {
      where: { study: study.id },
      order: { entry: 'ASC' },
    })) {
      const message = partyMetrics.decode(envelope.decode(row.envelope).body);
      const { member } = await manager.findOneByOrFail(Nodes, { id: row.node });
      const terms = await this.agreements.termsOf(manager, row.agreement);
      const measuring = await this.measuring(manager, study, terms, message);
      released.push({ member, entry: row.entry, ...partyMetricsOf(measuring, message.values) });
    }
    return released;
  }

  private async ofNode(manager: Rows, id: NodeId, study?: Pick<StudyRow, 'id'>): Promise<PartyMetricsRow[]> {
    return manager.find(PartyMetrics, {
      where: { node: In(await keysOf(manager, id)), ...(study && { study: study.id }) },
      order: { entry: 'ASC' },
    });
  }

  private async agreementFor(
    manager: Rows,
    { id, name }: Caller,
    { agreement }: Message,
  ): Promise<Agreement> {
    const standing = await this.agreements.standing(manager, agreement);
    if ('reason' in standing)
      throw new CoordinatorError('agreement-inactive', `the agreement is not active: ${standing.reason}`);
    const { terms, contributors, roster } = standing;
    if (isExpired(terms, this.clock.now()))
      throw new CoordinatorError('agreement-expired', `the agreement expired on ${terms.expires}`);
    if (!contributors.includes(id) || roster.message.suspended.includes(id))
      throw new CoordinatorError(
        'study-refused',
        `node "${name}" brings no rows under "${terms.title}", or is suspended`,
      );
    return terms;
  }

  private async measuring(
    manager: Rows,
    row: StudyRow,
    terms: Agreement,
    { epsilon }: Message,
  ): Promise<PartyMeasuring> {
    const agreement = await this.agreements.termsOf(manager, row.agreement);
    try {
      return planPartyMeasuring(terms, { name: row.name, pinned: pinnedModel(row), agreement }, epsilon);
    } catch (error) {
      if (error instanceof StudyPlanError) throw new CoordinatorError('study-refused', error.message);
      throw error;
    }
  }
}

/** The noise that follows from the epsilon, and values that it can lead to. */
function requireTerms(measuring: PartyMeasuring, { epsilon, noiseMultiplier, values }: Message): void {
  const { noiseMultiplier: wanted } = measuring.terms.privacy;
  if (noiseMultiplier !== wanted)
    throw malformed(`epsilon ${epsilon} takes a noise multiplier of ${wanted}, not ${noiseMultiplier}`);
  try {
    partyMetricsOf(measuring, values);
  } catch (error) {
    if (error instanceof RangeError) throw malformed(error.message);
    throw error;
  }
}

function requireModel({ name, status, reason, state }: StudyRow, message: Message): void {
  if (status === 'stopped')
    throw new CoordinatorError('study-ended', `study "${name}" was stopped and released no model: ${reason}`);
  if (status !== 'finished')
    throw new CoordinatorError(
      'study-running',
      `study "${name}" has not finished, so there is no model to measure`,
    );
  if (message.state !== state)
    throw malformed(`what was measured is not the model that study "${name}" ended with`);
}

function malformed(reason: string): CoordinatorError {
  return new CoordinatorError('malformed', reason);
}
