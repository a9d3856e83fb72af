import type { Language } from '@chorale/models';

const en = {
  title: 'What to offer now',
  policy: 'Policy',
  policies: { linucb: 'LinUCB', thompson: 'Thompson sampling' },
  unseen: (actions: string): string =>
    `No log shows: ${actions}. Nothing is known of these actions, and they are offered to nobody.`,
  refused: (why: string): string => `Nothing was evaluated: ${why}`,
  evaluated: 'Customers evaluated',
  effective: 'Customers of one weight that would tell as much',
  capped: 'Decisions whose weight was cut',
  offPolicy: 'What would have been earned',
  offPolicyExplanation:
    'Reward per customer with an interval of two standard errors: by the log as it was, by this policy as three estimators see it, and by each action alone for everybody. Where the estimators differ by more than their errors, believe none.',
  logged: 'as logged',
  doublyRobust: 'policy, doubly robust',
  selfNormalised: 'policy, self-normalised',
  inversePropensity: 'policy, inverse propensity',
  alone: (action: string): string => `${action} alone`,
  axisReward: 'reward per customer',
  way: 'Way',
  reward: 'Reward',
  standardError: 'Standard error',
  regret: 'Regret',
  regretCaption: 'Regret: what each way earned less than the best of them',
  actions: 'Actions in the log',
  action: 'Action',
  persons: 'Customers',
  meanReward: 'Mean reward',
  actionsExplanation:
    'Mean reward of those who got the action. They may have been chosen for it: it is no comparison.',
  unusable: (decisions: string, propensities: string): string =>
    `Left out, in customers: ${decisions} for an unknown action or reward, ${propensities} for want of a propensity.`,
  unknown: 'not known',
};

const zhCn: typeof en = {
  title: '现在该提供什么',
  policy: '策略',
  policies: { linucb: 'LinUCB', thompson: 'Thompson 抽样' },
  unseen: (actions) => `日志中未出现：${actions}。对这些动作一无所知，因此不向任何人提供。`,
  refused: (why) => `未作评估：${why}`,
  evaluated: '参与评估的顾客数',
  effective: '等效的同权顾客数',
  capped: '权重被截断的决策',
  offPolicy: '本可获得的收益',
  offPolicyExplanation:
    '每位顾客的收益，附两倍标准误的区间：日志的实际做法、三种估计量所见的本策略，以及对所有人只采取某一动作。若各估计量之差超过其误差，则都不可信。',
  logged: '日志实际',
  doublyRobust: '策略（双重稳健）',
  selfNormalised: '策略（自归一化）',
  inversePropensity: '策略（逆倾向加权）',
  alone: (action) => `只用 ${action}`,
  axisReward: '每位顾客的收益',
  way: '做法',
  reward: '收益',
  standardError: '标准误',
  regret: '遗憾',
  regretCaption: '遗憾：各做法比其中最佳者少获得的收益',
  actions: '日志中的动作',
  action: '动作',
  persons: '顾客数',
  meanReward: '平均收益',
  actionsExplanation: '得到该动作者的平均收益。他们可能正是因此被选中，不能用于比较。',
  unusable: (decisions, propensities) =>
    `略去（以顾客数计）：动作或收益未知 ${decisions}，缺少倾向概率 ${propensities}。`,
  unknown: '未知',
};

export const banditTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
