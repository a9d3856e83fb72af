// The half of a network's comparison with its rival that touches persons.
import { decodeNumber, type Column } from '../../contracts/dictionary.js';
import { selectPeople } from '../../privacy/sampling.js';
import { linearKind } from '../../scoring/linear.js';
import { networkKind } from '../../scoring/network.js';
import type { People } from '../computation.js';
import { columnValues } from '../design.js';
import { addErrors } from '../evaluation/value-errors.js';
import { ownUnit } from './network-label.js';
import { COMPARED_SUMS } from './network-rival.js';
import type { LinearModel, NetworkModel } from '../released-model.js';
import { isValidation } from '../trees/validation.js';
import { concatenate } from '../vectors.js';

/** Persons who train, and those who measure: by a hash of their columns, the same wherever they are held. */
export function partsOf(
  people: People,
  columns: readonly string[],
  share: number,
): { readonly training: People; readonly measuring: People } {
  const chosen = isValidation(people, columns, share);
  const persons = Array.from({ length: people.size }, (_, person) => person);
  const measures = (person: number): boolean => chosen[people.rowStart[person]!] === 1;
  return {
    training: selectPeople(
      people,
      persons.filter((person) => !measures(person)),
    ),
    measuring: selectPeople(people, persons.filter(measures)),
  };
}

/** @param people who measure; their rows count together as one person. */
export async function contributeComparison(
  label: Column,
  network: NetworkModel,
  linear: LinearModel,
  people: People,
): Promise<Float64Array> {
  const rows = people.rowStart[people.size]!;
  const each: People = {
    size: rows,
    rowStart: Uint32Array.from({ length: rows + 1 }, (_, row) => row),
    columns: people.columns,
  };
  const predicted = [await networkKind.predict!(network, each), await linearKind.predict!(linear, each)];
  const scale = ownUnit(label);
  const labels = columnValues(people, label.name).map((value) => decodeNumber(scale, value));
  return concatenate(
    predicted.map((values) => {
      const sums = new Float64Array(COMPARED_SUMS);
      for (let person = 0; person < people.size; person += 1) {
        const [first, end] = [people.rowStart[person]!, people.rowStart[person + 1]!];
        for (let row = first; row < end; row += 1)
          addErrors(sums, scale, labels[row]!, values[row]!, 1 / (end - first));
      }
      return sums;
    }),
  );
}
