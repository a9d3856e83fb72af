// Journeys as a Markov chain of order 1 (Anderl 2016): a channel is worth what conversions would be lost without it.
import { eliminate } from '../linear-system.js';

/**
 * Transitions among C channels as counts, by rows: those from channel 0 to C - 1, then those from the start; columns are the channels, then
 * conversion, then none.
 */
export interface Transitions {
  readonly channels: number;
  readonly counts: Float64Array;
}

/** Position of a step in the counts of transitions: rows are channels, then the start; columns channels, then conversion and null. */
export function transitionIndex(
  channels: number,
  from: number | 'start',
  to: number | 'conversion' | 'null',
): number {
  const row = from === 'start' ? channels : from;
  const column = to === 'conversion' ? channels : to === 'null' ? channels + 1 : to;
  return row * (channels + 2) + column;
}

/** Counts of transitions between so many channels. */
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
  // x = Q x + r, the chances of conversion from each kept channel; those that nobody leaves convert nobody.
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
