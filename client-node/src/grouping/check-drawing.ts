// Protocol step 1, for rounds with groups: this node draws them itself and refuses any others.
import {
  contentHash,
  DecodeError,
  drawGroups,
  DrawingError,
  openDrawing,
  SignatureError,
  type Descriptor,
  type NodeId,
  type OpenedDrawing,
} from '@chorale/crypto';
import { RoundRefused } from '../agreement/refusal.js';
import type { RosterView } from '../round/node-parts.js';
import type { ShownDrawing } from '../storage/lot-records.js';

export interface DrawingFacts {
  readonly self: NodeId;
  /** Id of the federation. */
  readonly federation: string;
  readonly roster: Pick<RosterView, 'nodes'>;
  /** What this node last showed a value for, in this study. */
  readonly shown: ShownDrawing | undefined;
}

/**
 * @param bytes the drawing that the descriptor names.
 * @throws RoundRefused `groups-differ` unless the groups follow from values of all who are in them, fixed before this node's
 * own was shown.
 */
export function checkDrawing(
  { study, state, round, attempt, cohort, grouping }: Descriptor,
  bytes: Uint8Array,
  { self, federation, roster, shown }: DrawingFacts,
): void {
  if (!grouping) throw new RangeError('the round has no groups');
  if (contentHash(bytes) !== grouping.drawing)
    throw differ('the drawing is not the one that the round names');
  const drawn = opened(bytes, federation, roster);
  const { call } = drawn;
  if (call.study !== study || call.state !== state || call.round !== round || call.attempt !== attempt)
    throw differ('the drawing was made for another round');
  // The call named all anchors before any value was known to anybody; from then on nobody could suit theirs to the others'.
  if (cohort.includes(self) && shown?.call !== contentHash(drawn.callBytes))
    throw differ('this node showed its value for another drawing, or for none');
  if (cohort.join() !== drawn.shown.join())
    throw differ('the cohort is not the nodes that showed a value in the drawing');
  const groupOf = draw(drawn, grouping.groupSize, roster);
  if (groupOf.join() !== grouping.groupOf.join()) throw differ('the groups are not those that were drawn');
}

function opened(bytes: Uint8Array, federation: string, { nodes }: Pick<RosterView, 'nodes'>): OpenedDrawing {
  try {
    return openDrawing(bytes, federation, (id) => nodes.find((node) => node.id === id)?.signingKey);
  } catch (error) {
    if (error instanceof DecodeError || error instanceof SignatureError || error instanceof DrawingError)
      throw differ(error.message);
    throw error;
  }
}

function draw(
  { seed, shown }: OpenedDrawing,
  groupSize: number,
  { nodes }: Pick<RosterView, 'nodes'>,
): number[] {
  const memberOf = new Map(nodes.map(({ id, member }) => [id, member]));
  try {
    return drawGroups({ seed, cohort: shown, groupSize, memberOf: (node) => memberOf.get(node) });
  } catch (error) {
    if (error instanceof RangeError) throw differ(error.message);
    throw error;
  }
}

function differ(reason: string): RoundRefused {
  return new RoundRefused('groups-differ', reason);
}
