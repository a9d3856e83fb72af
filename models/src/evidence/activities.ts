// Records of processing (GDPR Art. 30(1), PIPL Art. 55) and who is responsible for it: one record an agreement.
import { sensitivityOf } from '../contracts/dictionary.js';
import { partyRoleOf } from '../contracts/parties.js';
import { figure, proofOf } from './figure.js';
import type { SeatedNode } from './ledger-facts.js';
import type { Evidence } from './pack-schema.js';
import type { ReadAgreement, Selection } from './selection.js';

export type Activity = Evidence['activities'][number];
export type Party = Evidence['parties'][number];

export function activityOf(agreement: ReadAgreement): Activity {
  const { hash, terms, consents, active, ended } = agreement;
  const { privacy, dictionary } = terms;
  const data = dataOf(agreement);
  const end = ended.at(-1);
  return {
    agreement: hash,
    title: terms.title,
    purpose: terms.purpose,
    legalBasis: terms.legalBasis,
    state: end ? 'ended' : active.length > 0 ? 'active' : 'proposed',
    ended: end ? { at: end.at, member: end.member, reason: end.reason } : null,
    replaces: terms.replaces ?? null,
    expires: terms.expires,
    persons: figure(terms.people, 'persons', agreement),
    data,
    dropped: dictionary.drop ?? [],
    sensitive: figure(
      [...dictionary.features, ...(dictionary.label ? [dictionary.label] : [])].filter(
        (item) => sensitivityOf(item) === 'sensitive',
      ).length,
      'features',
      agreement,
    ),
    computations: terms.computations,
    recipients: terms.recipients,
    opens: terms.release,
    regions: terms.regions,
    retention: figure(terms.retentionDays, 'days', agreement),
    signed: figure(new Set(consents.map(({ node }) => node)).size, 'nodes', consents),
    fewestNodes: figure(terms.cohort.kMin, 'nodes', agreement),
    colluding: figure(privacy.colluding, 'nodes', agreement),
    nodesPerPerson: figure(privacy.nodesPerPerson, 'nodes', agreement),
    mode: privacy.mode,
    unit: privacy.unit,
    epsilon: privacy.epsilon === null ? null : figure(privacy.epsilon, 'epsilon', agreement),
    delta: privacy.delta === null ? null : figure(privacy.delta, 'probability', agreement),
    proof: proofOf(agreement, active, ended),
  };
}

function dataOf({ terms: { dictionary } }: ReadAgreement): Activity['data'] {
  const { features, label } = dictionary;
  return [
    ...features.map((feature) => ({ ...feature, use: 'feature' as const })),
    ...(label ? [{ ...label, type: label.type ?? 'binary', use: 'label' as const }] : []),
  ].map((item) => ({
    name: item.name,
    use: item.use,
    type: item.type,
    sensitivity: sensitivityOf(item),
    desensitised: ('desensitise' in item ? item.desensitise : undefined) ?? null,
    description: item.description ?? null,
  }));
}

/** Members that take part with their nodes, and whoever runs the coordinator, where the agreement names it. */
export function partiesOf(selection: Selection, agreement: ReadAgreement): Party[] {
  const { roster } = selection;
  const { terms, hash } = agreement;
  const seated = Map.groupBy(roster?.roster.nodes ?? [], ({ member }) => member);
  const members =
    terms.parties?.map(({ member }) => member) ?? roster?.roster.members.map(({ name }) => name) ?? [];
  return [
    ...members.map((name): Party => {
      const nodes = seated.get(name) ?? [];
      const first = nodes.map((node) => firstRosterWith(selection, node));
      return {
        name,
        kind: 'member',
        role: partyRoleOf(terms, name)!,
        agreement: hash,
        nodes: nodes.map(({ id, name: node, region, role }, index) => ({
          ...{ node: id, name: node, region, role },
          since: first[index]!.at,
          suspended: roster!.roster.suspended.includes(id),
        })),
        proof: proofOf(agreement, roster, first),
      };
    }),
    ...(terms.operator
      ? [
          {
            name: terms.operator.name,
            kind: 'operator' as const,
            role: terms.operator.role,
            agreement: hash,
            nodes: [],
            proof: proofOf(agreement),
          },
        ]
      : []),
  ];
}

function firstRosterWith({ facts, roster }: Selection, { id }: SeatedNode): { position: number; at: number } {
  const { position, at } =
    facts.rosters.find(({ roster: { nodes } }) => nodes.some((node) => node.id === id)) ?? roster!;
  return { position, at };
}
