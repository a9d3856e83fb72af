import type { Language } from '@chorale/models';

const en = {
  title: 'Who leaves, who returns',
  horizon: 'Looks ahead',
  periods: (count: string): string => `${count} periods`,
  active: 'Active is',
  lost: 'Lost is',
  transitions: 'From state to state',
  transitionsCaption:
    'Chance to be in each state a period later; the deeper the ground, the more likely. A row is where customers are, a column where they go.',
  state: 'State',
  seen: 'Seen',
  persons: 'Customers now',
  unseen: (states: string): string =>
    `Nobody was seen to leave: ${states}. Such a state is taken to stay, so chances through it are at least so large.`,
  ahead: 'What comes of today’s customers',
  aheadExplanation:
    'Share of today’s customers in each state, period by period, if they go on as they did; nobody new is counted.',
  axisPeriod: 'periods ahead',
  axisShare: 'share of customers',
  outlook: 'Outlook by state',
  outlookExplanation: (periods: string): string =>
    `Chance to be seen lost, and to be seen active again, within ${periods} periods.`,
  lostWithin: 'lost',
  activeWithin: 'active again',
  axisChance: 'chance',
  untilLost: 'Periods until lost',
  never: 'may never come',
  notSeen: 'not seen',
};

const zhCn: typeof en = {
  title: '谁在流失，谁会回来',
  horizon: '向前预测',
  periods: (count) => `${count} 个周期`,
  active: '活跃状态',
  lost: '流失状态',
  transitions: '状态之间的转移',
  transitionsCaption: '一个周期之后处于各状态的概率；底色越深，可能性越大。行为当前状态，列为去向。',
  state: '状态',
  seen: '观测次数',
  persons: '当前顾客数',
  unseen: (states) => `未见任何人离开：${states}。此类状态视为保持不变，因此经过它的概率至少如此之大。`,
  ahead: '今日顾客的去向',
  aheadExplanation: '若照此继续，今日顾客在各周期处于各状态的占比；不计新顾客。',
  axisPeriod: '之后的周期数',
  axisShare: '顾客占比',
  outlook: '各状态的前景',
  outlookExplanation: (periods) => `在 ${periods} 个周期内流失的概率，以及重新活跃的概率。`,
  lostWithin: '流失',
  activeWithin: '重新活跃',
  axisChance: '概率',
  untilLost: '距流失的周期数',
  never: '可能永不发生',
  notSeen: '未观测到',
};

export const statesTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
