import type { Language } from '@chorale/models';

const en = {
  quantilesTitle: 'How values are spread',
  statisticsTitle: 'Figures of the columns',
  persons: 'Customers',
  quantiles: 'Quantiles',
  strip: (column: string): string => `Quantiles of ${column}`,
  stripExplanation: 'Value below which each share of customers lies.',
  column: 'Column',
  quantile: (share: string): string => `${share} lie below`,
  atMost: (value: string): string => `± ${value}`,
  quantilesCaption:
    'Quantiles in the feature’s own unit, and how far that of the counts lies from them at most; with noise counts are estimates, and the true one may lie farther off',
  axisShare: 'share of customers below',
  of: 'Of',
  mean: 'Mean',
  deviation: 'Standard deviation',
  shareOfPersons: 'share of customers',
  statisticsCaption: 'Columns as the dictionary encodes them',
  histogram: (column: string): string => `Histogram of ${column}`,
  histogramExplanation: 'Customers by value; with noise a count is an estimate and may fall below zero.',
  axisPersons: 'customers',
  value: 'value',
};

const zhCn: typeof en = {
  quantilesTitle: '数值的分布',
  statisticsTitle: '各列的统计量',
  persons: '顾客数',
  quantiles: '分位数',
  strip: (column) => `${column} 的分位数`,
  stripExplanation: '各占比的顾客位于该值以下。',
  column: '列',
  quantile: (share) => `${share} 位于其下`,
  atMost: (value) => `± ${value}`,
  quantilesCaption:
    '以特征自身单位表示的分位数，及其与计数所示分位数的最大差距；带噪声时计数为估计值，真实值可能相距更远',
  axisShare: '位于其下的顾客占比',
  of: '量',
  mean: '均值',
  deviation: '标准差',
  shareOfPersons: '顾客占比',
  statisticsCaption: '各列，按字典编码',
  histogram: (column) => `${column} 的直方图`,
  histogramExplanation: '按数值统计的顾客数；带噪声时计数为估计值，可能低于零。',
  axisPersons: '顾客数',
  value: '数值',
};

export const distributionsTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
