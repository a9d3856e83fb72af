// chorale-node prices: what products should cost, by the elasticities that a study found, within the rules of this shop.
import { resolve } from 'node:path';
import {
  optimisePrices,
  productElasticities,
  refuseOutweighed,
  type PriceAdvice,
  type PricedProduct,
  type PriceRules,
  type ProductElasticity,
  type ReadableRegression,
} from '@chorale/models';
import { requireRecipient } from '../../gate/recipients.js';
import { requireUsableResult } from '../../gate/usable.js';
import { readProducts } from '../../score/product-list.js';
import { writePrices } from '../../score/write-prices.js';
import { homePaths } from '../../storage/home.js';
import { finishedDocuments, finishedResult } from '../../study/finished-study.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { refusing, UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';
import { membersOf, recipientOption } from '../recipient-option.js';

interface PricesOptions extends SharedOptions {
  readonly study?: string;
  readonly products: string;
  readonly output: string;
  readonly product?: string;
  readonly price?: string;
  readonly leastMargin: string;
  readonly mostChange: string;
  readonly overCompetitor?: string;
  readonly step?: string;
  readonly recipient?: string;
}

export const registerPrices: Register = (parent, run) => {
  const command = parent
    .command('prices')
    .description('set prices a product and store by the elasticities of a finished study')
    .requiredOption(
      '--products <file>',
      'columns product, price, cost, units; store, stock, competitor where wanted',
    )
    .requiredOption('--output <file>', 'CSV or JSON')
    .option('--study <name>', 'name of the study (default: the only finished one)')
    .option(
      '--product <feature>',
      'feature that tells products apart (default: as the study says, or "product")',
    )
    .option('--price <feature>', 'feature that is the price (default: as the study says, or "price")')
    .option('--least-margin <share>', 'least (price - cost) / price', '0')
    .option('--most-change <share>', "most that a price moves, of today's", '0.1')
    .option('--over-competitor <share>', "most that a price lies above the competitor's")
    .option('--step <money>', 'prices are multiples of it, such as 0.05')
    .option(...recipientOption);
  run<PricesOptions>(command, prices, ['json']);
};

async function prices(context: CommandContext, options: PricesOptions): Promise<undefined> {
  const output = resolve(options.output);
  if (!/\.(csv|json)$/.test(output)) throw new UsageError('--output has to end in .csv or .json');
  const rules = rulesOf(options);
  const store = context.store();
  const { models } = homePaths(context.settings.home);
  const { document } = finishedResult(store, models, options.study);
  if (document.computation !== 'linear-regression')
    throw new UsageError(
      `study "${document.study}" (${document.computation}) knows no elasticities; run one with recipe price-elasticity`,
    );
  const finished = finishedDocuments(store, document.study);
  requireUsableResult(store, models, finished);
  requireRecipient(finished.agreement, options.recipient, membersOf(store));
  const feature = (role: 'product' | 'price'): string => options[role] ?? document.roles?.[role] ?? role;
  const elasticities = refusing(() =>
    productElasticities(document.result as ReadableRegression, feature('product'), feature('price')),
  );
  const products = await readProducts(resolve(options.products));
  const advice = refusing(() => {
    refuseOutweighed(elasticities, new Set(products.map(({ product }) => product)));
    return advise(products, elasticities, rules);
  });
  writePrices(output, advice);
  const sum = (of: (each: PriceAdvice) => number): number =>
    advice.reduce((total, each) => total + of(each), 0);
  const [now, then] = [sum(({ profitNow }) => profitNow), sum(({ profit }) => profit)];
  context.result(
    {
      study: document.study,
      recipient: options.recipient ?? null,
      file: output,
      products: advice.length,
      profitNow: now,
      profit: then,
      elasticities,
    },
    `Prices of ${advice.length} products by study "${document.study}" into ${output}: profit ${now.toFixed(2)} today, ` +
      `${then.toFixed(2)} if demand follows.`,
  );
  return undefined;
}

function advise(
  products: readonly PricedProduct[],
  elasticities: readonly ProductElasticity[],
  rules: PriceRules,
): PriceAdvice[] {
  return optimisePrices(
    products,
    new Map(elasticities.map(({ product, elasticity }) => [product, elasticity])),
    rules,
  );
}

function rulesOf({ leastMargin, mostChange, overCompetitor, step }: PricesOptions): PriceRules {
  const number = (option: string, text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value))
      throw new UsageError(`${option} is a number, not "${text}"`);
    return value;
  };
  return {
    leastMargin: number('--least-margin', leastMargin),
    mostChange: number('--most-change', mostChange),
    overCompetitor: overCompetitor === undefined ? null : number('--over-competitor', overCompetitor),
    step: step === undefined ? null : number('--step', step),
  };
}
