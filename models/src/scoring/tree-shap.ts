// Exact Shapley values of a tree's columns, path-dependent (Lundberg 2020, arXiv:1905.04610): a column that is
// left out goes both ways, by the training persons' shares. A leaf pays out by which of its path's columns a row agrees
// with, and there are few such patterns, so each is worked out once and looked up for every row after (as in Fast
// TreeSHAP v2: Yang 2021, arXiv:2109.09847).
import { LEAF, routerOf, type Router, type Tree } from '../computations/trees/tree.js';
import type { ColumnBins } from '../computations/trees/bins.js';

/** A leaf with the way to it. */
interface Path {
  readonly value: number;
  /** Splits passed, from the root. */
  readonly nodes: Uint16Array;
  /** By split: 0 where the way goes left, 1 right. */
  readonly turns: Uint8Array;
  /** By split: its column's bit in a pattern. */
  readonly bits: Uint16Array;
  /** Columns that the way asks for, each once. */
  readonly columns: Uint16Array;
  /** By column: share of training persons who, having come as far, go the way. */
  readonly shares: Float64Array;
  /** By pattern of columns that agree with a row: what the leaf pays each column; filled when first asked for. */
  readonly paid: (Float64Array | undefined)[];
}

export interface ExplainedTree {
  readonly router: Router;
  /** Nodes that are no leaves. */
  readonly splits: Uint16Array;
  /** Columns that the tree asks for, each once. */
  readonly asked: Uint16Array;
  readonly paths: readonly Path[];
  /** Mean value over the training persons, as covers weigh them. */
  readonly expected: number;
}

/** What Shapley values of a tree need of it, worked out once for all persons. @param columns whose bins it splits. */
export function explainTree(tree: Tree, columns: readonly ColumnBins[]): ExplainedTree {
  const router = routerOf(tree, columns);
  const paths = pathsFrom(tree, router, 0, []);
  const expected = paths.reduce(
    (total, { value, shares }) => total + shares.reduce((product, share) => product * share, value),
    0,
  );
  const splits = Uint16Array.from(tree.column.keys()).filter((node) => tree.column[node] !== LEAF);
  const asked = Uint16Array.from(new Set(tree.column.filter((column) => column !== LEAF)));
  return { router, splits, asked, paths, expected };
}

interface Turn {
  readonly node: number;
  readonly turn: number;
  readonly share: number;
}

function pathsFrom(tree: Tree, router: Router, node: number, turns: readonly Turn[]): Path[] {
  if (tree.column[node] === LEAF) return [pathOf(tree, tree.value[node]!, turns)];
  const left = router.left[node]!;
  const [one, other] = [tree.cover[left]!, tree.cover[left + 1]!];
  // With noise a cover may be nothing on both sides.
  const share = one + other > 0 ? one / (one + other) : 1 / 2;
  return [
    ...pathsFrom(tree, router, left, [...turns, { node, turn: 0, share }]),
    ...pathsFrom(tree, router, left + 1, [...turns, { node, turn: 1, share: 1 - share }]),
  ];
}

function pathOf(tree: Tree, value: number, turns: readonly Turn[]): Path {
  const columns = [...new Set(turns.map(({ node }) => tree.column[node]!))];
  const shares = new Float64Array(columns.length).fill(1);
  const playerOf = ({ node }: Turn): number => columns.indexOf(tree.column[node]!);
  for (const turn of turns) shares[playerOf(turn)]! *= turn.share;
  return {
    value,
    nodes: Uint16Array.from(turns, ({ node }) => node),
    turns: Uint8Array.from(turns, ({ turn }) => turn),
    bits: Uint16Array.from(turns, (turn) => 1 << playerOf(turn)),
    columns: Uint16Array.from(columns),
    shares,
    paid: new Array<Float64Array | undefined>(2 ** columns.length).fill(undefined),
  };
}

/**
 * Adds by column and row what the columns move the tree's value away from the expected one; a row's columns together make the
 * difference.
 */
export function addShapley(
  { router, splits, asked, paths }: ExplainedTree,
  bins: readonly Uint8Array[],
  moved: readonly Float64Array[],
): void {
  const turnOf = new Uint8Array(router.turn.length);
  const byColumn = new Float64Array(moved.length);
  const rows = moved[0]?.length ?? 0;
  for (let row = 0; row < rows; row += 1) {
    for (const node of splits) turnOf[node] = router.turn[node]![bins[router.column[node]!]![row]!]!;
    for (const path of paths) addPath(path, turnOf, byColumn);
    for (const column of asked) {
      moved[column]![row]! += byColumn[column]!;
      byColumn[column] = 0;
    }
  }
}

function addPath(path: Path, turnOf: Uint8Array, byColumn: Float64Array): void {
  const { nodes, turns, bits, columns } = path;
  let pattern = path.paid.length - 1;
  for (let step = 0; step < nodes.length; step += 1)
    if (turnOf[nodes[step]!] !== turns[step]) pattern &= ~bits[step]!;
  const paid = (path.paid[pattern] ??= payments(path, pattern));
  for (let player = 0; player < paid.length; player += 1) byColumn[columns[player]!]! += paid[player]!;
}

/**
 * In a coalition S a leaf is worth value * prod_{i in S} agrees_i * prod_{i not in S} share_i. The sums over coalitions of
 * one size are the coefficients of prod_{i != j} (share_i + agrees_i t).
 */
function payments({ value, columns, shares }: Path, pattern: number): Float64Array {
  const size = columns.length;
  const agrees = (player: number): number => (pattern >>> player) & 1;
  return Float64Array.from(columns, (_, player) => {
    let bySize = [1];
    for (let other = 0; other < size; other += 1) {
      if (other === player) continue;
      const next = new Array<number>(bySize.length + 1).fill(0);
      bySize.forEach((worth, members) => {
        next[members]! += worth * shares[other]!;
        next[members + 1]! += worth * agrees(other);
      });
      bySize = next;
    }
    // |S|! (size - |S| - 1)! / size!, from one coalition size to the next.
    let weight = 1 / size;
    let total = 0;
    bySize.forEach((worth, members) => {
      total += weight * worth;
      weight *= (members + 1) / Math.max(1, size - members - 1);
    });
    return value * (agrees(player) - shares[player]!) * total;
  });
}
