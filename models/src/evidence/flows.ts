// The map of the data: which nodes handed something over, in which region they stand, and who received models.
import { figure, proofOf } from './figure.js';
import type { Noted } from './ledger-facts.js';
import type { Evidence } from './pack-schema.js';
import type { Selection } from './selection.js';

/** Of the nodes in the newest roster; rows stay there, whatever this says. */
export function flowsOf(selection: Selection, parties: Evidence['parties']): Evidence['flows'] {
  const { roster, studies } = selection;
  if (!roster) return [];
  const contributed = new Map<string, Noted[]>();
  const received = new Map<string, Noted[]>();
  for (const { set, closed, givenBack } of studies.flatMap(({ id }) => selection.countedRounds(id))) {
    if (set && !givenBack) note(contributed, set.nodes, set);
    if (closed) note(received, closed.adoptedBy, closed);
  }
  const taking = new Set(parties.flatMap(({ nodes }) => nodes.map(({ node }) => node)));
  return roster.roster.nodes
    .filter(({ id }) => taking.has(id) || contributed.has(id))
    .map(({ id, name, member, region, role }) => ({
      ...{ node: id, name, member, region, role },
      contributed: roundsIn(contributed.get(id)),
      received: roundsIn(received.get(id)),
      proof: proofOf(roster),
    }));
}

function note(by: Map<string, Noted[]>, nodes: readonly string[], noted: Noted): void {
  for (const node of new Set(nodes)) {
    const known = by.get(node);
    if (known) known.push(noted);
    else by.set(node, [noted]);
  }
}

function roundsIn(noted: readonly Noted[] = []): Evidence['flows'][number]['contributed'] {
  return figure(noted.length, 'rounds', noted);
}
