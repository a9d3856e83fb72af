import type { Language } from '@chorale/models';

const en = {
  title: 'What the model weighs',
  average: 'Probability of somebody average in everything',
  converged: 'At the optimum',
  yes: 'yes',
  no: 'no: the rounds ended before',
  weights: 'Weights',
  weightsExplanation:
    'What one deviation more of a number, or the presence of a category, adds to the log-odds of yes: green speaks for it, orange against it. A weight is no cause.',
  axisWeight: 'log-odds',
  column: 'Column',
  weight: 'Weight',
  odds: 'Odds times',
  centre: 'Counted from',
  scale: 'One step',
  caption: 'All weights; centre and step as the dictionary encodes the column',
  networkTitle: 'What the network reads',
  parameters: 'Parameters',
  layers: 'Tensors',
  strength: 'How strongly the first layer reads each column',
  strengthExplanation:
    'Root of the summed squares of a column’s weights, for one deviation. It does not say which way, and later layers may cancel it: measured importance is better.',
  axisStrength: 'strength',
  comparison: 'Beside a simpler model',
  comparisonCaption:
    'Errors on customers whom neither learned from: of the network, and of a ridge regression on the same columns',
  comparisonVerdict: {
    network: 'The network is worth it: its errors are smaller by a percent or more.',
    linear:
      'Take the regression: the network is no better by a percent, and the regression is easier to check and to explain.',
  },
  model: 'Model',
  models: { network: 'network', linear: 'ridge regression' },
  meanAbsoluteError: 'Mean absolute error',
  wape: 'WAPE',
  mape: 'MAPE',
  rSquared: 'R squared',
  unknown: 'not known',
  measure: (study: string): string =>
    `Lift, calibration and importance come from a study of their own, on persons held out: recipe “model-quality” with settings.model.study “${study}”. Once it has finished at this node it stands on this page.`,
  measureTitle: 'How good it is',
};

const zhCn: typeof en = {
  title: '模型的权重',
  average: '各项均为平均值的人的概率',
  converged: '已达最优',
  yes: '是',
  no: '否：轮次先行结束',
  weights: '权重',
  weightsExplanation:
    '数值特征每增加一个标准差，或属于某个类别，会给“是”的对数几率增加多少：绿色支持，橙色反对。权重并不表示因果。',
  axisWeight: '对数几率',
  column: '列',
  weight: '权重',
  odds: '几率倍数',
  centre: '起算点',
  scale: '一个单位',
  caption: '全部权重；起算点与单位按字典对该列的编码',
  networkTitle: '网络读取什么',
  parameters: '参数个数',
  layers: '张量',
  strength: '第一层对各列的读取强度',
  strengthExplanation:
    '某列权重平方和的平方根，以一个标准差计。它不表示方向，且后续各层可能将其抵消：度量得到的重要性更可靠。',
  axisStrength: '强度',
  comparison: '与更简单的模型相比',
  comparisonCaption: '在两者都未学习过的顾客上的误差：网络，以及使用相同各列的岭回归',
  comparisonVerdict: {
    network: '网络值得采用：其误差至少小百分之一。',
    linear: '请采用回归：网络的优势不到百分之一，而回归更易核查和解释。',
  },
  model: '模型',
  models: { network: '神经网络', linear: '岭回归' },
  meanAbsoluteError: '平均绝对误差',
  wape: 'WAPE',
  mape: 'MAPE',
  rSquared: 'R²',
  unknown: '未知',
  measure: (study) =>
    `提升度、校准与重要性来自单独的研究，在留出的人员上度量：使用方案“model-quality”，并设 settings.model.study 为“${study}”。该研究在本节点完成后，其结果会出现在本页。`,
  measureTitle: '模型有多好',
};

export const weightsTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
