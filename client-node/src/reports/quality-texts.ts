// The words of a data-quality report, in the languages of the house.
import type { Language } from '@chorale/models';
import type { Finding, FindingCode } from './quality-report-data.js';

type Say = (finding: { readonly place: string; readonly column: string; readonly amount: string }) => string;

export interface QualityTexts {
  readonly title: string;
  readonly verdict: (score: string, floor: string, takesPart: boolean) => string;
  readonly persons: (persons: number, rows: number) => string;
  readonly parts: string;
  readonly completeness: string;
  readonly validity: string;
  readonly uniqueness: string;
  readonly drift: string;
  readonly tables: string;
  readonly table: string;
  readonly role: string;
  readonly rows: string;
  readonly features: string;
  readonly feature: string;
  readonly score: string;
  readonly toDo: string;
  readonly nothingToDo: string;
  readonly local: string;
  readonly found: Readonly<Record<FindingCode, Say>>;
  readonly remedy: Readonly<Record<FindingCode, string>>;
}

const en: QualityTexts = {
  title: 'Data quality',
  verdict: (score, floor, takesPart) =>
    takesPart
      ? `Data quality ${score}; the agreement asks for ${floor} or more: this node takes part.`
      : `Data quality ${score}, below the ${floor} that the agreement asks for: this node stays out of its studies, and spends nothing.`,
  persons: (persons, rows) => `${persons} persons to train on, ${rows} rows`,
  parts: 'The score is the least of these three',
  completeness: 'completeness',
  validity: 'validity',
  uniqueness: 'uniqueness',
  drift: 'drift (PSI)',
  tables: 'Tables',
  table: 'table',
  role: 'role',
  rows: 'rows',
  features: 'Features',
  feature: 'feature',
  score: 'score',
  toDo: 'What to do',
  nothingToDo: 'Nothing stands out.',
  local: 'Nothing of this report leaves the node.',
  found: {
    empty: () => 'no person is left to train on',
    duplicates: ({ place, amount }) => `table ${place}: ${amount} of the rows repeat another`,
    untimed: ({ place, amount }) => `table ${place}: ${amount} of the rows have no readable time`,
    'column-missing': ({ place, column, amount }) =>
      `table ${place}: ${amount} of the rows have no ${column}`,
    'column-invalid': ({ place, column, amount }) =>
      `table ${place}: ${amount} of the rows have a ${column} that is no number`,
    'all-missing': ({ place }) => `feature ${place}: every value is missing`,
    missing: ({ place, amount }) => `feature ${place}: ${amount} of the values are missing`,
    invalid: ({ place, amount }) => `feature ${place}: ${amount} of the values are unusable`,
    outside: ({ place, amount }) =>
      `feature ${place}: ${amount} of the values lie outside the bounds and are clamped`,
    unseen: ({ place, amount }) => `feature ${place}: ${amount} of the values are not among the categories`,
    constant: ({ place }) => `feature ${place}: everybody has the same value`,
    'small-bins': ({ place, amount }) => `feature ${place}: ${amount} categories have fewer than 5 rows`,
    leak: ({ place }) => `feature ${place} alone tells the label almost perfectly (AUC above 0.98)`,
    drift: ({ place, amount }) => `feature ${place} has moved since the last study (PSI ${amount})`,
  },
  remedy: {
    empty:
      'Check `filter`, `exclude` and consent; an empty party still takes part, because staying away would tell.',
    duplicates: 'Export each row once, or name under `id` what no two rows share.',
    untimed: 'Look at `time` and `timeFormat`.',
    'column-missing': 'Fill it at the source, or take the key out where the source has no such thing.',
    'column-invalid': 'Mend it at the source, or list the texts that mean "no value" under `missingValues`.',
    'all-missing':
      'Is it the right column? Where this party has no such data, say so: { kind: absent } or { sql: "NULL" }.',
    missing: "Fill it at the source; the dictionary's stand-in takes its place until then.",
    invalid: 'Mend it at the source, or give a `map`.',
    outside: 'Check the unit; if it is right, propose wider bounds to the members.',
    unseen: 'Map them to words of the dictionary, or propose new categories to the members.',
    constant: 'It tells nothing here: check the mapping and the bounds of the dictionary.',
    'small-bins': 'Propose broader categories, or generalise them with a map under `desensitise`.',
    leak: 'Leave it out where it is known only after the answer.',
    drift:
      'Ask what changed: a new export, a new unit, or the customers themselves; a model learned before may no longer fit.',
  },
};

