// An explanation in words, in the languages of the house.
import type { Language } from '@chorale/models';
import type { ExplainedFeature, Explanation, ExplanationMethod } from './explain-person.js';

export interface ExplainedStudy extends Explanation {
  readonly study: string;
  readonly computation: string;
  readonly purpose: string;
  /** The person is in no scored list, because of an objection to marketing. */
  readonly optedOut: boolean;
}

interface Texts {
  readonly title: (explained: ExplainedStudy) => string;
  readonly purpose: (purpose: string) => string;
  readonly outputs: string;
  readonly held: string;
  readonly start: (start: string) => string;
  readonly methods: Readonly<Record<ExplanationMethod, string>>;
  readonly scale: Readonly<Record<Explanation['scale'], string>>;
  readonly raises: (amount: string) => string;
  readonly lowers: (amount: string) => string;
  readonly nothing: string;
  readonly averaged: (rows: number) => string;
  readonly yes: string;
  readonly no: string;
  readonly missing: string;
  readonly optedOut: string;
  readonly closing: string;
}

const en: Texts = {
  title: ({ study, computation }) =>
    `What the model of study "${study}" (${computation}) says of this person`,
  purpose: (purpose) => `Purpose: ${purpose}`,
  outputs: 'Score',
  held: 'What it is made from, the strongest first',
  start: (start) =>
    `Somebody average in everything starts at ${start}; this and all of the above add up to the score.`,
  methods: {
    weights: "Each contribution is the model's weight times how far the value lies from the average.",
    shapley:
      "Each contribution is a Shapley value: the value's fair share of what the trees say of this person beside all.",
    occlusion:
      'Each contribution is what the score would lose with the average in place of the value; they need not add up.',
    nearness:
      "Each contribution is how much nearer the value lies to the centre of this person's segment than to everybody's: what raises it speaks for the segment.",
    none: 'This kind of model gives no contributions by value.',
  },
  scale: {
    'log-odds': 'Counted in log-odds of the probability.',
    score: 'Counted on the scale of the score.',
    'squared-deviations': 'Counted in squared deviations.',
  },
  raises: (amount) => `raises it by ${amount}`,
  lowers: (amount) => `lowers it by ${amount}`,
  nothing: 'changes nothing',
  averaged: (rows) => `averaged over ${rows} rows`,
  yes: 'yes',
  no: 'no',
  missing: 'missing',
  optedOut: 'This person objected to marketing and is in no scored list.',
  closing: 'Computed on this node, from its own rows; nobody else was asked or told.',
};

const zhCn: Texts = {
  title: ({ study, computation }) => `研究“${study}”（${computation}）的模型对此人的判断`,
  purpose: (purpose) => `目的：${purpose}`,
  outputs: '得分',
  held: '得分的依据，影响最大者在前',
  start: (start) => `各项均为平均值的人从 ${start} 起算；该起点与以上各项之和即为得分。`,
  methods: {
    weights: '每项贡献等于模型权重乘以该值与平均值之差。',
    shapley: '每项贡献为 Shapley 值：各棵树对此人的判断中应归于该值的份额。',
    occlusion: '每项贡献为以平均值代替该值时得分的减少量；各项之和不一定等于得分。',
    nearness: '每项贡献为该值离此人所属细分的中心比离全体中心近多少：使其升高者支持该细分。',
    none: '此类模型不给出各值的贡献。',
  },
  scale: {
    'log-odds': '以概率的对数几率计。',
    score: '以得分的尺度计。',
    'squared-deviations': '以标准差的平方计。',
  },
  raises: (amount) => `使其升高 ${amount}`,
  lowers: (amount) => `使其降低 ${amount}`,
  nothing: '没有影响',
  averaged: (rows) => `${rows} 行的平均`,
  yes: '是',
  no: '否',
  missing: '缺失',
  optedOut: '此人已拒绝营销，不出现在任何评分名单中。',
  closing: '仅在本节点以其自有数据计算，未询问或告知任何他方。',
};

const texts: Readonly<Record<Language, Texts>> = { en, 'zh-CN': zhCn };

export function explanationInWords(explained: ExplainedStudy, language: Language): string {
  const said = texts[language];
  const { method, scale, rows, outputs, start, features, optedOut } = explained;
  return [
    said.title(explained),
    said.purpose(explained.purpose),
    `${said.outputs}: ${Object.entries(outputs)
      .map(([name, value]) => `${name} = ${typeof value === 'number' ? short(value) : value}`)
      .join(', ')}`,
    ...(optedOut ? [said.optedOut] : []),
    '',
    `${said.held}${rows === 1 ? '' : ` (${said.averaged(rows)})`}:`,
    ...features.map((feature) => `  ${featureInWords(feature, said)}`),
    '',
    said.methods[method],
    ...(method === 'none' ? [] : [said.scale[scale]]),
    ...(start === null ? [] : [said.start(short(start))]),
    said.closing,
  ].join('\n');
}

function featureInWords(
  { feature, description, unit, value, contribution }: ExplainedFeature,
  said: Texts,
): string {
  const name = description === null ? feature : `${description} (${feature})`;
  const held = value === null ? '' : ` = ${valueInWords(value, said)}${unit === null ? '' : ` ${unit}`}`;
  if (contribution === null) return `${name}${held}`;
  const amount = short(Math.abs(contribution));
  const effect =
    contribution === 0 ? said.nothing : contribution > 0 ? said.raises(amount) : said.lowers(amount);
  return `${name}${held}: ${effect}`;
}

function valueInWords(value: number | string | boolean, said: Texts): string {
  if (typeof value === 'boolean') return value ? said.yes : said.no;
  if (value === 'missing') return said.missing;
  return typeof value === 'number' ? short(value) : value;
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
