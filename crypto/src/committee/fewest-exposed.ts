// Protocol step 5: what two opened rounds on one state give away together. Each opened sum is a set of nodes; a combination of sums counts each
// node with some weight, and where the weights cancel it says nothing of the node.
import type { NodeId } from '../wire/ids.js';

type Groups = readonly (readonly NodeId[])[];

/**
 * Fewest nodes that any linear combination of the sums of two rounds is about, if it is about any at all.
 *
 * A combination gives each group a number; a node that stands in group P of one round and in group Q of the other counts
 * with the difference of their numbers (a node that is missing in a round: with the other number alone). So nodes are
 * edges of a graph whose vertices are the groups and one vertex, fixed at 0, for "missing", and a combination is about the edges
 * between vertices of different numbers. These hold all edges of some cut; the fewest are a least cut of a connected part.
 * Between two ungrouped sets it is the number of nodes in which they differ, or the smaller set.
 */
export function fewestExposed(one: Groups, other: Groups): number {
  const weights = graphOf(one, other);
  return Math.min(...connectedParts(weights).map((part) => leastCut(weights, part)));
}

/**
 * Whether two sets share nodes and are not of the same nodes. Such a pair may be about k_min nodes and more, and with a third set be taken
 * apart: {1, 2, 3} and {4, 5, 6} leave 7 of {1, ..., 7} alone, which nobody sees who looks at two of them. Ungrouped sets of which each two
 * are of the same nodes, or of none in common, tell together what one of each tells.
 */
export function overlapUnlike(one: Groups, other: Groups): boolean {
  const [first, second] = [new Set(one.flat()), new Set(other.flat())];
  const shared = [...first].filter((node) => second.has(node)).length;
  return shared > 0 && (shared < first.size || shared < second.size);
}

const MISSING = 0;

/** Nodes between each pair of vertices: "missing", then the groups of one round, then those of the other. */
function graphOf(one: Groups, other: Groups): number[][] {
  const size = 1 + one.length + other.length;
  const weights = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const first = vertexOf(one, 1);
  const second = vertexOf(other, 1 + one.length);
  for (const node of new Set([...first.keys(), ...second.keys()])) {
    const [a, b] = [first.get(node) ?? MISSING, second.get(node) ?? MISSING];
    weights[a]![b]! += 1;
    weights[b]![a]! += 1;
  }
  return weights;
}

function vertexOf(groups: Groups, from: number): Map<NodeId, number> {
  return new Map(groups.flatMap((group, index) => group.map((node) => [node, from + index] as const)));
}

/** Vertices that edges join, part by part; those without an edge are in none. */
function connectedParts(weights: readonly (readonly number[])[]): number[][] {
  const seen = new Set<number>();
  const parts: number[][] = [];
  for (const start of weights.keys()) {
    if (seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (const vertex of part)
      weights[vertex]!.forEach((weight, next) => {
        if (weight === 0 || seen.has(next)) return;
        seen.add(next);
        part.push(next);
      });
    if (part.length > 1) parts.push(part);
  }
  return parts;
}

/** Stoer and Wagner 1997: a simple min-cut algorithm. */
function leastCut(weights: readonly (readonly number[])[], part: readonly number[]): number {
  let table = part.map((a) => part.map((b) => weights[a]![b]!));
  let least = Infinity;
  while (table.length > 1) {
    const { order, cut } = maximumAdjacency(table);
    least = Math.min(least, cut);
    table = merged(table, order.at(-2)!, order.at(-1)!);
  }
  return least;
}

/** Vertices in the order in which each is joined most tightly to those before it, and the cut that parts the last. */
function maximumAdjacency(table: readonly (readonly number[])[]): { order: number[]; cut: number } {
  const order: number[] = [];
  const joined = new Array<number>(table.length).fill(0);
  const left = new Set(table.keys());
  let cut = 0;
  while (left.size > 0) {
    const next = [...left].reduce((best, vertex) => (joined[vertex]! > joined[best]! ? vertex : best));
    left.delete(next);
    order.push(next);
    cut = joined[next]!;
    for (const vertex of left) joined[vertex]! += table[next]![vertex]!;
  }
  return { order, cut };
}

function merged(table: readonly (readonly number[])[], keep: number, gone: number): number[][] {
  const kept = [...table.keys()].filter((vertex) => vertex !== gone);
  const weight = (a: number, b: number): number =>
    a === b ? 0 : table[a]![b]! + (a === keep ? table[gone]![b]! : 0) + (b === keep ? table[a]![gone]! : 0);
  return kept.map((a) => kept.map((b) => weight(a, b)));
}
