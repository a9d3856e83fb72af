// Boosted trees as a textbook has them, on all rows in one place: what federated trees are held against. Rows are summed
// one by one for every candidate; nothing is shared with the product but the bins.
import type { TreesModel } from '@chorale/models';

/** A split with its children, or a leaf's value with the learning rate. */
export type CentralNode =
  | {
      readonly column: number;
      /** Bins that go left, missing values' among them. */
      readonly left: readonly number[];
      readonly children: readonly [CentralNode, CentralNode];
    }
  | { readonly value: number };

export interface CentralRules {
  readonly objective: TreesModel['objective'];
  readonly trees: number;
  readonly depth: number;
  readonly learningRate: number;
  readonly l2: number;
  readonly minChildWeight: number;
  readonly categorySmoothing: number;
}

export interface CentralRow {
  /** By column. */
  readonly bins: readonly number[];
  /** In [0, 1]. */
  readonly label: number;
}

interface Candidate {
  readonly column: number;
  readonly left: readonly number[];
}

/** Another split is nearly as good, so that the last bit of a sum decides; no reference then. */
class Tied extends Error {}

const links = {
  logistic: { raw: (p: number) => Math.log(p / (1 - p)), mean: (a: number) => 1 / (1 + Math.exp(-a)) },
  'squared-error': { raw: (p: number) => p, mean: (a: number) => Math.min(1, Math.max(0, a)) },
  poisson: { raw: (p: number) => Math.log(p), mean: (a: number) => Math.min(1, Math.exp(a)) },
};
const hessians = {
  logistic: (p: number) => p * (1 - p),
  'squared-error': () => 1,
  poisson: (p: number) => p,
};

/** @returns undefined where a tie leaves open which tree is right. */
export function centralTrees(
  rows: readonly CentralRow[],
  bins: TreesModel['bins'],
  rules: CentralRules,
): CentralNode[] | undefined {
  const { objective, trees } = rules;
  const mean = rows.reduce((total, { label }) => total + label, 0) / rows.length;
  let raw = rows.map(() => links[objective].raw(mean));
  const grown: CentralNode[] = [];
  try {
    for (let tree = 0; tree < trees; tree += 1) {
      const predicted = raw.map((value) => links[objective].mean(value));
      const gradient = rows.map(({ label }, row) => predicted[row]! - label);
      const hessian = predicted.map((value) => hessians[objective](value));
      const node = new Grower(rows, bins, rules, gradient, hessian).grow([...rows.keys()], 0);
      if ('value' in node) break;
      grown.push(node);
      raw = raw.map((value, row) => value + valueOf(node, rows[row]!));
    }
  } catch (error) {
    if (error instanceof Tied) return undefined;
    throw error;
  }
  return grown;
}

export function valueOf(node: CentralNode, row: CentralRow): number {
  if ('value' in node) return node.value;
  return valueOf(node.children[node.left.includes(row.bins[node.column]!) ? 0 : 1], row);
}

class Grower {
  constructor(
    private readonly rows: readonly CentralRow[],
    private readonly bins: TreesModel['bins'],
    private readonly rules: CentralRules,
    private readonly gradient: readonly number[],
    private readonly hessian: readonly number[],
  ) {}

  grow(own: readonly number[], depth: number): CentralNode {
    const { learningRate, l2 } = this.rules;
    const best = depth < this.rules.depth ? this.best(own) : undefined;
    if (!best) {
      const [g, h] = this.sums(own);
      return { value: (-learningRate * g) / (h + l2) };
    }
    const [left, right] = this.partition(own, best);
    return { ...best, children: [this.grow(left, depth + 1), this.grow(right, depth + 1)] };
  }

  private best(own: readonly number[]): Candidate | undefined {
    let best: { candidate: Candidate; gain: number; left: readonly number[] } | undefined;
    const tried: { gain: number; left: readonly number[] }[] = [];
    for (const candidate of this.candidates(own)) {
      const [left, right] = this.partition(own, candidate);
      const gain = this.gain(left, right);
      if (gain === undefined) continue;
      tried.push({ gain, left });
      if (gain > 1e-10 && gain > (best?.gain ?? 0) + 1e-12) best = { candidate, gain, left };
    }
    if (!best && tried.some(({ gain }) => gain > 0)) throw new Tied();
    const { gain: most, left: chosen } = best ?? { gain: 0, left: [] };
    // The same persons on the other side, or the same cut by other names, is the same split to the first of its kind.
    const isOther = (left: readonly number[]): boolean => left.join() !== chosen.join();
    if (best && tried.some(({ gain, left }) => gain > most - 1e-7 * Math.abs(most) && isOther(left)))
      throw new Tied();
    return best?.candidate;
  }

  private *candidates(own: readonly number[]): Generator<Candidate> {
    for (const [column, { kind, edges, isUsed }] of this.bins.entries()) {
      if (!isUsed) continue;
      const present = new Set(own.map((row) => this.rows[row]!.bins[column]!));
      if (kind === 'category') yield* this.categorySets(own, column, [...present]);
      else {
        const missing = edges.length + 1;
        for (let cut = 0; cut < missing; cut += 1) {
          const left = Array.from({ length: cut + 1 }, (_, bin) => bin);
          if (!present.has(missing)) {
            if (cut === missing - 1) break;
            const [one, other] = this.partition(own, { column, left }).map((side) => this.sums(side)[1]);
            yield { column, left: one! > other! ? [...left, missing] : left };
          } else {
            yield { column, left };
            if (cut < missing - 1) yield { column, left: [...left, missing] };
          }
        }
      }
    }
  }

  private *categorySets(own: readonly number[], column: number, present: number[]): Generator<Candidate> {
    const ratio = (place: number): number => {
      const [g, h] = this.sums(own.filter((row) => this.rows[row]!.bins[column] === place));
      return g / (h + this.rules.categorySmoothing);
    };
    const ordered = present
      .map((place) => ({ place, ratio: ratio(place) }))
      .sort((a, b) => a.ratio - b.ratio);
    if (ordered.some(({ ratio: own }, at) => at > 0 && own - ordered[at - 1]!.ratio < 1e-7)) throw new Tied();
    for (let count = 1; count < ordered.length; count += 1) {
      const left = ordered.slice(0, count).map(({ place }) => place);
      const [one, other] = this.partition(own, { column, left }).map((side) => this.sums(side)[1]);
      const absent = [...this.bins[column]!.categories.keys()].filter((place) => !present.includes(place));
      yield { column, left: one! > other! ? [...left, ...absent] : left };
    }
  }

  private gain(left: readonly number[], right: readonly number[]): number | undefined {
    const { l2, minChildWeight } = this.rules;
    const [[gl, hl], [gr, hr]] = [this.sums(left), this.sums(right)];
    // On the least weight itself the last bit decides.
    if (Math.min(Math.abs(hl - minChildWeight), Math.abs(hr - minChildWeight)) < 1e-6) throw new Tied();
    if (hl < minChildWeight || hr < minChildWeight) return undefined;
    const score = (g: number, h: number): number => g ** 2 / (h + l2) / 2;
    return score(gl, hl) + score(gr, hr) - score(gl + gr, hl + hr);
  }

  private partition(own: readonly number[], { column, left }: Candidate): [number[], number[]] {
    const isLeft = (row: number): boolean => left.includes(this.rows[row]!.bins[column]!);
    return [own.filter(isLeft), own.filter((row) => !isLeft(row))];
  }

  private sums(own: readonly number[]): [number, number] {
    return [
      own.reduce((total, row) => total + this.gradient[row]!, 0),
      own.reduce((total, row) => total + this.hessian[row]!, 0),
    ];
  }
}
