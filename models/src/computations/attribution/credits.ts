// Who gets the credit for a conversion, rule by rule: what a journey adds to each channel.

/** Rules that a sum over journeys decides by itself; Markov's removal effects come from the transitions. */
export const creditRules = ['first', 'last', 'linear', 'shapley'] as const;
export type CreditRule = (typeof creditRules)[number];

/**
 * Shares of one conversion, which add up to 1. Shapley is that of the game in which a set of channels earns the conversions of all journeys
 * that touch none but them (Zhao 2018): there each channel of a journey earns the same, however often it was touched.
 */
export function shareOut(
  rule: CreditRule,
  touches: readonly number[],
  give: (channel: number, share: number) => void,
): void {
  switch (rule) {
    case 'first':
      give(touches[0]!, 1);
      return;
    case 'last':
      give(touches.at(-1)!, 1);
      return;
    case 'linear':
      for (const channel of touches) give(channel, 1 / touches.length);
      return;
    case 'shapley': {
      const distinct = new Set(touches);
      for (const channel of distinct) give(channel, 1 / distinct.size);
    }
  }
}
