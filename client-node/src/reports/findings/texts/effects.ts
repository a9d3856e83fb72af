import type { Language } from '@chorale/models';

const families = {
  poisson: 'Poisson, for counts',
  gamma: 'gamma, for amounts',
};

const en = {
  title: 'What moves it',
  label: 'What was learned',
  rows: 'Rows',
  groups: 'Groups whose means were taken off',
  rSquared: 'R squared',
  deviation: 'Standard deviation of what is left',
  intercept: 'Where all terms are 0',
  family: 'Family',
  families,
  converged: 'At the optimum',
  yes: 'yes',
  no: 'no: the rounds ended before',
  unknown: 'not known',
  leftOut: (terms: string): string =>
    `Left out, because they are constant or made up of terms before them: ${terms}.`,
  fitCovered:
    'Noise covers how well the model fits: the squares of what is left do not stand clear of it. More epsilon, fewer terms or more rows help.',
  outweighed: (terms: string): string =>
    `Noise, or the ridge of the study, outweighs what the rows say of these effects; they are less than half as large as they should be: ${terms}. More epsilon, fewer terms or more rows help.`,
  effects: 'Effects',
  effectsExplanation: (label: string): string =>
    `What one unit of a term adds to ${label}, with an interval of two standard errors where they are known. Those that are surest, or largest, come first.`,
  multiplies:
    'The label was learned as a logarithm, so that effects multiply: 0.1 is about ten percent more.',
  factors: 'What each term multiplies by',
  factorsExplanation: 'Factor on the mean for one unit more of the term; 1 is no effect.',
  axisEffect: 'effect',
  axisFactor: 'factor',
  term: 'Term',
  coefficient: 'Effect',
  standardError: 'Standard error',
  kept: 'Left by the ridge',
  factor: 'Factor',
  caption: 'All terms, in units of the dictionary after its transform',
};

const zhCn: typeof en = {
  title: '哪些因素起作用',
  label: '学习的目标',
  rows: '行数',
  groups: '已去除均值的组数',
  rSquared: 'R²',
  deviation: '剩余部分的标准差',
  intercept: '各项均为 0 时',
  family: '分布族',
  families: { poisson: '泊松（计数）', gamma: '伽马（金额）' },
  converged: '已达最优',
  yes: '是',
  no: '否：轮次先行结束',
  unknown: '未知',
  leftOut: (terms) => `以下各项为常数或可由之前的项组成，已略去：${terms}。`,
  fitCovered:
    '噪声掩盖了模型的拟合程度：剩余部分的平方和未明显超出噪声。更大的 epsilon、更少的项或更多的行会有帮助。',
  outweighed: (terms) =>
    `以下各项的效应被噪声所需的岭惩罚或研究自身的岭惩罚压过，所得不足应有的一半：${terms}。更大的 epsilon、更少的项或更多的行会有帮助。`,
  effects: '效应',
  effectsExplanation: (label) =>
    `某项每增加一个单位给 ${label} 增加多少，已知误差时附上两倍标准误的区间。最确定或最大者在前。`,
  multiplies: '标签以对数形式学习，因此效应相乘：0.1 约等于增加百分之十。',
  factors: '各项的倍数',
  factorsExplanation: '某项增加一个单位时均值所乘的倍数；1 表示没有效应。',
  axisEffect: '效应',
  axisFactor: '倍数',
  term: '项',
  coefficient: '效应',
  standardError: '标准误',
  kept: '岭惩罚后所余',
  factor: '倍数',
  caption: '全部各项，单位按字典变换之后',
};

export const effectsTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
