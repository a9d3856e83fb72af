import type { Language } from '@chorale/models';

const en = {
  title: 'Which channel earned it',
  conversions: 'Conversions',
  value: 'Value',
  rules: {
    first: 'first touch',
    last: 'last touch',
    linear: 'linear',
    shapley: 'Shapley',
    markov: 'Markov removal',
  },
  credits: 'Conversions by channel and rule',
  creditsExplanation:
    'Five ways to share conversions out. Where they differ, the data do not decide; none says what an advertisement caused.',
  axisConversions: 'conversions',
  channel: 'Channel',
  removal: 'Lost without it',
  cost: 'Cost',
  valueBy: (rule: string): string => `Value, ${rule}`,
  returnBy: (rule: string): string => `Return on cost, ${rule}`,
  none: '–',
  caption: 'Channels',
  returns: 'Return on cost',
  returnsExplanation:
    'Value over cost, less 1, by the Markov rule: below zero a channel cost more than it is credited with.',
  axisReturn: 'return on cost',
  paths: 'Where journeys go next',
  pathsCaption:
    'Share of journeys that go from a row to a column; the deeper the ground, the more do. Read a path from the start downwards.',
  start: 'start',
  conversion: 'conversion',
  nothing: 'no conversion',
  passed: 'Journeys',
};

const zhCn: typeof en = {
  title: '哪个渠道带来了转化',
  conversions: '转化数',
  value: '价值',
  rules: {
    first: '首次触点',
    last: '末次触点',
    linear: '线性',
    shapley: 'Shapley',
    markov: '马尔可夫移除',
  },
  credits: '各渠道在各规则下的转化',
  creditsExplanation: '分配转化的五种方法。结果不一致之处，数据无法定论；任何一种都不说明广告的因果作用。',
  axisConversions: '转化数',
  channel: '渠道',
  removal: '缺少它的损失',
  cost: '成本',
  valueBy: (rule) => `价值（${rule}）`,
  returnBy: (rule) => `成本回报（${rule}）`,
  none: '–',
  caption: '渠道',
  returns: '成本回报',
  returnsExplanation: '按马尔可夫规则，价值除以成本再减 1：低于零表示渠道成本高于其所得。',
  axisReturn: '成本回报',
  paths: '旅程的下一步',
  pathsCaption: '从行到列的旅程占比；底色越深，占比越大。从“起点”一行向下读出路径。',
  start: '起点',
  conversion: '转化',
  nothing: '未转化',
  passed: '旅程数',
};

export const attributionTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
