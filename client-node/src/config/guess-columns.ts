// Guesses what a column is for from its name and type. Nothing here sees a value.
import { plainName } from './closest.js';

/** What a draft needs to know of a column. */
export interface NamedColumn {
  readonly name: string;
  /** `yes-no` for columns that hold only words or digits for yes and no. */
  readonly kind: 'number' | 'yes-no' | 'time' | 'text' | 'nested';
}

export type Role =
  | 'person'
  | 'time'
  | 'order'
  | 'item'
  | 'quantity'
  | 'price'
  | 'amount'
  | 'channel'
  | 'label'
  | 'optOut'
  | 'optIn';

// Earlier patterns are surer. Names come without case, blanks and punctuation.
const rolePatterns: Record<Role, readonly RegExp[]> = {
  person: [
    /^(customer|client|user|member|person|household|subscriber|visitor|shopper|buyer|cust|loyalty)(id|no|nr|num|number|key|code)?$/,
    /^(account|card|phone|msisdn|passenger|patient)(id|no|number)?$/,
    /(customer|client|user|visitor|member)(id|no|number|key)$/,
    /^(kundennummer|kundenr|clienteid|idclient|客户编号|客户id|会员编号|会员id|用户id)$/,
    /^(id|uid|guid)$/,
  ],
  time: [
    /(invoice|order|purchase|transaction|sale|event)(date|time|timestamp|datetime|at|ts)$/,
    /^(date|time|timestamp|datetime|ts|day|createdat|日期|时间)$/,
    /(date|timestamp|time)$/,
  ],
  order: [
    /^(invoice|order|basket|receipt|transaction|ticket|bill|cart)(id|no|nr|num|number|code)?$/,
    /^(订单号|订单编号)$/,
  ],
  item: [
    /^(stockcode|sku|ean|gtin|barcode)$/,
    /^(product|item|article|goods)(id|no|code|number|key)?$/,
    /^(商品编号|商品id)$/,
  ],
  quantity: [/^(quantity|qty|pieces|units|count|numberofcds|数量)$/, /(quantity|qty)$/],
  price: [/^(unit)?price$/, /^(priceperunit|itemprice|单价)$/],
  amount: [
    /^(amount|total|linetotal|salesvalue|sales|revenue|spend|value|turnover|dollarvalue|金额)$/,
    /(amount|total|spent)$/,
  ],
  channel: [/^(channel|saleschannel|storetype|medium|渠道)$/, /channel$/],
  label: [
    /^(churn|churned|churnlabel|churnvalue|churnflag|attrition|exited|left)$/,
    /^(label|target|outcome|response|responded|converted|conversion|subscribed|deposit|purchased|bought|buysagain|redeemed)$/,
    /^(y|class|revenue|purchase|visit)$/,
    /churn/,
  ],
  optOut: [/(optout|donotcontact|nomarketing|nocontact|unsubscribed|suppress|robinson|objection)/],
  optIn: [/(optin|marketingconsent|consent|maycontact|newsletter)/],
};

/** The column most likely to play a role, among those that `fits` allows. */
export function guessRole(
  columns: readonly NamedColumn[],
  role: Role,
  fits: (column: NamedColumn) => boolean = () => true,
): string | undefined {
  for (const pattern of rolePatterns[role]) {
    const found = columns.find((column) => fits(column) && pattern.test(plainName(column.name)));
    if (found) return found.name;
  }
  return undefined;
}

const personal =
  /(^|_)(name|surname|e_?mail(_address)?|phone(_number|_no)?|address|street|birth_?(day|date)|date_of_birth|iban|passport|ssn|descriptions?|comments?|notes?|url|zip(_code)?|post_?(al_)?code)$/;
const coded =
  /(^|_)(code|types?|region|area|browser|systems?|state|country|category|segment|class|group|plan|cluster)$/;
const lateKnown = /^((last_)?call_)?duration$|cancel|terminat|closed/;

/** Names that point at a person or at free text: no features. */
export function looksPersonal(name: string): boolean {
  return personal.test(snakeCase(name));
}

/** Names of things that are numbered but not counted: categories, even where they hold numbers. */
export function looksCoded(name: string): boolean {
  return coded.test(snakeCase(name));
}

/** Names of things that are often known only after the answer. */
export function looksLateKnown(name: string): boolean {
  return lateKnown.test(snakeCase(name));
}

function snakeCase(name: string): string {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** A name for the dictionary: lower-case letters, digits and _. */
export function featureName(column: string, taken: ReadonlySet<string>): string {
  const words = snakeCase(column)
    .replace(/^[^a-z]+/, '')
    .slice(0, 56);
  const base = words === '' ? 'feature' : words;
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
  return name;
}

/** Bounds that the name of a column gives away to anybody; undefined where only its owner knows. */
export function boundsByName(column: string): { lower: number; upper: number; unit: string } | undefined {
  const plain = plainName(column);
  const known: readonly (readonly [RegExp, number, number, string])[] = [
    [/^age$|(customer|person)age$/, 18, 100, 'years'],
    [/^month(number)?$/, 1, 12, 'month'],
    [/^(day|dayofmonth)$/, 1, 31, 'day of month'],
    [/^(weekday|dayofweek)$/, 0, 7, 'day of week'],
    [/^(hour|hourofday)$/, 0, 24, 'hour'],
    [
      /((bounce|exit|click|open|response|conversion|return)rates?|probability|share|fraction)$/,
      0,
      1,
      'share',
    ],
    [/(percent|percentage|pct)$/, 0, 100, 'percent'],
  ];
  const found = known.find(([pattern]) => pattern.test(plain));
  return found && { lower: found[1], upper: found[2], unit: found[3] };
}
