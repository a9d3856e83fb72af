// A market in which it matters whom one offers what: decisions in it, and studies of them.
import { testEntropy } from '@chorale/crypto/testing';
import { computationByName, type BanditModel, type BanditResult, type People } from '@chorale/models';
import type { BanditState } from '../../models/src/computations/bandit/bandit.ts';
import { agreementAndStudy, fourParties, peopleOfColumns, type TermsInBrief } from './people.ts';
import { simulateStudy } from './simulate-study.ts';

export const OFFERS = ['coupon', 'sample', 'news'];
export const features = [
  { name: 'offer', type: 'category', categories: OFFERS },
  { name: 'earned', type: 'number', lower: 0, upper: 10 },
  { name: 'chance', type: 'number', lower: 0, upper: 1 },
  { name: 'age', type: 'number', lower: 0, upper: 100 },
  { name: 'member', type: 'binary' },
];
export const settings = { action: 'offer', reward: 'earned', propensity: 'chance' };

export const drawn = testEntropy('what to offer');
export const uniform = (): number => drawn.uint32() / 2 ** 32;

export interface Row {
  readonly offer: number;
  readonly earned: number;
  readonly chance: number;
  readonly age: number;
  readonly member: number;
}

export function peopleOf(rows: readonly Row[]): People {
  const column = (name: keyof Row): number[] => rows.map((row) => row[name]);
  const places = [...OFFERS, 'other'].map((offer, place) => [
    `offer=${offer}`,
    rows.map((row) => (row.offer === place ? 1 : 0)),
  ]);
  return peopleOfColumns({
    ...(Object.fromEntries(places) as Record<string, number[]>),
    ...{ earned: column('earned'), chance: column('chance'), age: column('age'), member: column('member') },
  });
}

/** Coupons earn with the young, samples with the old, news a little with everybody. */
export function expectedEarning(offer: number, { age, member }: Pick<Row, 'age' | 'member'>): number {
  const u = age / 50 - 1;
  return [5 - 3 * u, 5 + 3 * u, 4.5][offer]! + 0.5 * member;
}

/** Any of them, by lot. */
function decision(): Row {
  const context = { age: 100 * uniform(), member: drawn.uint32() & 1 };
  const offer = drawn.uint32() % 3;
  return {
    ...context,
    offer,
    chance: 1 / 3,
    earned: expectedEarning(offer, context) + 2 * (uniform() - 0.5),
  };
}
export const decisions = (size: number): Row[] => Array.from({ length: size }, decision);

interface Ended {
  readonly model: BanditModel | undefined;
  readonly result: BanditResult;
  readonly state: BanditState;
}

/** A study of what to offer, to its end. */
export async function run(terms: Partial<TermsInBrief>, parties: readonly People[]): Promise<Ended> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'bandit', mode: 'none', features, people: 200, settings },
    ...terms,
  });
  const { state, model } = await simulateStudy(agreement, study, parties, testEntropy('bandit'));
  const result = computationByName('bandit').result!(state, agreement.dictionary) as BanditResult;
  return { model: model as BanditModel | undefined, result, state: state as BanditState };
}

/** The decisions of four parties. */
export const byParty = (rows: readonly Row[], partyOf?: (row: number) => number): People[] =>
  fourParties(peopleOf(rows), partyOf);
