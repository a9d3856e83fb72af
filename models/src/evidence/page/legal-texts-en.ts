import type { legalCriteria, piplCases, riskNames } from '../legal-criteria.js';

type Of<Names extends readonly string[], Value> = Record<Names[number], Value>;

const criteria: Of<typeof legalCriteria, string> = {
  'evaluation-or-scoring': 'Evaluation or scoring of persons, Art. 35(3)(a)',
  'sensitive-data': 'Special categories or other sensitive data, Art. 35(3)(b)',
  'matching-datasets': 'Data of several controllers are combined',
  'new-technology': 'Innovative use of technology',
  'large-scale': 'Large scale',
  'vulnerable-persons': 'Vulnerable persons',
};
const cases: Of<typeof piplCases, string> = {
  'sensitive-information': 'Sensitive personal information, Art. 55(1)',
  'automated-decisions': 'Automated decision-making, Art. 55(2)',
  'entrusted-or-provided': 'Entrusted to, or provided to, others, Art. 55(3)',
  'sent-abroad': 'Provided across the border, Art. 55(4)',
  'major-effect': 'Other processing with a major effect on persons, Art. 55(5)',
};
const risks: Of<typeof riskNames, { name: string; measure: string; rest: string }> = {
  'exposed-contribution': {
    name: 'Somebody reads what one party contributed',
    measure:
      'Contributions are encrypted under one-time keys that only a threshold of the committee can open, and only summed; nodes refuse sums over fewer nodes than agreed.',
    rest: 'More than h nodes acting together with the committee’s threshold.',
  },
  'inference-from-results': {
    name: 'A result tells something of one person',
    measure:
      'Each person’s share is clipped and noise is added before anything is encrypted; every release is counted against budgets that nodes enforce.',
    rest: 'What the epsilon spent allows; in mode none there is no such promise.',
  },
  'other-purpose': {
    name: 'Data or results are used for something else',
    measure:
      'Every node holds each round against the agreement that it signed and refuses what differs; studies start only when every party has approved.',
    rest: 'What parties do with released models outside of the program.',
  },
  'without-legal-basis': {
    name: 'Persons take part without a legal basis',
    measure:
      'Nodes leave out persons without consent for the purpose, and those erased, as they read the rows.',
    rest: 'Whether each party’s register of consent is right.',
  },
  'transfer-abroad': {
    name: 'Data cross a border that they should not',
    measure:
      'Rows stay at their node. Nodes outside of the agreed regions are refused; what travels is encrypted and noised.',
    rest: 'Where the coordinator and recipients stand is not in the ledger: add it below.',
  },
  'rights-not-carried-out': {
    name: 'Requests of persons are not carried out in time',
    measure:
      'Erasure at the node, with a signed certificate whose hash is in the ledger; deadlines are kept by the node.',
    rest: 'Requests that a party never entered.',
  },
  'manipulated-model': {
    name: 'Somebody manipulates a model',
    measure:
      'Contributions are clipped; sums are added again by recipients; searches name suspects; bad shares name who dealt them.',
    rest: 'Manipulation that stays within the clip and the luck of the draw.',
  },
  'kept-too-long': {
    name: 'Models or lists are kept too long',
    measure: 'The agreement states how long; nodes refuse and erase models and lists that are older.',
    rest: 'Copies that were taken out of the program.',
  },
  'rewritten-records': {
    name: 'Records are changed afterwards',
    measure:
      'Every entry is chained by hashes; the coordinator signs heads of the tree, nodes countersign and keep them, and anybody verifies an export offline.',
    rest: 'Entries that were never written.',
  },
};

