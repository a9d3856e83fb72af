import type { Language } from '@chorale/models';

const en = {
  title: 'What prices do',
  elasticities: 'Elasticities',
  elasticitiesExplanation:
    'Percent of units that one percent more price adds: -2 loses two. Intervals of two standard errors lie around what a product’s own rows say; left of the dashed line at -1 a higher price loses turnover.',
  axisElasticity: 'elasticity',
  curve: 'Price curves',
  curveExplanation:
    'Units and turnover against today’s (100 %) when the price changes and all else stays. Only the products with most to tell are drawn; a curve far from prices that were seen is a guess.',
  units: 'Units',
  turnover: 'Turnover',
  axisPrice: 'price against today',
  axisUnits: 'units against today',
  axisTurnover: 'turnover against today',
  product: 'Product',
  own: 'Own rows',
  standardError: 'Standard error',
  drawn: 'Drawn towards all',
  unitsAt: (change: string): string => `Units at ${change}`,
  turnoverAt: (change: string): string => `Turnover at ${change}`,
  unknown: 'not known',
  caption: 'Products, by elasticity',
  next: '“chorale-node prices” sets prices by these elasticities within the rules of a shop, one a product and store, never by who buys.',
  refused: (why: string): string => `No price curve is drawn: ${why}`,
};

const zhCn: typeof en = {
  title: '价格的作用',
  elasticities: '价格弹性',
  elasticitiesExplanation:
    '价格上涨百分之一，销量变化百分之几：-2 表示减少百分之二。区间为该产品自身数据估计值的两倍标准误；位于 -1 虚线左侧时，提价会减少销售额。',
  axisElasticity: '弹性',
  curve: '价格曲线',
  curveExplanation:
    '价格变动而其他条件不变时，销量与销售额相对今日（100%）的变化。仅绘出信息最多的产品；远离曾出现过的价格时，曲线只是推测。',
  units: '销量',
  turnover: '销售额',
  axisPrice: '相对今日的价格',
  axisUnits: '相对今日的销量',
  axisTurnover: '相对今日的销售额',
  product: '产品',
  own: '自身数据',
  standardError: '标准误',
  drawn: '向整体收缩后',
  unitsAt: (change) => `价格 ${change} 时销量`,
  turnoverAt: (change) => `价格 ${change} 时销售额`,
  unknown: '未知',
  caption: '按弹性排列的产品',
  next: '“chorale-node prices”依据这些弹性，在门店规则之内按产品和门店定价，从不按购买者定价。',
  refused: (why) => `未绘制价格曲线：${why}`,
};

export const pricesTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
