// Credits by channel and rule, as marketers read them.
import type { OpenedSum } from '../computation.js';
import { blockOf } from '../design.js';
import { creditRules, type CreditRule } from './credits.js';
import { removalEffects, transitionIndex } from './markov.js';

export type AttributionRule = CreditRule | 'markov';

export interface ChannelCredit {
  readonly conversions: number;
  /** In the feature's unit; null where no values were given. */
  readonly value: number | null;
  /** Value over cost, less 1; null without value or cost. */
  readonly returnOnCost: number | null;
}

export interface AttributedChannel {
  readonly channel: string;
  readonly cost: number | null;
  /** Share of conversions that would be lost without this channel. */
  readonly removalEffect: number;
  readonly credit: Readonly<Record<AttributionRule, ChannelCredit>>;
}

export interface AttributionResult {
  readonly conversions: number;
  readonly value: number | null;
  /** In the dictionary's order, `other` last; channels that nobody touched are left out. */
  readonly channels: readonly AttributedChannel[];
  /** Where journeys go next: from their start, then from each channel. */
  readonly paths: readonly AttributedPath[];
}

export interface AttributedPath {
  /** Null: the start of journeys. */
  readonly from: string | null;
  /** Journeys that went on from here; with noise an estimate. */
  readonly passed: number;
  /** Share that went on to each channel, in the order of `channels`, or ended. */
  readonly toChannels: readonly number[];
  readonly toConversion: number;
  readonly toNothing: number;
}

export interface AttributionTerms {
  readonly channels: readonly string[];
  readonly costs: readonly (number | null)[];
  /** Largest value of a row, which sums are shares of; null without values. */
  readonly valueUpper: number | null;
}

/** Credits of each channel by each rule, in conversions and, where they have one, in the unit of their value. */
export function attributionResult(
  { channels, costs, valueUpper }: AttributionTerms,
  sum: OpenedSum,
): AttributionResult {
  const total = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
  const conversions = total(blockOf(sum, 'first.conversions'));
  const value = valueUpper === null ? null : valueUpper * total(blockOf(sum, 'first.value'));
  const effects = removalEffects({ channels: channels.length, counts: blockOf(sum, 'transitions') });
  const allEffects = total(effects);
  const creditOf = (rule: AttributionRule, channel: number): ChannelCredit => {
    const markovShare = allEffects > 0 ? effects[channel]! / allEffects : 0;
    const earned =
      rule === 'markov'
        ? { conversions: markovShare * conversions, value: value === null ? null : markovShare * value }
        : {
            conversions: blockOf(sum, `${rule}.conversions`)[channel]!,
            value: valueUpper === null ? null : valueUpper * blockOf(sum, `${rule}.value`)[channel]!,
          };
    const cost = costs[channel] ?? null;
    return {
      ...earned,
      returnOnCost: earned.value === null || cost === null || cost === 0 ? null : earned.value / cost - 1,
    };
  };
  const everyRule = [...creditRules, 'markov'] as const;
  const touched = channels.flatMap((channel, at) => {
    const credit = Object.fromEntries(everyRule.map((rule) => [rule, creditOf(rule, at)])) as Record<
      AttributionRule,
      ChannelCredit
    >;
    const isEmpty = effects[at] === 0 && everyRule.every((rule) => credit[rule].conversions === 0);
    return isEmpty ? [] : [{ at, channel, cost: costs[at] ?? null, removalEffect: effects[at]!, credit }];
  });
  const places = touched.map(({ at }) => at);
  const transitions = blockOf(sum, 'transitions');
  return {
    conversions,
    value,
    channels: touched.map(({ channel, cost, removalEffect, credit }) => ({
      ...{ channel, cost, removalEffect, credit },
    })),
    paths: (['start', ...places] as const).map((from) => {
      const to = (place: number | 'conversion' | 'null'): number =>
        Math.max(0, transitions[transitionIndex(channels.length, from, place)]!);
      const passed = [...places, 'conversion' as const, 'null' as const].reduce<number>(
        (all, place) => all + to(place),
        0,
      );
      const share = (place: number | 'conversion' | 'null'): number => (passed > 0 ? to(place) / passed : 0);
      return {
        from: from === 'start' ? null : channels[from]!,
        passed,
        toChannels: places.map(share),
        toConversion: share('conversion'),
        toNothing: share('null'),
      };
    }),
  };
}
