// A study of uplift that found nobody in an arm, for machines and in the languages of the house.
import type { Language } from '../../privacy/statement.js';
import { TREATED, type Arm } from './arms.js';

export interface EmptyArm {
  readonly code: 'nobody-treated' | 'nobody-untreated';
  /** Feature that tells who was treated. */
  readonly treated: string;
  /** Where nobody was found: among all persons, as far as noise lets tell, or in one half of the persons. */
  readonly among: 'all' | 'all-but-noise' | 'one-half';
}

export function emptyArm(arm: Arm, treated: string, among: EmptyArm['among']): EmptyArm {
  return { code: arm === TREATED ? 'nobody-treated' : 'nobody-untreated', treated, among };
}

/** For people. */
export function whyNoModel(empty: EmptyArm, language: Language): string {
  return language === 'en' ? english(empty) : chinese(empty);
}

function english({ code, treated, among }: EmptyArm): string {
  const arm = code === 'nobody-treated' ? 'treated' : 'left untreated';
  const limits = {
    all: '',
    'all-but-noise': ', as far as the noise lets tell',
    'one-half': ' in one half of the persons',
  }[among];
  return (
    `nobody was ${arm}${limits}: without both arms no effect can be told; ` +
    `look at "${treated}" in the nodes' data`
  );
}

function chinese({ code, treated, among }: EmptyArm): string {
  const limits = { all: '', 'all-but-noise': '在噪声所容许的判断范围内，', 'one-half': '在其中一半人员里，' }[
    among
  ];
  const arm = code === 'nobody-treated' ? '没有人接受处理' : '所有人都接受了处理';
  return `${limits}${arm}：缺少任一组都无法得出效应；请查看各节点数据中的“${treated}”`;
}
