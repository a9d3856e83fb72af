// An agreement as people read it before they sign.
import { committeeThreshold } from '@chorale/crypto';
import {
  onOneLine,
  sensitivityOf,
  type Agreement,
  type Feature,
  type PrivacyLimit,
} from '@chorale/models/planning';

type NumberFeature = Extract<Feature, { type: 'number' }>;

const modes: Readonly<Record<Agreement['privacy']['mode'], string>> = {
  pooled: 'every node adds its share of noise before it encrypts; only the noised total is ever opened',
  local: 'every node alone adds all the noise that is needed, and trusts nobody',
  member: "every node's whole update is clipped and noised, so that even a node's part in it stays hidden",
  none: 'NO NOISE IS ADDED AND NO PRIVACY IS PROMISED; sums of at least the minimum cohort are opened exactly',
};

/** Lines of `term: meaning`, one a term whatever was written; the budget never without its unit, delta, p and h. */
export function agreementInWords(agreement: Agreement): string {
  const { privacy, cohort, dictionary, regions, release } = agreement;
  const entries: [string, string][] = [
    ['Title', agreement.title],
    ['Federation', agreement.federation],
    ['Purpose', agreement.purpose],
    ['Legal basis', agreement.legalBasis],
    ['Replaces', agreement.replaces ?? 'nothing'],
    ['Parties', partiesInWords(agreement)],
    ['Operator', operatorInWords(agreement)],
    ['Regions', regions.length === 0 ? 'anywhere' : regions.join(', ')],
    privacy.unit === 'person'
      ? ['Persons', `${agreement.people} over all nodes, declared`]
      : ['Units', `${agreement.people} times "${privacy.unit}" over all nodes, declared`],
    ['Data quality', qualityInWords(agreement.qualityFloor)],
    ['Minimum cohort', `no sum of fewer than ${cohort.kMin} nodes is opened`],
    ['Committee', committeeInWords(agreement.committee)],
    ['Privacy mode', `${privacy.mode}: ${modes[privacy.mode]}`],
    ['Privacy budget', budgetInWords(privacy)],
    ...(privacy.mode === 'none' ? [] : widerBudgets(privacy)),
    ['Computations', agreement.computations.join(', ')],
    ['Adding up', aggregationInWords(agreement)],
    ['Poisoning', poisoningInWords(agreement.poisoning)],
    ['Results go to', release === 'members' ? "members' nodes only" : "members' nodes and the coordinator"],
    [
      'Others who may use them',
      agreement.recipients.length === 0 ? 'nobody' : agreement.recipients.join('; '),
    ],
    ['Release gate', gateInWords(agreement.releaseGate)],
    [
      'Kept for',
      `${agreement.retentionDays} days after a study has ended; then nodes erase models and lists`,
    ],
    ['Last day', `${agreement.expires} (UTC)`],
    ['Features', ''],
  ];
  const width = Math.max(...entries.map(([term]) => term.length)) + 2;
  const lines = entries.map(([term, meaning]) =>
    `${`${term}:`.padEnd(width)}${onOneLine(meaning)}`.trimEnd(),
  );
  const features = dictionary.features.map((feature) => `  ${onOneLine(featureInWords(feature))}`);
  const { drop } = dictionary;
  const dropped = drop ? [`  dropped by every member that has them: ${onOneLine(drop.join(', '))}`] : [];
  return [...lines, ...features, ...labelInWords(dictionary), ...dropped].join('\n');
}

function qualityInWords(floor: number): string {
  return floor === 0 ? 'not asked for' : `a node whose data is below ${floor} of 1 stays out of the studies`;
}

function partiesInWords({ parties }: Agreement): string {
  if (parties === undefined) return 'every member of the roster, as joint controllers';
  return parties.map(({ member, role }) => `${member} (${role.replace('-', ' ')})`).join(', ');
}

function gateInWords({ mostDrift, measuredFirst }: Agreement['releaseGate']): string {
  return (
    (measuredFirst ? 'no model is used before a study has measured it; ' : '') +
    `one whose validation error exceeds that of the model before by more than ${Number((100 * mostDrift).toPrecision(3))} %, or that loses to its two ` +
    'challengers, is held back unless administrators of two members let it pass'
  );
}

function operatorInWords({ operator }: Agreement): string {
  return operator ? `${operator.name} (${operator.role.replace('-', ' ')})` : 'not named';
}

