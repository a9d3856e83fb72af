import { fingerprintOf, type NodeId, type NodeRole } from '@chorale/crypto';
import { rosterFingerprint } from '../agreement/compare-fingerprints.js';
import { unconfirmedKeys, type FetchedRoster } from '../agreement/fetch-roster.js';
import type { ConfirmedFingerprint } from '../storage/federation-records.js';

interface RosterLine {
  readonly node: string;
  readonly member: string;
  readonly region: string;
  readonly role: NodeRole;
  readonly fingerprint: string;
  /** `self`, or whether people compared the fingerprint. */
  readonly standing: 'self' | 'confirmed' | 'unconfirmed';
}

export interface RosterSummary {
  readonly version: number;
  /** To compare once with everybody, instead of one fingerprint a node. */
  readonly rosterFingerprint: string;
  readonly nodes: readonly RosterLine[];
}

export function summariseRoster(
  roster: FetchedRoster,
  confirmed: readonly ConfirmedFingerprint[],
  self: NodeId,
): RosterSummary {
  const open = new Set(unconfirmedKeys(roster, confirmed, self).map(({ name }) => name));
  return {
    version: roster.version,
    rosterFingerprint: rosterFingerprint(roster),
    nodes: byName(roster.nodes).map(({ id, name, member, region, role, signingKey }) => ({
      node: name,
      member,
      region,
      role,
      fingerprint: fingerprintOf(signingKey),
      standing: id === self ? 'self' : open.has(name) ? 'unconfirmed' : 'confirmed',
    })),
  };
}

/** One line a node, in columns. */
export function rosterInWords({ version, rosterFingerprint: whole, nodes }: RosterSummary): string {
  const widthOf = (cell: (line: RosterLine) => string): number =>
    Math.max(...nodes.map((line) => cell(line).length));
  const widths = { node: widthOf(({ node }) => node), member: widthOf(({ member }) => member) };
  const lines = nodes.map(({ node, member, region, role, fingerprint, standing }) =>
    [
      `  ${node.padEnd(widths.node)}  ${member.padEnd(widths.member)}  ${fingerprint}  ${standing}`,
      ...(region === '' ? [] : [region]),
      ...(role === 'committee' ? ['(committee only)'] : []),
    ].join('  '),
  );
  return [`Roster version ${version}, fingerprint of the whole: ${whole}`, ...lines].join('\n');
}

function byName(nodes: FetchedRoster['nodes']): FetchedRoster['nodes'] {
  return nodes.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
