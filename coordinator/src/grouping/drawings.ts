// Drawings of groups, before a round opens: nodes are called under their anchors, show one value each, and whoever has
// not by the deadline is left out and named. What the groups are follows from the values alone.
import {
  contentHash,
  drawGroups,
  drawing as drawingMessage,
  drawingCall,
  envelope,
  openDrawing,
  type DescriptorGrouping,
  type NodeId,
} from '@chorale/crypto';
import { fewestGroups, type GroupedAggregation } from '@chorale/models/planning';
import type { AgreementInForce } from '../agreements/agreements.js';
import type { Federation } from '../federation/federation.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Wakeups } from '../platform/wakeups.js';
import { In } from '../storage/conditions.js';
import type { Transaction } from '../storage/database.js';
import { Drawings, LotAnchors, Lots, type DrawingRow } from '../storage/tables/drawing-tables.js';
import { Studies, type StudyRow } from '../storage/tables/round-tables.js';

export interface DrawingWanted {
  readonly study: StudyRow;
  readonly agreement: AgreementInForce;
  readonly aggregation: GroupedAggregation;
  /** Nodes that could take part in the round, by ascending id. */
  readonly nodes: readonly NodeId[];
  /** Whether a round of these nodes could reach its threshold and its quorum. */
  readonly isEnough: (nodes: readonly NodeId[]) => boolean;
  /** Whether it is too early to go on without nodes that are awake. */
  readonly hasPatience: boolean;
  /** How long nodes have to show their values. */
  readonly showMs: number;
  readonly now: number;
}

export interface DrawnGroups {
  /** Nodes that showed their value, by ascending id: the round's cohort. */
  readonly cohort: readonly NodeId[];
  readonly grouping: DescriptorGrouping;
}

export class DrawingBook {
  constructor(
    private readonly ledger: Ledger,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
  ) {}

  /**
   * Takes the drawing for a study's next round as far as it goes.
   * @returns undefined while it waits for anchors or values, or where too few came and it must be called again.
   * @throws RangeError where no groups can be drawn from this roster.
   */
  async advance(transaction: Transaction, wanted: DrawingWanted): Promise<DrawnGroups | undefined> {
    const { manager } = transaction;
    const { id: study, roundsClosed: round, attempt } = wanted.study;
    const row = await manager.findOneBy(Drawings, { study, round, attempt });
    if (!row) {
      await this.call(transaction, wanted);
      return undefined;
    }
    const result = row.result ?? (await this.draw(transaction, wanted, row));
    return result && this.groupsOf(wanted, result);
  }

  private async call(transaction: Transaction, wanted: DrawingWanted): Promise<void> {
    const { manager } = transaction;
    const { study, nodes, hasPatience, showMs, now } = wanted;
    const anchored = await manager.find(LotAnchors, {
      where: { study: study.id, node: In([...nodes]) },
      order: { node: 'ASC' },
    });
    if (anchored.length < nodes.length && hasPatience) return;
    if (
      !canOpen(
        wanted,
        anchored.map(({ node }) => node),
      )
    )
      return;
    const drawing = await manager.countBy(Drawings, { study: study.id });
    const place = { study: study.id, round: study.roundsClosed, attempt: study.attempt, drawing };
    const call = drawingCall.encode({
      ...place,
      state: study.state,
      anchors: anchored.map(({ envelope: bytes }) => bytes),
    });
    await manager.insert(Drawings, { ...place, call, showBy: Math.ceil(now + showMs), result: null });
    await this.ledger.append(transaction, {
      kind: 'drawing-called',
      actor: 'coordinator',
      subject: study.id,
      payload: {
        study: study.id,
        round: place.round,
        attempt: place.attempt,
        call: contentHash(call),
        nodes: anchored.map(({ node }) => node),
      },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'drawing-called', study: study.id }));
  }

  /** @returns undefined while values are awaited, or where too few came. */
  private async draw(
    transaction: Transaction,
    wanted: DrawingWanted,
    row: DrawingRow,
  ): Promise<Uint8Array | undefined> {
    const { manager } = transaction;
    const { study, now } = wanted;
    const key = { study: row.study, drawing: row.drawing };
    const called = drawingCall.decode(row.call).anchors.map((bytes) => envelope.decode(bytes).signer);
    const lots = await manager.findBy(Lots, key);
    if (lots.length < called.length && now < row.showBy) return undefined;
    const valueOf = new Map(lots.map(({ node, value }) => [node, value]));
    const values = called.map((node) => valueOf.get(node));
    const shown = called.filter((node) => valueOf.has(node));
    const result = drawingMessage.encode({ call: row.call, values });
    await manager.update(Drawings, key, { result });
    const { round, attempt } = row;
    await this.ledger.append(transaction, {
      kind: 'groups-drawn',
      actor: 'coordinator',
      subject: row.study,
      payload: {
        study: row.study,
        round,
        attempt,
        nodes: shown,
        withheld: called.filter((node) => !valueOf.has(node)),
        drawing: Buffer.from(result).toString('base64'),
      },
    });
    if (canOpen(wanted, shown)) return result;
    // Nobody shows a second value for one attempt, so there must be another.
    await manager.update(Studies, { id: study.id }, { attempt: attempt + 1, waitingSince: now });
    return undefined;
  }

  private groupsOf({ agreement, aggregation }: DrawingWanted, result: Uint8Array): DrawnGroups {
    const { nodes } = agreement.roster.message;
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const { seed, shown } = openDrawing(result, this.federation.id, (id) => byId.get(id)?.signingKey);
    const { groupSize } = aggregation;
    const memberOf = (node: NodeId): string | undefined => byId.get(node)?.member;
    const groupOf = drawGroups({ seed, cohort: shown, groupSize, memberOf });
    return {
      cohort: shown,
      grouping: { groupOf, groupSize, fewestGroups: fewestGroups(aggregation), drawing: contentHash(result) },
    };
  }
}

function canOpen({ aggregation, isEnough }: DrawingWanted, nodes: readonly NodeId[]): boolean {
  return nodes.length >= aggregation.groupSize * fewestGroups(aggregation) && isEnough(nodes);
}
