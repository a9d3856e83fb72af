import type { Language } from '@chorale/models';

const en = {
  title: 'Whom the campaign moves',
  ended: (why: string): string => `No model was made: ${why}`,
  control: 'Control',
  treated: 'Treated',
  arm: (persons: string, rate: string): string => `${persons} customers, ${rate} answered`,
  effect: 'Effect on everybody',
  qini: 'Qini',
  qiniMeaning: (deviation: string, splits: string): string =>
    `± ${deviation} from split to split, ${splits} splits; 0 is a list in any order, 1 a perfect one`,
  qiniOfOneSplit:
    'of one split, which proves little: name more `splits` to learn how sure it is; 0 is a list in any order, 1 a perfect one',
  noOrder: 'Qini lies within two of its deviations of 0: send to everybody or to nobody.',
  at30: 'Effect among the 30 % that rank highest',
  qiniCurve: 'Qini curve',
  qiniExplanation:
    'Answers gained per customer of the whole list when only the highest of the ranking get the campaign. The farther above the dashed line, the more the ranking is worth.',
  axisTargeted: 'share of customers who get the campaign',
  axisGained: 'answers gained per customer',
  byModel: 'by the ranking',
  anyOrder: 'in any order',
  tenths: 'Effect by tenth of the ranking',
  tenthsExplanation:
    'What the campaign adds to the chance of an answer. Where it is below zero it drives customers away.',
  axisTenth: 'tenth of the ranking, the highest first',
  axisEffect: 'effect',
  tenth: 'Tenth',
  gained: 'Gained so far',
  unknown: 'not known',
  columns: 'Who is moved',
  columnsExplanation:
    'What one deviation more of a column adds to the effect, in log-odds: the weight among treated less the weight among control.',
  axisWeight: 'treated less control, log-odds',
  column: 'Column',
  difference: 'Difference',
  constant: (columns: string): string => `One value for everybody, so it tells nothing: ${columns}.`,
};

const zhCn: typeof en = {
  title: '活动能打动谁',
  ended: (why) => `没有得到模型：${why}`,
  control: '对照组',
  treated: '实验组',
  arm: (persons, rate) => `${persons} 名顾客，${rate} 响应`,
  effect: '对全体的效应',
  qini: 'Qini',
  qiniMeaning: (deviation, splits) =>
    `各次划分间 ± ${deviation}，共 ${splits} 次划分；0 为任意排序，1 为完美排序`,
  qiniOfOneSplit: '仅一次划分，说明不了多少：设置更多 `splits` 才知道有多可靠；0 为任意排序，1 为完美排序',
  noOrder: 'Qini 与 0 的差不超过其两倍标准差：请发送给所有人，或不发送给任何人。',
  at30: '排名前 30 % 的效应',
  qiniCurve: 'Qini 曲线',
  qiniExplanation: '仅向排名最高者开展活动时，平均到名单上每位顾客的增量响应。高出虚线越多，排序越有价值。',
  axisTargeted: '开展活动的顾客占比',
  axisGained: '每位顾客的增量响应',
  byModel: '按排序',
  anyOrder: '任意排序',
  tenths: '各十分位的效应',
  tenthsExplanation: '活动使响应概率增加多少。低于零时，活动反而赶走顾客。',
  axisTenth: '排名从高到低的十分位',
  axisEffect: '效应',
  tenth: '十分位',
  gained: '累计增量',
  unknown: '未知',
  columns: '谁会被打动',
  columnsExplanation: '某列每增加一个标准差，效应（以对数几率计）增加多少：实验组权重减对照组权重。',
  axisWeight: '实验组减对照组，对数几率',
  column: '列',
  difference: '差值',
  constant: (columns) => `所有人取值相同，不含信息：${columns}。`,
};

export const upliftTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
