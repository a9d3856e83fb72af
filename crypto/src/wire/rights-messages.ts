// What nodes say of the rights of persons: how many they leave out, never who.
import { list, oneOf, optional, struct, text } from './codec.js';
import { hashCodec, nodeIdCodec, studyIdCodec } from './ids.js';
import { defineMessage } from './message.js';

/** Counts of persons as others see them. The first band holds none as well, so that it does not tell whether there is anybody. */
export const personBands = [
  'fewer than 10',
  '10 to 99',
  '100 to 999',
  '1000 to 9999',
  '10000 or more',
] as const;
export type PersonBand = (typeof personBands)[number];

/** @param persons a count from 0. */
export function personBand(persons: number): PersonBand {
  const digits = String(Math.trunc(persons)).length;
  return personBands[Math.min(digits, personBands.length) - 1]!;
}

/** Whom a node leaves out of a study, when it first reads its rows for it; context: the federation. */
export const personsLeftOut = defineMessage(
  'chorale/persons-left-out/1',
  struct({
    study: studyIdCodec,
    node: nodeIdCodec,
    /** Nothing where the study's purpose does not rest on consent at this node. */
    withoutConsent: optional<PersonBand>(oneOf(personBands)),
    /** Nothing where this node has erased nobody. */
    erased: optional<PersonBand>(oneOf(personBands)),
  }),
);

const day = text(10);

/** That a person was erased at a node, never who; context: the federation. */
export const erasureNotice = defineMessage(
  'chorale/erasure-notice/1',
  struct({
    node: nodeIdCodec,
    /** Of the statement in the certificate, which stays with the member. */
    certificate: hashCodec,
    /** UTC days, YYYY-MM-DD. */
    requestedOn: day,
    dueOn: day,
    erasedOn: day,
    /** Studies that the person's rows may have been part of. */
    studies: list(studyIdCodec, 4096),
  }),
);
