import type { Language } from '@chorale/models';

const en = {
  title: 'What a customer is worth',
  parameters: 'Parameters',
  purchases: 'Purchases (BG/NBD)',
  value: 'Value of a purchase (Gamma-Gamma)',
  horizon: 'Looks ahead',
  likelihood: 'Log-likelihood',
  converged: 'At the optimum',
  yes: 'yes',
  no: 'no: the rounds ended before',
  meanValue: 'Mean value of a purchase over all customers',
  infinite: 'not finite',
  alive: 'Who still buys',
  aliveExplanation: (age: string): string =>
    `Probability that a customer who came ${age} ago still buys, by how long ago the last purchase was. Who bought often and then fell silent is lost sooner.`,
  axisSilence: 'time since the last purchase',
  axisAlive: 'probability',
  repeats: (count: string): string => `repeat purchases: ${count}`,
  expected: 'Purchases to come',
  expectedCaption: (age: string, horizon: string): string =>
    `Purchases expected within the next ${horizon}, of customers who came ${age} ago: by repeat purchases (rows) and time since the last one (columns)`,
  repeatPurchases: 'Repeat purchases',
  silent: (time: string): string => `silent for ${time}`,
  spread: 'How much customers differ in what they spend',
  spreadExplanation: 'Share of customers whose mean value of a purchase lies around each amount.',
  axisValue: 'mean value of a purchase',
  axisShare: 'density',
  reading:
    'Times are in the unit of the study’s age feature. “chorale-node score” writes each customer’s probability, purchases and value at home.',
};

const zhCn: typeof en = {
  title: '顾客的价值',
  parameters: '参数',
  purchases: '购买次数（BG/NBD）',
  value: '单次购买金额（Gamma-Gamma）',
  horizon: '向前预测',
  likelihood: '对数似然',
  converged: '已达最优',
  yes: '是',
  no: '否：轮次先行结束',
  meanValue: '全体顾客的单次购买平均金额',
  infinite: '不是有限值',
  alive: '谁仍在购买',
  aliveExplanation: (age) =>
    `${age} 之前首次到来的顾客仍在购买的概率，随距上次购买的时间变化。曾频繁购买而后沉寂的顾客流失得更快。`,
  axisSilence: '距上次购买的时间',
  axisAlive: '概率',
  repeats: (count) => `复购 ${count} 次`,
  expected: '未来的购买',
  expectedCaption: (age, horizon) =>
    `首次到来在 ${age} 之前的顾客在未来 ${horizon} 内的预期购买次数：按复购次数（行）与距上次购买的时间（列）`,
  repeatPurchases: '复购次数',
  silent: (time) => `已沉寂 ${time}`,
  spread: '顾客在消费金额上的差异',
  spreadExplanation: '单次购买平均金额位于各数值附近的顾客占比。',
  axisValue: '单次购买平均金额',
  axisShare: '密度',
  reading:
    '时间以研究中表示首次购买至今时长的特征的单位计。“chorale-node score”在本地写出每位顾客的概率、购买次数与价值。',
};

export const lifetimeTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
