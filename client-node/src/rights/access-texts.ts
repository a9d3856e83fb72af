// What a node holds of a person, in words, in the languages of the house.
import type { Language } from '@chorale/models';
import type { AffectedStudy } from './certificate.js';

/** Rows of one table, values as text. */
export interface HeldTable {
  readonly source: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface HeldOfPerson {
  /** Day of the erasure; null where the person was not erased. */
  readonly erasedAt: string | null;
  /** One a table of node.yaml. */
  readonly sources: readonly HeldTable[];
  /** Records of consent; null where no register is configured. */
  readonly consents: HeldTable | null;
  /** Scored lists that this node wrote, and whether the person is in them. */
  readonly lists: readonly {
    readonly path: string;
    readonly found: 'holds' | 'without' | 'gone' | 'unreadable';
  }[];
  /** Studies that this node contributed to, with the person as far as its rows were used; who was in which is not recorded. */
  readonly studies: readonly AffectedStudy[];
}

interface Texts {
  readonly source: (table: HeldTable) => string;
  readonly consents: (table: HeldTable) => string;
  readonly erased: (at: string) => string;
  readonly none: string;
  readonly lists: string;
  readonly found: Readonly<Record<HeldOfPerson['lists'][number]['found'], string>>;
  readonly studies: string;
  readonly study: (study: AffectedStudy) => string;
  readonly closing: string;
}

const en: Texts = {
  source: ({ source, columns, rows }) => `${source}: ${rows.length} rows, columns ${columns.join(', ')}`,
  consents: ({ source, rows }) => `Consents in ${source}: ${rows.length} records`,
  erased: (at) => `This person was erased on ${at}: what is listed is used for nothing any more.`,
  none: '  none',
  lists: 'Scored lists that this node wrote:',
  found: {
    holds: 'holds the person',
    without: 'without the person',
    gone: 'file gone',
    unreadable: 'no longer as it was written',
  },
  studies:
    'Studies that rows of this node, this person among them as far as they were used, went into; who was in which is not recorded:',
  study: ({ name, purpose, computation, firstOn, lastOn, privacy }) =>
    `  ${name} (${computation}), purpose "${purpose}", ${firstOn} to ${lastOn}; ${privacy}`,
  closing:
    'Only columns that node.yaml makes use of are read; of tables by role, all that it does not drop. Others see sums of many persons, never these rows.',
};

const zhCn: Texts = {
  source: ({ source, columns, rows }) => `${source}：${rows.length} 行，列 ${columns.join('、')}`,
  consents: ({ source, rows }) => `${source} 中的同意记录：${rows.length} 条`,
  erased: (at) => `此人已于 ${at} 被删除：以下内容不再用于任何处理。`,
  none: '  无',
  lists: '本节点写出的评分名单：',
  found: { holds: '包含此人', without: '不含此人', gone: '文件已不存在', unreadable: '已非写出时的样子' },
  studies: '本节点数据（在被使用的范围内包括此人）参与的研究；未记录谁参与了哪一项：',
  study: ({ name, purpose, computation, firstOn, lastOn, privacy }) =>
    `  ${name}（${computation}），目的“${purpose}”，${firstOn} 至 ${lastOn}；${privacy}`,
  closing:
    '仅读取 node.yaml 用到的列；对按角色配置的表，读取所有未声明丢弃的列。他方只能看到多人之和，看不到这些行。',
};

const texts: Readonly<Record<Language, Texts>> = { en, 'zh-CN': zhCn };

export function heldInWords(held: HeldOfPerson, language: Language): string {
  const said = texts[language];
  const rowsOf = ({ columns, rows }: HeldTable): string[] =>
    rows.map((row) => `  ${columns.map((name, index) => `${name} = ${row[index] ?? '-'}`).join(', ')}`);
  return [
    ...(held.erasedAt === null ? [] : [said.erased(held.erasedAt)]),
    ...held.sources.flatMap((table) => [said.source(table), ...rowsOf(table)]),
    ...(held.consents === null ? [] : [said.consents(held.consents), ...rowsOf(held.consents)]),
    said.lists,
    ...(held.lists.length === 0
      ? [said.none]
      : held.lists.map(({ path, found }) => `  ${path}: ${said.found[found]}`)),
    said.studies,
    ...(held.studies.length === 0 ? [said.none] : held.studies.map(said.study)),
    said.closing,
  ].join('\n');
}
