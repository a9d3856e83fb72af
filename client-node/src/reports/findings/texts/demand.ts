import type { Language } from '@chorale/models';

const en = {
  title: 'How sure a forecast is',
  fan: 'Forecast fan',
  fanExplanation: (share: string): string =>
    `What came when the model said so: ${share} of the rows it learned from lay within the band. The dashed line is the forecast itself.`,
  fanAhead: (share: string): string =>
    `The forecast of a row by how far it looks ahead, against the first, all else the same: ${share} of the rows the model learned from lay within the band.`,
  axisForecast: 'forecast',
  axisCame: 'what came',
  axisAhead: 'how far ahead',
  axisLevel: 'against the first',
  forecast: 'forecast',
  band: (lower: string, upper: string): string => `${lower} to ${upper} of rows`,
  caption: 'Bounds around a forecast',
  share: 'Rows below',
  bound: 'Bound',
  times: (factor: string): string => `forecast × ${factor}`,
  plus: (offset: string): string => `forecast ${offset}`,
  timesPlusOne: (factor: string): string => `(forecast + 1) × ${factor} − 1`,
  reading:
    'The band holds for rows like those that were learned from; a period unlike all of them may lie outside. “chorale-node score” writes the forecast and its bounds for each row at home.',
  none: 'The study asked for no bounds (setting intervals), so there is no fan to draw.',
  covered:
    'Noise covers the counts that bounds are made of, so there is no fan to draw, and scores have no bounds. More epsilon, a larger residualShare or more rows help.',
};

const zhCn: typeof en = {
  title: '预测有多可靠',
  fan: '预测扇形图',
  fanExplanation: (share) => `模型给出该预测时的实际结果：所学行中有 ${share} 落在带内。虚线为预测本身。`,
  fanAhead: (share) =>
    `其他条件相同时，某行的预测随提前期的变化，以第一个提前期为基准：所学行中有 ${share} 落在带内。`,
  axisForecast: '预测',
  axisCame: '实际结果',
  axisAhead: '提前期',
  axisLevel: '相对第一个提前期',
  forecast: '预测',
  band: (lower, upper) => `${lower} 至 ${upper} 的行`,
  caption: '预测的上下界',
  share: '位于其下的行',
  bound: '界',
  times: (factor) => `预测 × ${factor}`,
  plus: (offset) => `预测 ${offset}`,
  timesPlusOne: (factor) => `(预测 + 1) × ${factor} − 1`,
  reading:
    '该区间适用于与所学数据相似的行；与以往都不同的时期可能落在区间之外。“chorale-node score”在本地写出每行的预测及其上下界。',
  none: '该研究未要求上下界（设置 intervals），因此没有扇形图可绘。',
  covered:
    '噪声掩盖了用于计算上下界的计数，因此没有扇形图可绘，评分也不带上下界。更大的 epsilon、更大的 residualShare 或更多的行会有帮助。',
};

export const demandTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
