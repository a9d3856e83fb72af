// Why a study of prices has no elasticities, for machines and in the languages of the house.
import type { Language } from '../privacy/statement.js';

interface Roles {
  /** Names of features. */
  readonly product: string;
  readonly price: string;
}

export type NoElasticities =
  | (Roles & {
      readonly code: 'slope-of-more';
      /** Whose slope is not one of a product alone. */
      readonly term: string;
    })
  | (Roles & { readonly code: 'no-slopes' })
  | {
      readonly code: 'outweighed';
      /** Whose slopes the ridge pulls to 0 by more than half. */
      readonly products: readonly string[];
    };

export class NoElasticitiesError extends RangeError {
  override readonly name = 'NoElasticitiesError';

  constructor(readonly reason: NoElasticities) {
    super(whyNoElasticities(reason, 'en'));
  }
}

export function whyNoElasticities(reason: NoElasticities, language: Language): string {
  return language === 'en' ? english(reason) : chinese(reason);
}

function english(reason: NoElasticities): string {
  if (reason.code === 'outweighed')
    return (
      `the ridge that tames noise takes more than half of the elasticity of ${reason.products.join(', ')}: a price by it would be too high. ` +
      'What helps is a study with more epsilon, fewer products or other columns, or more rows; or a list without them'
    );
  const slope = `"${reason.product}*${reason.price}"`;
  if (reason.code === 'no-slopes')
    return `the study has no slope of ${slope}; run one with recipe price-elasticity`;
  return (
    `the slope "${reason.term}" is not one of a product alone: prices are set a product, never by who buys it. Run a study whose price ` +
    `works as ${slope}`
  );
}

function chinese(reason: NoElasticities): string {
  if (reason.code === 'outweighed')
    return (
      `用于抑制噪声的岭惩罚使 ${reason.products.join('、')} 的弹性减少一半以上：据此定价会过高。` +
      '可用更大的 epsilon、更少的产品或其他列、或更多的行另做研究；或从清单中去掉它们'
    );
  const slope = `“${reason.product}*${reason.price}”`;
  if (reason.code === 'no-slopes')
    return `该研究没有 ${slope} 的斜率；请以配方 price-elasticity 运行一项研究`;
  return `斜率“${reason.term}”并非只属于产品：价格按产品设定，从不按购买者设定。请运行一项价格以 ${slope} 起作用的研究`;
}
