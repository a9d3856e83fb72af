// What running studies with groups want of whom, for the work list.
import { contentHash, drawingCall, envelope, type ListedDrawing, type NodeId } from '@chorale/crypto';
import { IsNull } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import { Drawings, LotAnchors, Lots } from '../storage/tables/drawing-tables.js';
import { Studies } from '../storage/tables/round-tables.js';
import { parseStudy } from '../studies/study-record.js';

export interface OpenDrawing extends ListedDrawing {
  readonly anchored: ReadonlySet<NodeId>;
  /** Nodes of the present call whose value is still awaited. */
  readonly awaited: ReadonlySet<NodeId>;
}

export async function listDrawings(manager: Rows): Promise<OpenDrawing[]> {
  const running = await manager.find(Studies, {
    where: { status: 'running' },
    order: { startedAt: 'ASC', id: 'ASC' },
  });
  const grouped = running.filter((row) => (parseStudy(row).aggregation?.rule ?? 'sum') !== 'sum');
  return Promise.all(
    grouped.map(async ({ id: study, agreement }) => {
      const anchors = await manager.find(LotAnchors, {
        select: { study: true, node: true },
        where: { study },
      });
      const anchored = new Set(anchors.map(({ node }) => node));
      const row = await manager.findOneBy(Drawings, { study, result: IsNull() });
      if (!row) return { study, agreement, called: undefined, anchored, awaited: new Set<NodeId>() };
      const { drawing, round, attempt } = row;
      const shown = await manager.find(Lots, {
        select: { study: true, node: true },
        where: { study, drawing },
      });
      const awaited = new Set(
        drawingCall.decode(row.call).anchors.map((bytes) => envelope.decode(bytes).signer),
      );
      for (const { node } of shown) awaited.delete(node);
      return {
        study,
        agreement,
        called: { drawing, round, attempt, call: contentHash(row.call) },
        anchored,
        awaited,
      };
    }),
  );
}

/** What one node has to hand in; undefined where nothing is. */
export function wantedOf(
  node: NodeId,
  { study, agreement, called, anchored, awaited }: OpenDrawing,
): ListedDrawing | undefined {
  if (awaited.has(node)) return { study, agreement, called };
  return anchored.has(node) ? undefined : { study, agreement, called: undefined };
}
