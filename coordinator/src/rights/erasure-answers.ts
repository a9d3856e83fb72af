/** What the federation answers for one study of an erasure. */
export const erasureAnswers = ['privacy-argument', 'retrained', 'no-model'] as const;
export type ErasureAnswer = (typeof erasureAnswers)[number];
