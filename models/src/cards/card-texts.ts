// What a model card says, in the languages of the house.
import type { Language } from '../privacy/statement.js';
import type { PartyRole } from '../contracts/parties.js';
import type { Sensitivity } from '../contracts/dictionary.js';
import type { CardLimit, ModelCard } from './card-schema.js';

export interface CardTexts {
  readonly title: (name: string) => string;
  readonly kicker: (federation: string) => string;
  readonly writtenBy: Readonly<Record<ModelCard['writtenBy'], string>>;
  readonly sections: Readonly<
    Record<
      'purpose' | 'parties' | 'data' | 'privacy' | 'measures' | 'fairness' | 'release' | 'limits' | 'lineage',
      string
    >
  >;
  readonly names: Readonly<Record<Name, string>>;
  readonly roles: Readonly<Record<PartyRole, string>>;
  readonly sensitivities: Readonly<Record<Sensitivity, string>>;
  readonly types: Readonly<Record<string, string>>;
  readonly measures: Readonly<Record<string, string>>;
  readonly withoutMeasures: Readonly<Record<NonNullable<ModelCard['withoutMeasures']>, string>>;
  readonly limits: Readonly<Record<CardLimit, string>>;
  readonly declaredPeople: (people: number) => string;
  readonly holdout: (oneIn: number | null) => string;
  readonly measuredBy: (study: string, label: string) => string;
  readonly measuringCost: string;
  readonly byParty: string;
  readonly byPartyNone: string;
  readonly gap: (measure: string, gap: string, worst: string) => string;
  readonly noFairness: string;
  readonly standings: Readonly<Record<NonNullable<ModelCard['release']>['standing'], string>>;
  readonly errors: Readonly<Record<'log-loss' | 'rmse', string>>;
  readonly noRelease: string;
  readonly days: (days: number) => string;
  readonly head: (size: number, root: string) => string;
  readonly none: string;
  readonly separator: string;
}

type Name =
  | 'question'
  | 'computation'
  | 'recipe'
  | 'study'
  | 'state'
  | 'agreement'
  | 'purpose'
  | 'legalBasis'
  | 'recipients'
  | 'regions'
  | 'retention'
  | 'expires'
  | 'release'
  | 'kMin'
  | 'member'
  | 'role'
  | 'people'
  | 'label'
  | 'holdout'
  | 'feature'
  | 'type'
  | 'sensitivity'
  | 'range'
  | 'meaning'
  | 'measure'
  | 'value'
  | 'group'
  | 'rows'
  | 'decile'
  | 'predicted'
  | 'observed'
  | 'lost'
  | 'calibration'
  | 'importance'
  | 'byParty'
  | 'round'
  | 'outcome'
  | 'entries'
  | 'head'
  | 'rounds'
  | 'standing'
  | 'baseline'
  | 'challenger'
  | 'before'
  | 'drift'
  | 'approvedBy';

