// A study of uplift from terms to what it found, whichever computation tells the effects.
import { testEntropy } from '@chorale/crypto/testing';
import { computationByName, type People, type ReleasedModel, type UpliftResult } from '@chorale/models';
import { agreementAndStudy, type TermsInBrief } from './people.ts';
import { simulateStudy } from './simulate-study.ts';

/** Roles of the columns that the tests' campaigns have. */
export const roles = { treated: 'mailed', outcome: 'visit' };

type Kind = 'uplift' | 'uplift-trees';

interface Found<Name extends Kind> {
  /** Undefined where a study ended without one. */
  readonly model: Extract<ReleasedModel, { readonly kind: Name }> | undefined;
  readonly result: UpliftResult;
}

export async function upliftStudy<Name extends Kind>(
  computation: Name,
  terms: Omit<TermsInBrief, 'computation'>,
  parties: readonly People[],
): Promise<Found<Name>> {
  const { agreement, study } = agreementAndStudy({ ...terms, computation });
  const { state, model } = await simulateStudy(agreement, study, parties, testEntropy('uplift'));
  const result = computationByName(computation).result!(state, agreement.dictionary) as UpliftResult;
  return { model: model as Found<Name>['model'], result };
}
