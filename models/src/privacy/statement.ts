// Every epsilon that is printed goes with what it means.
import type { PrivacyMode } from '../contracts/agreement.js';
import type { Accountant } from './account.js';

export interface PrivacyStatement {
  readonly mode: PrivacyMode;
  /** Spent by all releases together; null in mode `none`, which promises nothing. */
  readonly epsilon: number | null;
  readonly delta: number | null;
  /** Of the agreement: what is added or removed. */
  readonly unit: string;
  readonly adjacency: 'add-or-remove-one';
  /** Whether persons take part in every round, or by independent coins at one of these rates. */
  readonly sampling:
    { readonly kind: 'all' } | { readonly kind: 'poisson'; readonly rates: readonly number[] };
  /** p: most nodes one person can appear in. */
  readonly nodesPerPerson: number;
  /** h: nodes that may collude or add no noise. */
  readonly colluding: number;
  /** By privacy loss distributions or by Rényi divergences; without meaning in mode `none`. */
  readonly accountant: Accountant;
}

export type Language = 'en' | 'zh-CN';

/** One sentence for people; never an epsilon without delta, unit, adjacency, sampling, p and h. */
export function formatPrivacyStatement(statement: PrivacyStatement, language: Language): string {
  return language === 'en' ? english(statement) : chinese(statement);
}

/** What an epsilon and its delta mean: the terms that go with them. */
export interface PrivacyTerms extends Pick<
  PrivacyStatement,
  'unit' | 'adjacency' | 'nodesPerPerson' | 'colluding' | 'accountant'
> {
  /** Rates at which persons were sampled; 1 means all of them, empty that nothing was released yet. */
  readonly samplingRates: readonly number[];
}

/** The terms in short, in English, for tables and lines of a log. */
export function formatPrivacyTerms(terms: PrivacyTerms): string {
  const { unit, samplingRates, nodesPerPerson, colluding, accountant } = terms;
  return (
    `per ${unit}, add or remove one, ${samplingInWords(unit, samplingRates)}, p = ${nodesPerPerson}, h = ${colluding}, ` +
    `${accountant.toUpperCase()} accountant`
  );
}

/** {@link formatPrivacyStatement} in short, in English, for lines of progress; of the mode it says only `none`. */
export function formatPrivacyInShort(statement: PrivacyStatement): string {
  const { epsilon, delta, sampling } = statement;
  if (epsilon === null || delta === null) return 'mode none, without noise';
  const samplingRates = sampling.kind === 'all' ? [1] : sampling.rates;
  return `epsilon ${shortNumber(epsilon)} at delta ${shortNumber(delta)} (${formatPrivacyTerms({ ...statement, samplingRates })})`;
}

function samplingInWords(unit: string, rates: readonly number[]): string {
  const isPerson = unit === 'person';
  if (rates.length === 0) return 'nobody sampled yet';
  if (rates.every((rate) => rate === 1)) return `${isPerson ? 'all persons' : 'all of them'} in every round`;
  return `${isPerson ? 'persons' : 'each'} Poisson-sampled at ${rates.map(shortNumber).join(' and ')}`;
}

function english(statement: PrivacyStatement): string {
  const { mode, epsilon, delta, unit, sampling, nodesPerPerson, colluding, accountant } = statement;
  if (epsilon === null || delta === null)
    return 'mode none: no noise was added, so no differential privacy is promised';
  const persons = samplingInWords(unit, sampling.kind === 'all' ? [1] : sampling.rates);
  return (
    `epsilon ${shortNumber(epsilon)} at delta ${shortNumber(delta)}, per ${unit}, add or remove one; ` +
    `mode ${mode}, ${persons}; a ${unit} in at most p = ${nodesPerPerson} ${nodesPerPerson === 1 ? 'node' : 'nodes'}, ` +
    `at most h = ${colluding} ${colluding === 1 ? 'node' : 'nodes'} colluding; everything released counts (${accountant.toUpperCase()} accountant)` +
    (mode === 'member' ? "; the same holds when one node's whole data are replaced" : '')
  );
}

function chinese(statement: PrivacyStatement): string {
  const { mode, epsilon, delta, sampling, nodesPerPerson, colluding, accountant } = statement;
  const isPerson = statement.unit === 'person';
  const unit = isPerson ? '个人' : `“${statement.unit}”`;
  if (epsilon === null || delta === null) return '模式 none：未加噪声，不承诺差分隐私';
  const persons =
    sampling.kind === 'all'
      ? `每轮全部${isPerson ? '人员' : '单位'}参与`
      : `泊松抽样率 ${sampling.rates.map(shortNumber).join('、')}`;
  return (
    `ε = ${shortNumber(epsilon)}（δ = ${shortNumber(delta)}），单位为${unit}，相邻关系为增减一${isPerson ? '人' : '个单位'}；` +
    `模式 ${mode}，${persons}；每${isPerson ? '人' : '个单位'}至多出现在 p = ${nodesPerPerson} 个节点，` +
    `至多 h = ${colluding} 个节点合谋；一切发布均计入（${accountant.toUpperCase()} 会计）` +
    (mode === 'member' ? '；整体替换任一节点的数据时同样成立' : '')
  );
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
