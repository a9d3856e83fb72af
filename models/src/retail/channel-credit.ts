import type { Recipe } from './recipe.js';

export const channelCredit: Recipe = {
  name: 'channel-credit',
  question: 'Which channel earned it?',
  computation: 'attribution',
  roles: [
    {
      name: 'channel',
      type: 'category',
      meaning: 'channel of a touch; rows are touches in the order of time',
    },
    { name: 'conversions', type: 'number', meaning: 'conversions at this touch, mostly 0 or 1' },
    { name: 'value', type: 'number', meaning: 'what these conversions are worth', isOptional: true },
    {
      name: 'nulls',
      type: 'number',
      meaning: 'for counted paths: how often one ended without a conversion',
      isOptional: true,
    },
  ],
  settings: (feature) => ({
    ...{ channel: feature('channel'), conversions: feature('conversions') },
    ...(feature('value') !== undefined && { value: feature('value') }),
    ...(feature('nulls') !== undefined && { nulls: feature('nulls') }),
  }),
  reading:
    'Credits of each channel by five rules; where they differ, the data do not decide. None of them says what an advertisement caused: ' +
    'that takes a campaign with a control group.',
};