export const legalEn = {
  activity: {
    agreement: 'Agreement',
    state: 'State',
    states: { proposed: 'proposed', active: 'signed by all', ended: 'ended' },
    endedBy: (member: string, reason: string) => `by “${member}”: ${reason}`,
    purpose: 'Purpose, 30(1)(b)',
    legalBasis: 'Legal basis',
    controllers: 'Controllers, 30(1)(a)',
    subjects: 'Categories of persons, 30(1)(c)',
    persons: (unit: string) => `customers of the parties; declared number, each protected as one ${unit}`,
    dataTitle: 'Categories of data, 30(1)(c)',
    name: 'Name',
    use: 'Use',
    uses: { feature: 'feature', label: 'label' },
    type: 'Type',
    types: { number: 'number', category: 'category', binary: 'yes or no' } as Record<string, string>,
    sensitivity: 'Sensitivity',
    sensitivities: { public: 'public', personal: 'personal', sensitive: 'sensitive' },
    desensitised: 'Made less telling',
    desensitisations: { hash: 'hashed', bin: 'in bins', generalise: 'generalised' },
    description: 'Description',
    dropped: 'Columns that nobody may read',
    computations: 'Allowed computations',
    recipients: 'Recipients beside the parties, 30(1)(d)',
    opens: 'Who opens results',
    openers: { members: 'members’ nodes only', coordinator: 'members’ nodes and the coordinator' },
    regions: 'Regions agreed for nodes, 30(1)(e)',
    retention: 'Kept for, 30(1)(f)',
    expires: 'Expires',
    signed: 'Signed by',
    measures: 'Measures, 30(1)(g)',
    measuresText: 'as listed under the impact assessment; cryptography with versions below',
    contact: 'Contact details of controllers, representatives and data protection officers',
  },
  dpia: {
    description: 'Systematic description, 35(7)(a)',
    descriptionText: 'The record of processing, the map of the data and the studies in this pack.',
    necessity: 'Necessity and proportionality, 35(7)(b)',
    necessityText: (columns: number, fewest: number) =>
      `${columns} columns may be used, and no others; nothing smaller than a sum over ${fewest} nodes is opened. No row and no single contribution leaves a node in the clear.`,
    criteriaCaption: 'Whether an assessment is called for, 35(3)',
    criterion: 'Criterion',
    applies: 'Applies',
    criteria,
    risksCaption: 'Risks to persons and measures, 35(7)(c) and (d)',
    risk: 'Risk',
    measure: 'Measures',
    figures: 'Figures',
    rest: 'What remains',
    risks,
    riskFigures: {
      'fewest-nodes': 'agreed minimum',
      'smallest-sum': 'smallest opened sum',
      colluding: 'h',
      limit: 'budget',
      spent: 'spent',
      delta: 'delta',
      signed: 'signed by',
      refused: 'rounds refused by nodes',
      'left-out-reports': 'reports of persons left out',
      'regions-agreed': 'regions agreed',
      'regions-of-nodes': 'regions of nodes',
      erasures: 'erasures',
      late: 'late',
      excluded: 'nodes excluded',
      'bad-shares': 'rounds with bad shares',
      retention: 'kept for',
      unread: 'unreadable entries',
    } as Record<string, string>,
    people: [
      'Advice of the data protection officer, 35(2)',
      'Views of the persons, 35(9)',
      'Decision, name and date',
    ],
  },
  pipl: {
    casesCaption: 'Whether an assessment is called for, Art. 55',
    case: 'Case',
    cases,
    contentCaption: 'What the assessment covers, Art. 56',
    lawful: 'Purpose and way of processing are lawful, legitimate and necessary, 56(1)',
    lawfulText: (purpose: string, basis: string) => `Purpose: ${purpose}. Basis: ${basis}.`,
    effects: 'Effects on persons and risks, 56(2)',
    effectsText: 'as in the table of risks above, with its figures',
    measures: 'Measures are lawful, effective and fit the risk, 56(3)',
    measuresText: 'as in the table of risks above; what remains stands beside each',
    keep: 'Keep this assessment and the records of processing for at least three years (Art. 56).',
    people: ['Separate consent where it is needed, Art. 23, 29, 39', 'Decision, name and date'],
  },
  party: {
    caption: 'Who is responsible, who processes for whom',
    name: 'Name',
    role: 'Role by law',
    roles: { controller: 'controller', 'joint-controller': 'joint controller', processor: 'processor' },
    agreement: 'Agreement',
    nodes: 'Nodes, region, since',
    operator: 'runs the coordinator',
    suspended: 'suspended',
    noOperator: 'The agreement does not name who runs the coordinator.',
    nodeRoles: { contributor: 'brings rows', committee: 'committee only' },
  },
};

export type LegalTexts = typeof legalEn;
