// What an audit found, in the languages of the house; never a figure without what it means.
import {
  formatPrivacyStatement,
  type CanaryAudit,
  type Language,
  type MembershipMeasure,
  type PrivacyStatement,
} from '@chorale/models';

/** A membership measure beside the privacy that the study claims. */
export interface MembershipAudit extends MembershipMeasure {
  readonly study: string;
  /** What the whole study claims. */
  readonly privacy: PrivacyStatement;
  /** What the claimed epsilon allows any attack at most; null in mode none. */
  readonly mostAuc: number | null;
  /** By the likelihood ratio with shadow models; null where none were trained. */
  readonly shadows: (MembershipMeasure & { readonly models: number }) | null;
}

interface AuditTexts {
  canaries(audit: CanaryAudit, study: string): string[];
  membership(audit: MembershipAudit): string[];
}

const en: AuditTexts = {
  canaries: (audit, study) => [
    `Canary audit of study "${study}"`,
    `  claimed:          ${formatPrivacyStatement(audit.privacy, 'en')}`,
    `  measured:         epsilon is at least ${short(audit.epsilonLower)} (${percent(audit.confidence)} confidence): ` +
      `${audit.correct} of ${audit.guesses} guesses right, ${audit.canaries} canaries; in the terms of the claim`,
    `  without noise:    at least ${short(audit.withoutNoise.epsilonLower)}: ${audit.withoutNoise.correct} of ${audit.withoutNoise.guesses} right`,
    `  ${audit.rounds} rounds of at most ${audit.dimension} coordinates; ${audit.honestNodes} honest nodes`,
    {
      held: 'HELD: without its noise the study would have been refuted; with it, it was not. This is evidence, no proof.',
      refuted:
        'REFUTED: the canaries show more than the claimed epsilon allows. An honest build ' +
        'is refuted in up to one of 20 runs, by chance: run it again, with chance of its own. Refuted twice, do not run this build on ' +
        'customers, and report it (SECURITY.md).',
      'no-power':
        'NO POWER: not even a study without any noise would have been refuted, so nothing was shown. The study has too few ' +
        'dimensions, or claims too large an epsilon, for so many canaries.',
    }[audit.verdict],
    "Made-up persons through this build's own computation, clipping, rounding and noise, in this process; sums were added without",
    'encryption. No row was read and no budget was touched.',
  ],
  membership: ({ study, members, others, mostAuc, privacy, shadows, ...byLoss }) => [
    `Membership in study "${study}": can its model tell who was trained on? AUC, 0.5 is guessing, 1 is certainty`,
    `  by the model's loss:     ${aucInWords(byLoss, 'to')}`,
    shadows === null
      ? '  by shadow models:        not tried'
      : `  by ${`${shadows.models} shadow models:`.padEnd(22)}${aucInWords(shadows, 'to')}`,
    `  ${members} persons of this node who were trained on, ${others} who were held out`,
    mostAuc === null
      ? '  The study ran in mode none: nothing bounds this figure.'
      : `  The study's privacy allows any attack at most ${mostAuc.toFixed(4)}: ${formatPrivacyStatement(privacy, 'en')}.`,
    'Measurements of attacks, no guarantee. They stay on this node: nothing was sent.',
  ],
};

const zhCn: AuditTexts = {
  canaries: (audit, study) => [
    `研究“${study}”的金丝雀审计`,
    `  声明：    ${formatPrivacyStatement(audit.privacy, 'zh-CN')}`,
    `  实测：    ε 至少为 ${short(audit.epsilonLower)}（置信度 ${percent(audit.confidence)}）：` +
      `${audit.guesses} 次猜测中 ${audit.correct} 次正确，共 ${audit.canaries} 个金丝雀；条件同上`,
    `  无噪声时：至少为 ${short(audit.withoutNoise.epsilonLower)}：${audit.withoutNoise.guesses} 次中 ${audit.withoutNoise.correct} 次正确`,
    `  ${audit.rounds} 轮，每轮至多 ${audit.dimension} 个坐标；${audit.honestNodes} 个诚实节点`,
    {
      held: '成立：若无噪声，本研究会被推翻；加噪后未被推翻。这是证据，不是证明。',
      refuted:
        '被推翻：金丝雀显示的泄露超过所声明的 ε。即使版本无误，每 20 次运行中也至多有 1 次因偶然被推翻：请再运行一次（随机性另取）。若再次被推翻，请勿用此版本处理客户数据，并请报告（SECURITY.md）。',
      'no-power':
        '无检验力：即使完全不加噪声也无法推翻，因此什么也没有证明。对这么多金丝雀而言，本研究维度太少，或声明的 ε 太大。',
    }[audit.verdict],
    '虚构人员经由本版本自身的计算、裁剪、取整与噪声，在本进程内运行；求和未加密。未读取任何数据行，未动用任何预算。',
  ],
  membership: ({ study, members, others, mostAuc, privacy, shadows, ...byLoss }) => [
    `研究“${study}”的成员推断：模型能否说出谁参与了训练？AUC，0.5 为瞎猜，1 为确定`,
    `  按模型损失：     ${aucInWords(byLoss, '至')}`,
    shadows === null
      ? '  按影子模型：     未尝试'
      : `  按 ${shadows.models} 个影子模型：${aucInWords(shadows, '至')}`,
    `  本节点参与训练 ${members} 人，留出 ${others} 人`,
    mostAuc === null
      ? '  该研究以模式 none 运行：此数值没有上限保证。'
      : `  按该研究的隐私声明，任何攻击的 AUC 至多为 ${mostAuc.toFixed(4)}：${formatPrivacyStatement(privacy, 'zh-CN')}。`,
    '这只是攻击的测量，不是保证。结果只留在本节点：没有发送任何内容。',
  ],
};

const texts: Record<Language, AuditTexts> = { en, 'zh-CN': zhCn };

export function canaryAuditInWords(audit: CanaryAudit, study: string, language: Language): string {
  return texts[language].canaries(audit, study).join('\n');
}

export function membershipInWords(audit: MembershipAudit, language: Language): string {
  return texts[language].membership(audit).join('\n');
}

/** With its 95 % interval. */
function aucInWords({ auc, low, high }: Pick<MembershipMeasure, 'auc' | 'low' | 'high'>, to: string): string {
  return `${auc.toFixed(4)} (95 %: ${low.toFixed(4)} ${to} ${high.toFixed(4)})`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return `${short(100 * share)} %`;
}
