// What changes from one roster to the next: what members vote on, in words, and what decides who may change it.
import { fingerprintOf, nodeIdOf } from '../identity/identity.js';
import type { Administrator, RosterNode } from '../wire/federation-messages.js';
import { votesNeeded, type Roster } from './roster.js';

export type RosterChange =
  | { readonly kind: 'member-added' | 'member-removed'; readonly member: string }
  | {
      readonly kind: 'node-added' | 'node-removed' | 'node-changed' | 'node-suspended' | 'node-reinstated';
      readonly member: string;
      readonly node: RosterNode;
    }
  /** The same node under another key. */
  | {
      readonly kind: 'node-rekeyed';
      readonly member: string;
      readonly node: RosterNode;
      readonly before: RosterNode;
    }
  | {
      readonly kind: 'administrator-added' | 'administrator-removed';
      readonly member: string;
      readonly administrator: Administrator;
    }
  | { readonly kind: 'votes-needed'; readonly before: number; readonly after: number };

/** Every difference that people decide on; retired keys follow from the rest. */
export function rosterChanges(before: Roster, after: Roster): RosterChange[] {
  const needed = { before: votesNeeded(before), after: votesNeeded(after) };
  const charterChanged = before.votesNeeded !== after.votesNeeded;
  return [
    ...memberChanges(before, after),
    ...nodeChanges(before, after),
    ...suspensionChanges(before, after),
    ...administratorChanges(before, after),
    ...(charterChanged ? [{ kind: 'votes-needed' as const, ...needed }] : []),
  ];
}

function memberChanges(before: Roster, after: Roster): RosterChange[] {
  const old = before.members.map(({ name }) => name);
  const young = after.members.map(({ name }) => name);
  const added = young.filter((name) => !old.includes(name));
  const removed = old.filter((name) => !young.includes(name));
  return [
    ...added.map((member) => ({ kind: 'member-added' as const, member })),
    ...removed.map((member) => ({ kind: 'member-removed' as const, member })),
  ];
}

function nodeChanges({ nodes: before }: Roster, { nodes: after }: Roster): RosterChange[] {
  const oldById = new Map(before.map((node) => [node.id, node]));
  const youngIds = new Set(after.map(({ id }) => id));
  const gone = before.filter(({ id }) => !youngIds.has(id));
  const rekeyed = new Set<RosterNode>();
  const changes = after.flatMap((node): RosterChange[] => {
    const { member } = node;
    const same = oldById.get(node.id);
    if (same) return isSameLine(same, node) ? [] : [{ kind: 'node-changed', member: same.member, node }];
    const earlier = gone.find((old) => isSameLine(old, node));
    if (!earlier) return [{ kind: 'node-added', member, node }];
    rekeyed.add(earlier);
    return [{ kind: 'node-rekeyed', member, node, before: earlier }];
  });
  const removed = gone.filter((node) => !rekeyed.has(node));
  return [
    ...changes,
    ...removed.map((node) => ({ kind: 'node-removed' as const, member: node.member, node })),
  ];
}

/** The same node for people, whatever its key. */
function isSameLine(a: RosterNode, b: RosterNode): boolean {
  return a.member === b.member && a.name === b.name && a.region === b.region && a.role === b.role;
}

function suspensionChanges(before: Roster, after: Roster): RosterChange[] {
  const wasSuspended = namesOfSuspended(before);
  const isSuspended = namesOfSuspended(after);
  return after.nodes.flatMap((node): RosterChange[] => {
    const { member } = node;
    if (isSuspended.has(node.name) === wasSuspended.has(node.name)) return [];
    return [{ kind: isSuspended.has(node.name) ? 'node-suspended' : 'node-reinstated', member, node }];
  });
}

/** By name: under a new key a node stays suspended. */
function namesOfSuspended({ nodes, suspended }: Roster): ReadonlySet<string> {
  return new Set(nodes.filter(({ id }) => suspended.includes(id)).map(({ name }) => name));
}

function administratorChanges(before: Roster, after: Roster): RosterChange[] {
  const old = administratorLines(before);
  const young = administratorLines(after);
  return [
    ...[...young]
      .filter(([line]) => !old.has(line))
      .map(([, entry]) => ({ kind: 'administrator-added' as const, ...entry })),
    ...[...old]
      .filter(([line]) => !young.has(line))
      .map(([, entry]) => ({ kind: 'administrator-removed' as const, ...entry })),
  ];
}

type AdministratorLine = { readonly member: string; readonly administrator: Administrator };
function administratorLines({ members }: Roster): ReadonlyMap<string, AdministratorLine> {
  const lines = members.flatMap(({ name: member, administrators }) =>
    administrators.map((administrator): [string, AdministratorLine] => [
      JSON.stringify([member, administrator.name, nodeIdOf(administrator.key)]),
      { member, administrator },
    ]),
  );
  return new Map(lines);
}

/** One line for people. */
export function rosterChangeInWords(change: RosterChange): string {
  switch (change.kind) {
    case 'member-added':
      return `"${change.member}" becomes a member`;
    case 'member-removed':
      return `"${change.member}" is no member any more`;
    case 'node-added':
      return `node "${change.node.name}" of "${change.member}" (${placeOf(change.node)}) is admitted with fingerprint ${fingerprintOf(change.node.signingKey)}`;
    case 'node-removed':
      return `node "${change.node.name}" of "${change.member}" leaves; its key is retired for ever`;
    case 'node-changed':
      return `node "${change.node.name}" is now of "${change.node.member}", ${placeOf(change.node)}`;
    case 'node-rekeyed':
      return (
        `node "${change.node.name}" of "${change.member}" gets a new key with fingerprint ` +
        `${fingerprintOf(change.node.signingKey)}; the old one is retired for ever`
      );
    case 'node-suspended':
      return `node "${change.node.name}" of "${change.member}" is suspended: it is seated in no round`;
    case 'node-reinstated':
      return `node "${change.node.name}" of "${change.member}" is reinstated`;
    case 'administrator-added':
      return `"${change.administrator.name}" signs for "${change.member}" with fingerprint ${fingerprintOf(change.administrator.key)}`;
    case 'administrator-removed':
      return `"${change.administrator.name}" signs for "${change.member}" no more (fingerprint ${fingerprintOf(change.administrator.key)})`;
    case 'votes-needed':
      return `the next roster takes ${change.after} members' votes instead of ${change.before}`;
  }
}

function placeOf({ region, role }: RosterNode): string {
  const place = region === '' ? 'no region' : `region ${region}`;
  return role === 'committee' ? `${place}, committee only` : place;
}