const zhCn: QualityTexts = {
  title: '数据质量',
  verdict: (score, floor, takesPart) =>
    takesPart
      ? `数据质量 ${score}；协议要求不低于 ${floor}：本节点参与。`
      : `数据质量 ${score}，低于协议要求的 ${floor}：本节点不参与其研究，也不消耗任何隐私预算。`,
  persons: (persons, rows) => `可用于训练 ${persons} 人，${rows} 行`,
  parts: '得分取以下三项中的最小值',
  completeness: '完整性',
  validity: '有效性',
  uniqueness: '唯一性',
  drift: '漂移（PSI）',
  tables: '数据表',
  table: '表',
  role: '角色',
  rows: '行数',
  features: '特征',
  feature: '特征',
  score: '得分',
  toDo: '需要处理',
  nothingToDo: '没有明显问题。',
  local: '本报告的任何内容都不会离开本节点。',
  found: {
    empty: () => '没有可用于训练的人',
    duplicates: ({ place, amount }) => `表 ${place}：${amount} 的行与其他行重复`,
    untimed: ({ place, amount }) => `表 ${place}：${amount} 的行没有可读的时间`,
    'column-missing': ({ place, column, amount }) => `表 ${place}：${amount} 的行缺少 ${column}`,
    'column-invalid': ({ place, column, amount }) => `表 ${place}：${amount} 的行的 ${column} 不是数字`,
    'all-missing': ({ place }) => `特征 ${place}：全部缺失`,
    missing: ({ place, amount }) => `特征 ${place}：${amount} 的值缺失`,
    invalid: ({ place, amount }) => `特征 ${place}：${amount} 的值不可用`,
    outside: ({ place, amount }) => `特征 ${place}：${amount} 的值超出范围并被截断`,
    unseen: ({ place, amount }) => `特征 ${place}：${amount} 的值不在字典的类别中`,
    constant: ({ place }) => `特征 ${place}：所有人的值相同`,
    'small-bins': ({ place, amount }) => `特征 ${place}：${amount} 个类别不足 5 行`,
    leak: ({ place }) => `特征 ${place} 单独即可几乎完全预测标签（AUC 高于 0.98）`,
    drift: ({ place, amount }) => `特征 ${place} 自上次研究以来发生漂移（PSI ${amount}）`,
  },
  remedy: {
    empty: '检查 `filter`、`exclude` 和同意设置；空节点仍会参与，因为缺席本身会泄露信息。',
    duplicates: '每行只导出一次，或在 `id` 中指明行的唯一标识。',
    untimed: '检查 `time` 和 `timeFormat`。',
    'column-missing': '在源系统补全；若源中没有该列，请去掉该键。',
    'column-invalid': '在源系统修正，或在 `missingValues` 中列出表示“无值”的文字。',
    'all-missing': '列是否正确？若本方没有此类数据，请声明 { kind: absent } 或 { sql: "NULL" }。',
    missing: '在源系统补全；在此之前由字典的替代值填充。',
    invalid: '在源系统修正，或提供 `map`。',
    outside: '检查单位；若单位正确，请向各成员提议更宽的范围。',
    unseen: '映射到字典中的词，或向各成员提议新的类别。',
    constant: '该特征在此没有信息：检查映射和字典范围。',
    'small-bins': '提议更宽的类别，或在 `desensitise` 中用 map 归并。',
    leak: '若该值在答案之后才可知，请去掉该特征。',
    drift: '查明变化原因：新的导出、新的单位，或客户本身；此前训练的模型可能不再适用。',
  },
};

export const qualityTexts: Readonly<Record<Language, QualityTexts>> = { en, 'zh-CN': zhCn };

/** A finding and what to do about it. */
export function findingInWords(
  finding: Finding,
  language: Language,
): readonly [found: string, remedy: string] {
  const { found, remedy } = qualityTexts[language];
  const { code, place, column = '', amount = 0 } = finding;
  const isCount = code === 'small-bins';
  const shown =
    code === 'drift' ? amount.toFixed(2) : isCount ? String(amount) : `${(100 * amount).toFixed(1)} %`;
  return [found[code]({ place, column, amount: shown }), remedy[code]];
}