const en: CardTexts = {
  title: (name) => `Model card: ${name}`,
  kicker: (federation) => `Federation "${federation}"`,
  writtenBy: {
    node: 'Written by a node that adopted the model.',
    coordinator: 'Written by the coordinator, from what the ledger proves.',
  },
  sections: {
    purpose: 'What it is for',
    parties: 'Who made it',
    data: 'From what data',
    privacy: 'What it cost in privacy',
    measures: 'How good it is',
    fairness: 'How good it is for whom',
    release: 'Whether it may be used',
    limits: 'What it is not',
    lineage: 'Where it comes from, and how to prove it',
  },
  names: {
    question: 'Question',
    computation: 'Computation',
    recipe: 'Recipe',
    study: 'Study',
    state: 'Hash of the model state',
    agreement: 'Agreement',
    purpose: 'Purpose',
    legalBasis: 'Legal basis',
    recipients: 'Recipients beside the parties',
    regions: 'Regions',
    retention: 'Kept for',
    expires: 'Agreement expires',
    release: 'Sums are opened by',
    kMin: 'Fewest nodes in a sum',
    member: 'Member',
    role: 'Role',
    people: 'Persons',
    label: 'Label',
    holdout: 'Held out',
    feature: 'Feature',
    type: 'Type',
    sensitivity: 'Sensitivity',
    range: 'Bounds, or categories',
    meaning: 'Meaning',
    measure: 'Measure',
    value: 'Value',
    group: 'Group',
    rows: 'Rows',
    decile: 'Tenth by score',
    predicted: 'Predicted',
    observed: 'Observed',
    lost: 'Lost without it',
    calibration: 'Calibration, highest scores first',
    importance: 'What each feature is worth',
    byParty: 'By party',
    round: 'Round',
    outcome: 'Outcome',
    entries: 'Ledger entries (position: leaf hash)',
    head: 'Ledger head',
    rounds: 'Rounds',
    standing: 'Release gate',
    baseline: 'First challenger: the same said of everybody',
    challenger: 'Second challenger: the best other model',
    before: 'Released before it',
    drift: 'Drift, and the most agreed on',
    approvedBy: 'Let pass by',
  },
  roles: { controller: 'controller', 'joint-controller': 'joint controller', processor: 'processor' },
  sensitivities: { public: 'public', personal: 'personal', sensitive: 'sensitive' },
  types: { number: 'number', category: 'category', binary: 'yes or no' },
  measures: {
    rows: 'rows measured',
    positives: 'of them yes',
    auc: 'AUC',
    aucStandardError: 'standard error of AUC',
    logLoss: 'log loss',
    brier: 'Brier score',
    meanLabel: 'mean of the label',
    meanValue: 'mean of the predictions',
    meanAbsoluteError: 'mean absolute error',
    rootMeanSquaredError: 'root mean squared error',
    wape: 'WAPE',
    mape: 'MAPE',
    bias: 'bias',
    rSquared: 'R squared',
  },
  withoutMeasures: {
    'not-measured':
      'Nobody measured this model: no study with computation evaluate has finished over it. Ask for one before relying on it.',
    'with-members':
      'The sums were opened by the members alone; the coordinator never saw what they measured together. A member that adopted the model writes its card with "chorale-node card".',
  },
  limits: {
    purpose:
      'It may be used for the purpose above and no other, and not beyond the days for which it may be kept.',
    'data-unverified':
      'Each party vouches for its own rows; nobody else has seen them. What the features tell is association, not cause.',
    'no-holdout':
      'The dictionary holds nobody out: the model was measured on persons that it learned from, which flatters it.',
    'no-noise':
      'No noise was added: the model may give away more about single persons than one with a budget.',
    'few-members':
      'Fewer than ten members take part: that one of them took part at all is known to the others.',
    'not-measured': 'How good it is was not measured across the federation.',
    'measures-noised': 'The measures carry noise of their own; small differences may be chance.',
    'groups-not-measured': 'Whether it serves some groups worse than others was not measured.',
    'sensitive-features': 'It takes features that the dictionary calls sensitive.',
    'ended-early': 'The study ended before its plan.',
    'ledger-not-held': 'This card names no ledger entries: it was written without an export of the ledger.',
  },
  declaredPeople: (people) => `${people} declared over all nodes`,
  holdout: (oneIn) =>
    oneIn === null ? 'nobody' : `one person in ${oneIn} was kept out of training, and measured`,
  measuredBy: (study, label) => `Measured by study "${study}" on the label "${label}".`,
  measuringCost: 'The measuring cost',
  byParty:
    'Each party below measured its own rows and released the figures itself, with all of the noise its own: the fewer its persons, the nearer noise brings an AUC to one half.',
  byPartyNone:
    'No party released measures of its own. From a sum nobody can tell parties apart, so there is nothing by party to show.',
  gap: (measure, gap, worst) =>
    `Gap in ${measure} between the best and the worst served group: ${gap}; worst served: ${worst}.`,
  noFairness: 'No groups were declared for measuring: a study with computation evaluate takes groupBy.',
  standings: {
    released: 'may be used: it neither drifts nor loses to both challengers',
    overridden: 'may be used: held back, and let pass by administrators of two members',
    held: 'HELD BACK: not to be used',
    unmeasured: 'may be used; nobody measured it',
    'not-judged': 'may be used; no study measures models of this kind',
  },
  errors: { 'log-loss': 'Validation error (log loss)', rmse: 'Validation error (root mean squared error)' },
  noRelease: 'Each member that adopted the model judges it by what was measured; its own card says how.',
  days: (days) => `${days} days after the study has ended`,
  head: (size, root) => `${size}:${root}`,
  none: 'none',
  separator: ', ',
};

