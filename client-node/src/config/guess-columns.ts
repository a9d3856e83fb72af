// Guesses what a column is for from its name and type. Nothing here sees a value.
import { plainName } from '@chorale/models';

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
    /^(kundennummer|kundenr|clienteid|idclient)$/,
    /^(客户|顾客|会员|用户|买家)(id|编号|号|号码|卡号|代码)$/,
    /^(id|uid|guid)$/,
  ],
  time: [
    /(invoice|order|purchase|transaction|sale|event)(date|time|timestamp|datetime|at|ts)$/,
    /^(date|time|timestamp|datetime|ts|day|createdat)$/,
    /^(下单|订单|购买|交易|支付|消费)?(日期|时间)$/,
    /(date|timestamp|time)$/,
  ],
  order: [
    /^(invoice|order|basket|receipt|transaction|ticket|bill|cart)(id|no|nr|num|number|code)?$/,
    /^(订单|交易|小票)(号|编号|id)$/,
  ],
  item: [
    /^(stockcode|sku|ean|gtin|barcode)$/,
    /^(product|item|article|goods)(id|no|code|number|key)?$/,
    /^(商品|产品)(编号|编码|代码|货号|id)$/,
  ],
  quantity: [/^(quantity|qty|pieces|units|count|numberofcds|数量|件数)$/, /(quantity|qty)$/],
  price: [/^(unit)?price$/, /^(priceperunit|itemprice|单价|售价)$/],
  amount: [
    /^(amount|total|linetotal|salesvalue|sales|revenue|spend|value|turnover|dollarvalue)$/,
    /^(消费|实付|支付|订单|销售)?(金额|总额)$|^销售额$/,
    /(amount|total|spent)$/,
  ],
  channel: [/^(channel|saleschannel|storetype|medium|渠道)$/, /channel$/],
  label: [
    /^(churn|churned|churnlabel|churnvalue|churnflag|attrition|exited|left)$/,
    /^(label|target|outcome|response|responded|converted|conversion|subscribed|deposit|purchased|bought|buysagain|redeemed)$/,
    /^(y|class|revenue|purchase|visit)$/,
    /churn/,
    /^(是否|已)?(流失|复购|回购|响应|转化|购买)(标记|标签|标志)?$|^标签$/,
  ],
  optOut: [
    /(optout|donotcontact|nomarketing|nocontact|unsubscribed|suppress|robinson|objection)/,
    /退订|免打扰|拒绝营销|拒收/,
  ],
  optIn: [/(optin|marketingconsent|consent|maycontact|newsletter)/, /^(同意|接受)(营销|推送|联系)/],
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
// Names of other scripts come without blanks and punctuation.
const personalHan = /姓名|手机|电话|邮箱|地址|住址|身份证|护照|银行卡|生日|出生|邮编|备注|评论|描述/;
const coded =
  /(^|_)(code|types?|region|area|browser|systems?|state|country|category|segment|class|group|plan|cluster)$/;
const lateKnown = /^((last_)?call_)?duration$|cancel|terminat|closed/;
const lateKnownHan = /通话时长|取消|注销|终止/;

/** Names that point at a person or at free text: no features. */
export function looksPersonal(name: string): boolean {
  return personal.test(snakeCase(name)) || personalHan.test(plainName(name));
}

/** Names of things that are numbered but not counted: categories, even where they hold numbers. */
export function looksCoded(name: string): boolean {
  return coded.test(snakeCase(name));
}

/** Names of things that are often known only after the answer. */
export function looksLateKnown(name: string): boolean {
  return lateKnown.test(snakeCase(name)) || lateKnownHan.test(plainName(name));
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
