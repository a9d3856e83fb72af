// Why a policy was not evaluated, for machines and in the languages of the house.
import type { Language } from '../../privacy/statement.js';

/** A code with what its words tell. */
export type NoEvaluation =
  | { readonly code: 'no-propensities' }
  | {
      readonly code: 'unusable-propensities';
      /** Feature. */
      readonly propensity: string;
      /** Persons whose decisions have none, or one of 0, at least. */
      readonly persons: number;
    }
  | { readonly code: 'too-few-decisions' };

export function whyNotEvaluated(reason: NoEvaluation, language: Language): string {
  return language === 'en' ? english(reason) : chinese(reason);
}

function english(reason: NoEvaluation): string {
  switch (reason.code) {
    case 'no-propensities':
      return 'no propensities are named: log how likely each action was when it was drawn, and name that feature as propensity';
    case 'unusable-propensities':
      return (
        `decisions of ${reason.persons} persons or more have no "${reason.propensity}", or one of 0: what was done without ` +
        'chance says nothing of what else could have been done; mend the log, or filter these rows out where they really could not happen'
      );
    case 'too-few-decisions':
      return 'there are too few decisions to learn from one half of the persons and try it on the other';
  }
}

function chinese(reason: NoEvaluation): string {
  switch (reason.code) {
    case 'no-propensities':
      return '研究未指明倾向概率：请记录每个动作被抽中时的概率，并在 settings.propensity 中指明该特征';
    case 'unusable-propensities':
      return (
        `至少 ${reason.persons} 人的决策没有“${reason.propensity}”，或其值为 0：不靠概率作出的决策，无法说明本可采取的其他做法；` +
        '请修正日志；若这些行确实不可能发生，请将其滤除'
      );
    case 'too-few-decisions':
      return '决策太少，无法用一半人员学习、再在另一半人员上检验';
  }
}