const zhCn: CardTexts = {
  title: (name) => `模型卡：${name}`,
  kicker: (federation) => `联邦“${federation}”`,
  writtenBy: { node: '由采用该模型的节点写成。', coordinator: '由协调方依据账本可证明的内容写成。' },
  sections: {
    purpose: '用途',
    parties: '参与方',
    data: '数据',
    privacy: '隐私花费',
    measures: '效果',
    fairness: '对各群体的效果',
    release: '能否使用',
    limits: '局限',
    lineage: '来源与证明',
  },
  names: {
    question: '问题',
    computation: '计算',
    recipe: '配方',
    study: '研究',
    state: '模型状态的哈希',
    agreement: '协议',
    purpose: '目的',
    legalBasis: '法律依据',
    recipients: '参与方以外的接收方',
    regions: '地区',
    retention: '保存期限',
    expires: '协议到期日',
    release: '谁打开总和',
    kMin: '总和中最少节点数',
    member: '成员',
    role: '角色',
    people: '人数',
    label: '标签',
    holdout: '留出',
    feature: '特征',
    type: '类型',
    sensitivity: '敏感程度',
    range: '上下界或类别数',
    meaning: '含义',
    measure: '指标',
    value: '数值',
    group: '群体',
    rows: '行数',
    decile: '按分数的十分位',
    predicted: '预测',
    observed: '实际',
    lost: '去掉后的损失',
    calibration: '校准，分数最高者在前',
    importance: '各特征的价值',
    byParty: '按参与方',
    round: '轮次',
    outcome: '结果',
    entries: '账本条目（位置：叶哈希）',
    head: '账本头',
    rounds: '轮次',
    standing: '发布关卡',
    baseline: '第一挑战者：对所有人说同样的话',
    challenger: '第二挑战者：其他模型中最好的',
    before: '在它之前发布的模型',
    drift: '漂移，以及协议允许的上限',
    approvedBy: '放行者',
  },
  roles: { controller: '处理者（控制者）', 'joint-controller': '共同处理者', processor: '受托人' },
  sensitivities: { public: '公开', personal: '个人信息', sensitive: '敏感个人信息' },
  types: { number: '数字', category: '类别', binary: '是或否' },
  measures: {
    rows: '测量的行数',
    positives: '其中为“是”',
    auc: 'AUC',
    aucStandardError: 'AUC 标准误',
    logLoss: '对数损失',
    brier: 'Brier 分数',
    meanLabel: '标签均值',
    meanValue: '预测均值',
    meanAbsoluteError: '平均绝对误差',
    rootMeanSquaredError: '均方根误差',
    wape: 'WAPE',
    mape: 'MAPE',
    bias: '偏差',
    rSquared: 'R 平方',
  },
  withoutMeasures: {
    'not-measured': '尚无人测量该模型：没有完成的 evaluate 研究。依赖它之前请先测量。',
    'with-members':
      '总和只由成员打开，协调方从未见过成员共同测得的指标。采用该模型的成员用“chorale-node card”写出带指标的模型卡。',
  },
  limits: {
    purpose: '只可用于上述目的，且不得超过保存期限使用。',
    'data-unverified': '各方对自己的数据负责，其他人从未见过这些数据。特征说明的是相关，不是因果。',
    'no-holdout': '数据字典没有留出任何人：测量所用的人也参与了训练，指标偏高。',
    'no-noise': '未加噪声：与有预算的模型相比，可能泄露更多个人信息。',
    'few-members': '参与成员少于十个：某成员参与了这件事，其他成员是知道的。',
    'not-measured': '未在整个联邦内测量其效果。',
    'measures-noised': '指标本身带有噪声，细小差别可能只是偶然。',
    'groups-not-measured': '未测量它对某些群体是否更差。',
    'sensitive-features': '它使用了数据字典标为敏感的特征。',
    'ended-early': '研究在计划完成之前结束。',
    'ledger-not-held': '写此卡时没有账本导出文件，因此未列出账本条目。',
  },
  declaredPeople: (people) => `所有节点共申报 ${people} 人`,
  holdout: (oneIn) => (oneIn === null ? '无' : `每 ${oneIn} 人中留出一人，不参与训练，用于测量`),
  measuredBy: (study, label) => `由研究“${study}”对标签“${label}”测量。`,
  measuringCost: '测量的花费',
  byParty: '以下各方用自己的数据行测量，自行公布，并各自加入全部噪声：人数越少，噪声使 AUC 越接近二分之一。',
  byPartyNone: '没有参与方公布自己的指标。从总和中无法区分各方，因此没有按参与方的内容。',
  gap: (measure, gap, worst) => `效果最好与最差群体之间的 ${measure} 差距：${gap}；最差群体：${worst}。`,
  noFairness: '测量时没有声明群体：evaluate 研究可用 groupBy 声明。',
  standings: {
    released: '可以使用：没有漂移，也没有同时输给两个挑战者',
    overridden: '可以使用：曾被拦下，由两个成员的管理员放行',
    held: '已拦下：不得使用',
    unmeasured: '可以使用；尚无人测量',
    'not-judged': '可以使用；没有研究测量这类模型',
  },
  errors: { 'log-loss': '验证误差（对数损失）', rmse: '验证误差（均方根误差）' },
  noRelease: '采用该模型的每个成员依据测量结果自行判断，见其自己的模型卡。',
  days: (days) => `研究结束后 ${days} 天`,
  head: (size, root) => `${size}:${root}`,
  none: '无',
  separator: '、',
};

export const cardTexts: Readonly<Record<Language, CardTexts>> = { en, 'zh-CN': zhCn };
