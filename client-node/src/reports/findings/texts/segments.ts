import type { Language } from '@chorale/models';

const en = {
  title: 'Who the customers are',
  persons: 'Customers',
  distance: 'Mean squared distance to the own segment’s centre',
  converged: 'Centres settled',
  yes: 'yes',
  no: 'no: the rounds ended before',
  segment: (number: string): string => `Segment ${number}`,
  map: 'Map of the segments',
  mapExplanation:
    'Where the centres lie on the two features that tell segments apart most. The larger the circle, the more customers.',
  cards: 'Profile cards',
  card: (persons: string, share: string): string => `${persons} customers, ${share}`,
  average: 'average in everything',
  high: (name: string, value: string): string => `${name}: ${value}, high`,
  low: (name: string, value: string): string => `${name}: ${value}, low`,
  profiles: 'Profiles',
  profilesCaption:
    'Centre of each segment. The deeper the ground, the farther from the mean of all customers: green above, orange below.',
  size: 'Share',
  shareOfPersons: 'share of customers',
  reading:
    'Segments describe customers, they do not predict them. “chorale-node score” writes the segment of each customer at home.',
};

const zhCn: typeof en = {
  title: '顾客是谁',
  persons: '顾客数',
  distance: '到所属细分中心的平均平方距离',
  converged: '中心已稳定',
  yes: '是',
  no: '否：轮次先行结束',
  segment: (number) => `细分 ${number}`,
  map: '细分分布图',
  mapExplanation: '各细分中心在最能区分细分的两个特征上的位置。圆越大，顾客越多。',
  cards: '画像卡片',
  card: (persons, share) => `${persons} 名顾客，占 ${share}`,
  average: '各项均接近平均',
  high: (name, value) => `${name}：${value}，偏高`,
  low: (name, value) => `${name}：${value}，偏低`,
  profiles: '细分画像',
  profilesCaption: '各细分的中心。底色越深，离全体顾客的均值越远：绿色偏高，橙色偏低。',
  size: '占比',
  shareOfPersons: '顾客占比',
  reading: '细分用于描述顾客，不用于预测。“chorale-node score”在本地写出每位顾客所属的细分。',
};

export const segmentsTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
