// Journeys as a Markov chain of order 1 (Anderl 2016): a channel is worth what conversions would be lost without it.

/**
 * Transitions among C channels as counts, by rows: those from channel 0 to C - 1, then those from the start; columns are the channels, then
 * conversion, then none.
 */
export interface Transitions {
  readonly channels: number;
  readonly counts: Float64Array;
}

export function transitionIndex(
  channels: number,
  from: number | 'start',
  to: number | 'conversion' | 'null',
): number {
  const row = from === 'start' ? channels : from;
  const column = to === 'conversion' ? channels : to === 'null' ? channels + 1 : to;
  return row * (channels + 2) + column;
}

export function transitionsLength(channels: number): number {
  return (channels + 1) * (channels + 2);
}

/** Share of conversions lost without each channel, between 0 and 1; all 0 where nobody converts. */
export function removalEffects(transitions: Transitions): Float64Array {
  const { channels } = transitions;
  const all = Array.from({ length: channels }, (_, channel) => channel);
  const chance = conversionChance(transitions, all);
  return Float64Array.from(all, (removed) => {
    if (chance <= 0) return 0;
    const left = conversionChance(
      transitions,
      all.filter((channel) => channel !== removed),
    );
    return Math.max(0, Math.min(1, 1 - left / chance));
  });
}

/** Probability that a journey from the start converts, where whoever goes to a channel not kept is lost. */
function conversionChance({ channels, counts }: Transitions, kept: readonly number[]): number {
  const count = (row: number, column: number): number => Math.max(0, counts[row * (channels + 2) + column]!);
  const chance = (row: number, column: number): number => {
    let total = 0;
    for (let each = 0; each < channels + 2; each += 1) total += count(row, each);
    return total > 0 ? count(row, column) / total : 0;
  };
  // x = Q x + r, the chances of conversion from each kept channel.
  const matrix = kept.map((row) =>
    Float64Array.from([
      ...kept.map((column) => (row === column ? 1 : 0) - chance(row, column)),
      chance(row, channels),
    ]),
  );
  const chances = eliminate(matrix);
  return kept.reduce(
    (total, channel, at) => total + chance(channels, channel) * chances[at]!,
    chance(channels, channels),
  );
}

/**
 * Gauss's elimination with row pivots, on rows that end with their right side. Channels that nobody leaves have no pivot: they convert
 * nobody.
 */
function eliminate(rows: Float64Array[]): Float64Array {
  const size = rows.length;
  for (let step = 0; step < size; step += 1) {
    let pivot = step;
    for (let row = step + 1; row < size; row += 1)
      if (Math.abs(rows[row]![step]!) > Math.abs(rows[pivot]![step]!)) pivot = row;
    [rows[step], rows[pivot]] = [rows[pivot]!, rows[step]!];
    if (Math.abs(rows[step]![step]!) < 1e-12) continue;
    for (let row = step + 1; row < size; row += 1) {
      const factor = rows[row]![step]! / rows[step]![step]!;
      if (factor === 0) continue;
      for (let column = step; column <= size; column += 1)
        rows[row]![column]! -= factor * rows[step]![column]!;
    }
  }
  const x = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let value = rows[row]![size]!;
    for (let column = row + 1; column < size; column += 1) value -= rows[row]![column]! * x[column]!;
    x[row] = Math.abs(rows[row]![row]!) < 1e-12 ? 0 : value / rows[row]![row]!;
  }
  return x;
}
