import type { TimedPhase } from '../study-report-data.js';

const phases: Record<TimedPhase, string> = {
  collecting: 'collecting contributions',
  committing: 'committee agrees on the set',
  releasing: 'committee releases the sum',
  adopting: 'nodes open it and adopt the model',
};

const outcomes = {
  closed: 'adopted',
  burned: 'burned unopened',
  spent: 'opened, not adopted',
};

const modes = {
  pooled:
    'Every node adds its share of the noise before it encrypts, so the sum is noised before anybody can open it.',
  local:
    'Each node alone adds noise enough for the whole promise, so nobody else needs to be trusted for it.',
  member: 'The whole update of a node is clipped and noised before it leaves.',
  none: 'No noise is added. The sums are exact, and nothing here promises differential privacy.',
};

/** Every text of a report; other languages have the same keys, or do not compile. */
export const en = {
  kicker: (federation: string): string => `Study report of the federation “${federation}”`,
  opening: (parties: number, features: number): string =>
    `${parties} parties trained one model on ${features} features. No row, and no single party’s update, left its node in the clear.`,
  figures: {
    aucFederated: 'AUC, federated model',
    aucPooledNote: (auc: string): string => `${auc} with all rows in one place`,
    epsilon: 'Privacy spent, epsilon',
    epsilonNote: (delta: string, unit: string): string => `at delta ${delta}, per ${unit}`,
    noEpsilon: 'none',
    noEpsilonNote: 'mode none: no privacy promise',
    seconds: 'From enrolment to model',
    secondsNote: (rounds: number): string => `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
    bytes: 'Sent per node',
    bytesNote: (plain: string): string => `${plain} as plain float32`,
    ledger: 'Ledger',
    verified: 'verified',
    notVerified: 'NOT VERIFIED',
    ledgerNote: (events: string): string => `${events} events`,
  },
  question: {
    title: 'What was asked, and by whom',
    question: 'Question',
    computation: 'Computation',
    federation: 'Federation',
    parties: 'Parties',
    agreement: 'Agreement',
    purpose: 'Purpose',
    legalBasis: 'Legal basis',
    data: 'Data',
    features: 'Features',
    label: 'Label',
    study: 'Study',
  },
  plan: {
    title: 'What was planned, before anything was spent',
    before:
      'Worked out from the agreement and the study document alone, before the first round: what other budgets and other numbers of rounds would have cost, and been worth.',
    chartExplanation: 'One line for each number of rounds; epsilon on a logarithmic scale.',
    caption: 'Epsilon against rounds, noise and what was expected',
  },
  privacy: {
    title: 'Who is protected, and how far',
    statement: 'Privacy statement',
    term: 'Term',
    value: 'Value',
    meaning: 'What it means',
    epsilon: 'epsilon',
    epsilonMeaning:
      'How much the released sums may tell about any one person, everything released counted. Smaller is better.',
    delta: 'delta',
    deltaMeaning: 'Chance beyond epsilon that the promise allows for.',
    unit: 'Unit',
    unitValue: 'person',
    otherUnitMeaning: 'The agreement names it: all rows of one are protected together.',
    unitMeaning: 'All rows of one person together are protected, not one row and not one shop.',
    adjacency: 'Adjacency',
    adjacencyValue: 'add or remove one',
    adjacencyMeaning: 'Two worlds are compared: with the person in the data, and without.',
    sampling: 'Sampling',
    samplingAll: 'all persons',
    samplingPoisson: (rates: string): string => `Poisson, rate ${rates}`,
    samplingMeaning: 'Who takes part in a round; independent coins make a round cheaper.',
    nodesPerPerson: 'p',
    nodesPerPersonMeaning: 'Most nodes that one person can appear in, as the members declared.',
    colluding: 'h',
    colludingMeaning: 'Nodes that may pool what they know, or add no noise, and the promise still holds.',
    mode: 'Mode',
    modes,
    none: 'none',
    noneWarning:
      'This study ran in mode none. Its sums carry no noise: they are hidden from the coordinator and from single parties, but what is released may tell about a person.',
    chart: 'Epsilon spent, round by round',
    chartExplanation: (accountant: string, budget: string, delta: string): string =>
      `${accountant} accountant, at delta ${delta}; the plan ends at ${budget}. Burned rounds open nothing and cost nothing.`,
    axisEpsilon: 'epsilon',
  },
  result: {
    title: 'What federation is worth',
    betweenSentences: ' ',
    measuredBy: (testCustomers: string): string =>
      `AUC and loss are measured by the launcher on ${testCustomers} test customers that it holds and no node trained on. Nothing was released for these figures. Inside a study, such a figure would be a counted release.`,
    allBetter: 'Every party does better with the federated model than alone.',
    someBetter: (better: number, all: number): string =>
      `${better} of ${all} parties do better with the federated model than alone.`,
    noneBetter: 'No party does better with the federated model than alone.',
    largestGain: (party: string, gain: string): string => `${party} gains most: ${gain}.`,
    largestLoss: (party: string, loss: string): string => `${party} loses most: ${loss}.`,
    caption: 'AUC on the same test customers for all',
    party: 'Party',
    customers: 'Customers',
    training: 'of them trained on',
    alone: 'AUC alone',
    federated: 'AUC federated',
    pooled: 'AUC pooled',
    gain: 'Federated − alone',
    oneClass: 'one class only',
    all: 'All parties',
    modelsExplained:
      'Alone: a model of the party’s own rows, without noise. Federated: the model of this study. Pooled: a model of all rows in one place, without noise; nobody may have it, it is the yardstick.',
    comparison: 'Alone, federated, pooled',
    comparisonExplanation:
      'AUC; 0.5 is guessing. The bar leads from each party alone to the federated model.',
    aucByRound: 'AUC by round',
    aucByRoundExplanation: 'The model after each round, on the launcher’s test customers.',
    lossByRound: 'Loss by round',
    lossByRoundExplanation: 'Mean log loss on the same customers; smaller is better.',
    axisAuc: 'AUC',
    axisLoss: 'log loss',
    axisRound: 'round',
    lineFederated: 'federated',
    linePooled: 'pooled',
    dotAlone: 'alone',
  },
  bytes: {
    title: 'What it cost to send',
    chart: 'Bytes sent per node, whole study',
    chartExplanation: 'Logarithmic scale.',
    sent: 'sent, encrypted',
    plain: 'plain float32',
    axis: 'bytes',
    ratio: (sent: string, plain: string, times: string): string =>
      `A node sent ${sent} on average, ${times} times the ${plain} that the same vectors take as plain float32.`,
    why: (values: string, coefficients: string, element: string, members: number): string =>
      `Why so much more: this model is small (at most ${values} values a round), and a contribution has a least size whatever the model. It holds at least one whole ring element of ${coefficients} coefficients, and for each of ${members} committee members one sealed share of its one-time key of the same size, ${element} each. Then come the release of the sum, signatures and the ledger.`,
    atMillion: (bytes: string): string =>
      `That least size vanishes in larger models: a million values take ${bytes} bytes a value, float32 takes 4.`,
    caption: 'Bytes sent over the whole study',
    party: 'Party',
    total: 'Sent',
    mean: 'Mean',
  },
  time: {
    title: 'How long it took',
    chart: 'Rounds and their phases',
    chartExplanation: (seconds: string): string =>
      `Seconds a round. From first enrolment to adopted model: ${seconds}.`,
    axisSeconds: 'seconds',
    phases,
    outcomes,
    details: 'All rounds in figures',
    caption: 'Rounds in order',
    round: 'Round',
    outcome: 'Outcome',
    contributors: 'Nodes in the sum',
    seconds: 'Seconds',
    auc: 'AUC',
    loss: 'Loss',
    epsilon: 'epsilon after',
    bytes: 'Bytes per node',
  },
  coordinator: {
    title: 'What the coordinator could see',
    caption: 'The coordinator adds up what it cannot read',
    what: 'What',
    seen: 'Seen?',
    detail: 'In this study',
    yes: 'yes',
    no: 'no',
    rows: 'Rows, features, labels',
    rowsDetail: 'They never leave a node.',
    contributions: 'Single contributions',
    contributionsDetail: (count: string, bytes: string): string =>
      `${count} of them, ${bytes}, each encrypted under a one-time key of which the committee holds shares.`,
    sums: 'Opened sums',
    sumsHidden: 'Sealed to the members; the coordinator opened none.',
    sumsShown: (count: string): string => `${count}, as the agreement says.`,
    model: 'The model',
    modelDetail: 'Nodes sign its hash; the coordinator needs no more.',
    takingPart: 'Who took part, when, and how many bytes',
    takingPartDetail: 'It carries the messages.',
    documents: 'Agreement, study, roster, ledger',
    documentsDetail: 'It keeps them, signed by the members.',
    collusion: (kMin: number, threshold: number, members: number): string =>
      `A sum opens only over at least ${kMin} nodes, once, and only when ${threshold} of ${members} committee members agree on the same set.`,
    colluders: (most: number): string =>
      `Up to ${most} committee ${most === 1 ? 'member' : 'members'} could join the coordinator, and together they would still see no single contribution.`,
  },
  ledger: {
    title: 'What can be checked afterwards',
    events: 'Events',
    check: 'Check',
    verified: 'verified: every hash, link and signature holds',
    notVerified: 'not verified: do not rely on this study before you know why',
    head: 'Head',
    model: 'Model hash',
    adopted: (nodes: number, all: number): string =>
      nodes === all ? `the same at all ${all} nodes` : `the same at ${nodes} of ${all} nodes`,
    agreement: 'Agreement hash',
    how: 'Check the exported ledger without the coordinator, on any machine:',
  },
  limits: {
    title: 'What is not promised',
    items: [
      'That parties enter true data. Clipping bounds what one person’s rows can do; poisoning is found afterwards, not prevented.',
      'Availability when members act in bad faith: they can stop a study, not open a single contribution.',
      'Protection from more colluders than stated above, or of persons that appear in more nodes than declared.',
      'That JavaScript wipes memory or runs in constant time. The cryptography awaits an outside review.',
      'That the AUC holds for other customers: it was measured once, on one set of test customers.',
    ],
    few: 'Few nodes are a small crowd: with so few parties it is the noise that protects, more than the sum.',
  },
  trees: {
    title: 'What the trees ask',
    persons: 'Persons trained on',
    mean: 'Mean of the label',
    trees: 'Trees',
    ending: 'Ended because',
    endings: {
      'all trees grown': 'all trees were grown',
      'loss no longer falls': 'the loss of the persons who measure no longer falls',
      'no split gains anything': 'no further question gains anything',
      'no column has two bins':
        'no feature tells persons apart: all are constant, or persons are too few for two bins',
    },
    constant: (features: string): string =>
      `One value for everybody, so no tree asks for it: ${features}. Check the mapping in node.yaml.`,
    importance: 'What counts',
    importanceExplanation:
      'Share of the loss that questions about a feature take off. It is no cause: features that tell the same share it between them.',
    axisGain: 'share of the gain',
    losses: 'Loss of the persons who measure',
    lossesExplanation: 'By number of trees; the model keeps the trees of the smallest loss.',
    axisTrees: 'trees',
    axisLoss: 'mean loss',
    firstTree: 'The first tree',
    firstTreeExplanation:
      'Its first questions. A leaf adds to the raw score: above zero it speaks for the label. Shares are of all persons, weighed by how undecided the model is about them.',
    yes: 'Yes',
    no: 'No',
    orMissing: ' or unknown',
    share: (percent: string): string => `${percent} %`,
    leaf: (value: string): string => `adds ${value}`,
    furtherQuestions: 'further questions',
    isOneOf: (feature: string, names: string): string => `Is ${feature} one of: ${names}?`,
    isBelow: (feature: string, limit: string): string => `Is ${feature} below ${limit}?`,
    isKnown: (feature: string): string => `Is ${feature} known?`,
  },
  planPage: {
    kicker: (study: string): string => `Before the study “${study}” begins`,
    expired: (day: string): string =>
      `The agreement expired on ${day}: no study starts under it any more. Propose a new one first.`,
  },
  resultPage: {
    kicker: (study: string): string => `What the study “${study}” found`,
    privacy: 'Privacy',
    closing: 'Written by Chorale at this node. This page is one file: it loads nothing and sends nothing.',
  },
  closing: (moment: string): string =>
    `Written by Chorale at ${moment}. This page is one file: it loads nothing and sends nothing.`,
};

export type ReportTexts = typeof en;