function committeeInWords(named: Agreement['committee']): string {
  if (named === undefined) return 'all nodes; more than two thirds of them open a sum';
  return `${committeeThreshold(named.length)} of these ${named.length} open a sum: ${named.join(', ')}`;
}

function aggregationInWords({ aggregation = ['sum'], cohort }: Agreement): string {
  const robust = aggregation.filter((rule) => rule !== 'sum');
  const ways = [
    ...(aggregation.includes('sum') ? ['one sum over everybody in the round'] : []),
    ...(robust.length > 0
      ? [
          `${robust.join(' or ')} over the sums of groups of ${cohort.kMin} or more nodes, drawn anew each round`,
        ]
      : []),
  ];
  return ways.join('; or ');
}

function poisoningInWords(rule: Agreement['poisoning']): string {
  if (rule === undefined)
    return 'nobody is left out by a program, whatever a search says; the members decide';
  return (
    `A NODE IS LEFT OUT of all studies that are proposed after one over groups suspected it at a score of ${rule.excludeAbove} or more ` +
    'of 10, until everybody signs another agreement'
  );
}

function budgetInWords({ epsilon, delta, unit, nodesPerPerson, colluding }: Agreement['privacy']): string {
  if (epsilon === null || delta === null) return 'none is kept, because nothing is promised';
  return (
    `epsilon ${epsilon} at delta ${delta} for this purpose, per ${unit}, add or remove one; a ${unit} in at most ` +
    `p = ${nodesPerPerson} ${nodesPerPerson === 1 ? 'node' : 'nodes'}, at most h = ${colluding} colluding; every ` +
    `study says how it samples ${unit === 'person' ? 'persons' : 'them'}`
  );
}

function widerBudgets({ total, lifetime, renews }: Agreement['privacy']): [string, string][] {
  const most = (limit: PrivacyLimit | undefined): string =>
    limit ? `at most epsilon ${limit.epsilon} at delta ${limit.delta}` : 'not limited by this agreement';
  return [
    ['All purposes', most(total)],
    ['Lifetime', `${most(lifetime)}${lifetime ? ', over all purposes and periods, for ever' : ''}`],
    ['Renewal', renews ? `THE BUDGET STARTS ANEW on ${renews.from}, after ${renews.replaces}` : 'none'],
  ];
}

function labelInWords({ label, holdout }: Agreement['dictionary']): string[] {
  if (!label) return [];
  const range = label.type === 'number' ? `: ${rangeInWords(label)}` : '';
  return [
    `  to learn: ${onOneLine(withWords(label.name, label.description))}${sensitivityInWords(label)}${range}`,
    ...(holdout ? [`  held out to measure with: one person in ${holdout.oneIn}, by a hash of the id`] : []),
  ];
}

function featureInWords(feature: Feature): string {
  const { desensitise } = feature;
  const words =
    withWords(feature.name, feature.description) +
    sensitivityInWords(feature) +
    (desensitise === undefined ? '' : ` [${desensitise} at the source]`);
  switch (feature.type) {
    case 'number':
      return `${words}: ${rangeInWords(feature)}`;
    case 'category':
      return `${words}: ${categoriesInWords(feature.categories)} or other`;
    case 'binary':
      return `${words}: yes or no`;
  }
}

/** What is ordinary personal data says nothing. */
function sensitivityInWords(feature: Parameters<typeof sensitivityOf>[0]): string {
  const sensitivity = sensitivityOf(feature);
  return sensitivity === 'sensitive' ? ' [SENSITIVE]' : sensitivity === 'public' ? ' [public]' : '';
}

function rangeInWords({
  unit,
  transform,
  lower,
  upper,
}: Pick<NumberFeature, 'unit' | 'transform' | 'lower' | 'upper'>): string {
  return `${lower} to ${upper}${unit === undefined ? '' : ` ${unit}`}${transform !== 'none' ? ', on a log scale' : ''}`;
}

/** Nobody reads a list of thousands of items; the document holds them all. */
const MOST_LISTED = 60;

function categoriesInWords(categories: readonly string[]): string {
  const more = categories.length - MOST_LISTED;
  const listed = categories.slice(0, MOST_LISTED).join(', ');
  return more > 0 ? `${listed}, ${more} more` : listed;
}

function withWords(name: string, description: string | undefined): string {
  return description === undefined ? name : `${name} (${description})`;
}
