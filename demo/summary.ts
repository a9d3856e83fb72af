// The table that the demo ends with.
import { formatsFor, terminalTable, type StudyReportData } from '@chorale/client-node/reports';
import { formatPrivacyStatement, type Language } from '@chorale/models';

interface SummaryWords {
  readonly party: string;
  readonly customers: string;
  readonly alone: string;
  readonly gain: string;
  readonly federated: string;
  readonly pooled: string;
  readonly measured: (testCustomers: string) => string;
  readonly oneClass: string;
  readonly privacy: string;
  readonly time: string;
  readonly bytes: string;
  readonly bytesWhy: (
    sent: string,
    plain: string,
    values: string,
    coefficients: string,
    atMillion: string,
  ) => string;
  readonly coordinator: string;
  readonly coordinatorSaw: (contributions: string, bytes: string) => string;
  readonly ledger: string;
  readonly ledgerSays: (events: string) => string;
  readonly model: string;
}

const words: Record<Language, SummaryWords> = {
  en: {
    party: 'party',
    customers: 'customers',
    alone: 'AUC alone',
    gain: 'gain',
    federated: 'all, federated',
    pooled: 'all, in one place',
    measured: (testCustomers) =>
      `AUC is measured by this launcher on ${testCustomers} test customers whose rows it holds; nothing was released for it.`,
    oneClass: 'one class',
    privacy: 'privacy',
    time: 'time',
    bytes: 'bytes',
    bytesWhy: (sent, plain, values, coefficients, atMillion) =>
      `${sent} sent by a node (plain float32: ${plain}). A round adds ${values} values, but a ciphertext and each key share ` +
      `has ${coefficients} coefficients however few are used; at a million values it is ${atMillion} bytes a value, float32 4.`,
    coordinator: 'coordinator',
    coordinatorSaw: (contributions, bytes) =>
      `saw ${contributions} ciphertexts (${bytes}), who sent them and when; no row, no single contribution, no sum`,
    ledger: 'ledger',
    ledgerSays: (events) => `${events} events, verified offline against the heads that the nodes kept`,
    model: 'model',
  },
  'zh-CN': {
    party: '参与方',
    customers: '顾客数',
    alone: '单独 AUC',
    gain: '提升',
    federated: '全体（联邦）',
    pooled: '全体（集中）',
    measured: (testCustomers) =>
      `AUC 由启动器在其持有的 ${testCustomers} 名测试顾客上评估，未因此发布任何信息。`,
    oneClass: '仅一类',
    privacy: '隐私',
    time: '用时',
    bytes: '字节',
    bytesWhy: (sent, plain, values, coefficients, atMillion) =>
      `每节点发送 ${sent}（明文 float32 为 ${plain}）。每轮只有 ${values} 个数值，但密文与每份密钥份额固定有 ` +
      `${coefficients} 个系数；一百万个数值时为每值 ${atMillion} 字节，float32 为 4 字节。`,
    coordinator: '协调方',
    coordinatorSaw: (contributions, bytes) =>
      `仅见 ${contributions} 份密文（${bytes}）及其发送者与时间；不见任何行、单份贡献或总和`,
    ledger: '账本',
    ledgerSays: (events) => `${events} 条记录，已离线核验，并与各节点保存的账本头一致`,
    model: '模型',
  },
};

export function summary(data: StudyReportData, language: Language): string {
  const own = words[language];
  const formats = formatsFor(language);
  const { measured, traffic, coordinator, ledger, model } = data;
  const gainOver = (auc: number | null): string =>
    auc === null ? '' : formats.difference(measured.federated.auc - auc);
  const customers = data.parties.reduce((sum, party) => sum + party.customers, 0);
  const rows = [
    ...data.parties.map((party) => [
      party.name,
      formats.count(party.customers),
      party.aucAlone === null ? own.oneClass : formats.auc(party.aucAlone),
      gainOver(party.aucAlone),
    ]),
    [own.federated, formats.count(customers), formats.auc(measured.federated.auc), ''],
    [own.pooled, formats.count(customers), formats.auc(measured.pooled.auc), gainOver(measured.pooled.auc)],
  ];
  const results = terminalTable(
    [
      { title: own.party, align: 'left' },
      { title: own.customers, align: 'right' },
      { title: own.alone, align: 'right' },
      { title: own.gain, align: 'right' },
    ],
    rows,
  );
  const bytes = own.bytesWhy(
    formats.bytes(traffic.bytesPerNode),
    formats.bytes(traffic.bytesPlainFloat32),
    formats.count(traffic.valuesPerRound),
    formats.count(traffic.ring.coefficients),
    formats.short(traffic.bytesPerValueAtMillion),
  );
  const saw = own.coordinatorSaw(
    formats.count(coordinator.contributions),
    formats.bytes(coordinator.ciphertextBytes),
  );
  return [
    '',
    results,
    own.measured(formats.count(measured.testCustomers)),
    '',
    `${own.privacy}: ${formatPrivacyStatement(data.privacy, language)}`,
    `${own.time}: ${formats.seconds(data.seconds)}`,
    `${own.bytes}: ${bytes}`,
    `${own.coordinator}: ${saw}`,
    `${own.ledger}: ${own.ledgerSays(formats.count(ledger.events))}`,
    `${own.model}: ${model.hash}`,
  ].join('\n');
}
