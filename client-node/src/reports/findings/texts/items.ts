import type { Language } from '@chorale/models';

const en = {
  title: 'What goes with what',
  items: 'Items in the dictionary',
  popular: 'What most customers bought',
  popularExplanation: 'Customers that bought each item; whoever bought nothing yet is offered these first.',
  axisBuyers: 'customers',
  neighbours: 'Item neighbours',
  neighboursCaption: (measure: string): string =>
    `Items that are nearest to each, the nearest first, with ${measure}`,
  measures: {
    'item-neighbours': 'a likeness from 0 to 0.5 by shared buyers',
    'matrix-factorisation': 'a likeness from -1 to 1 by the items’ factors',
  },
  item: 'Item',
  buyers: 'Customers',
  nearest: (place: number): string => `Nearest ${place}`,
  none: '–',
  reading: '“chorale-node score” writes ten offers for each customer at home, without what is out of stock.',
};

const zhCn: typeof en = {
  title: '什么与什么搭配',
  items: '字典中的商品数',
  popular: '购买顾客最多的商品',
  popularExplanation: '购买各商品的顾客数；尚未购买任何商品的顾客首先得到这些推荐。',
  axisBuyers: '顾客数',
  neighbours: '商品邻居',
  neighboursCaption: (measure) => `与各商品最接近的商品，最近者在前，括号内为${measure}`,
  measures: {
    'item-neighbours': '按共同购买者计算的相似度（0 至 0.5）',
    'matrix-factorisation': '按商品因子计算的相似度（-1 至 1）',
  },
  item: '商品',
  buyers: '顾客数',
  nearest: (place) => `第 ${place} 近`,
  none: '–',
  reading: '“chorale-node score”在本地为每位顾客写出十个推荐，不含缺货商品。',
};

export const itemsTexts: Record<Language, typeof en> = { en, 'zh-CN': zhCn };
