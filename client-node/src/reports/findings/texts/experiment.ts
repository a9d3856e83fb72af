import type { Language } from '@chorale/models';

const en = {
  title: 'Did it cause it?',
  control: 'Control',
  treated: 'Treated',
  persons: 'Customers',
  ratio: 'Size of the arms',
  ratioRight: 'as drawn',
  ratioWrong: 'not as drawn: do not believe the effects before you know why',
  ratioDetail: (share: string, expected: string, pValue: string): string =>
    `${share} treated, ${expected} expected, p = ${pValue}`,
  effectOn: (outcome: string): string => `Effect on ${outcome}`,
  effectExplanation: (confidence: string): string =>
    `Treated less control at ${confidence} confidence. Narrow and thick: for one look at the end. Wide and thin: holds at every look, so that you may stop as soon as it leaves the dashed line of no effect.`,
  plain: 'as counted',
  adjusted: 'adjusted (CUPED)',
  axisEffect: 'treated less control',
  caption: 'Effects in the outcome’s unit as the dictionary encodes it',
  outcome: 'Outcome',
  means: 'Mean of control',
  treatedMean: 'Mean of treated',
  effect: 'Effect',
  interval: 'One look',
  anytime: 'Every look',
  pValue: 'p',
  lift: 'Lift',
  unknown: 'not known',
  within: (lower: string, upper: string): string => `${lower} to ${upper}`,
  varianceLeft: (outcome: string, share: string): string =>
    `${outcome}: what was known before leaves ${share} of the variance.`,
};

const zhCn: typeof en = {
  title: '是它带来的吗？',
  control: '对照组',
  treated: '实验组',
  persons: '顾客数',
  ratio: '两组规模',
  ratioRight: '与抽签一致',
  ratioWrong: '与抽签不符：查明原因之前，请勿相信效应',
  ratioDetail: (share, expected, pValue) => `实验组占 ${share}，预期 ${expected}，p = ${pValue}`,
  effectOn: (outcome) => `对 ${outcome} 的效应`,
  effectExplanation: (confidence) =>
    `实验组减对照组，置信水平 ${confidence}。粗短线：仅在结束时看一次。细长线：任何时候查看均成立，一旦离开表示无效应的虚线即可停止。`,
  plain: '直接计算',
  adjusted: '调整后（CUPED）',
  axisEffect: '实验组减对照组',
  caption: '效应，单位按字典对结果的编码',
  outcome: '结果',
  means: '对照组均值',
  treatedMean: '实验组均值',
  effect: '效应',
  interval: '查看一次',
  anytime: '随时查看',
  pValue: 'p',
  lift: '提升',
  unknown: '未知',
  within: (lower, upper) => `${lower} 至 ${upper}`,
  varianceLeft: (outcome, share) => `${outcome}：事前已知的信息使方差只剩 ${share}。`,
};

export const experimentTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
