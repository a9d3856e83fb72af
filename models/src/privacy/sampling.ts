// Poisson sampling of persons, as the accountant assumes it: each by a coin of its own, exactly.
import type { Entropy } from '@chorale/crypto';
import type { People } from '../computations/computation.js';
import { bernoulli } from './bernoulli.js';

/**
 * Each person with probability `samplingRate`, independently; all rows of a person or none. Adding or removing a person changes no
 * other's coin, as the accountants assume.
 * @param samplingRate in (0, 1]; at 1 everybody stays and no coin is thrown.
 */
export function samplePeople(people: People, samplingRate: number, entropy: Entropy): People {
  if (samplingRate === 1) return people;
  const chosen: number[] = [];
  for (let person = 0; person < people.size; person += 1)
    if (bernoulli(samplingRate, entropy)) chosen.push(person);
  return selectPeople(people, chosen);
}

/** The persons at the given positions, in that order, with all their rows. */
export function selectPeople(people: People, positions: readonly number[]): People {
  const rowStart = new Uint32Array(positions.length + 1);
  positions.forEach((person, index) => {
    rowStart[index + 1] = rowStart[index]! + people.rowStart[person + 1]! - people.rowStart[person]!;
  });
  const columns = new Map<string, Float64Array>();
  for (const [name, values] of people.columns) {
    const kept = new Float64Array(rowStart[positions.length]!);
    positions.forEach((person, index) => {
      kept.set(values.subarray(people.rowStart[person], people.rowStart[person + 1]), rowStart[index]);
    });
    columns.set(name, kept);
  }
  return { size: positions.length, rowStart, columns };
}
