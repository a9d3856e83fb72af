// What models of retail's questions reach on real data, and what they cost; each part loads only what it measures.
import type { BenchRow } from '../bench-row.ts';
import { runParts, type Parts } from '../run-parts.ts';

const PARTS: Parts = {
  'a tree': async () => (await import('./tree-speed.ts')).treeSpeed,
  'a step': async () => (await import('./step-speed.ts')).stepSpeed,
  'an answer of the scoring service': async () => (await import('./score-speed.ts')).scoreSpeed,
  'who buys, leaves and answers': async () => (await import('./persons.ts')).personsQuestions,
  'trees that tell who answers': async () => (await import('./response-trees.ts')).responseTrees,
  'defaults of trees, cross-validated': async () => (await import('./trees-defaults.ts')).treesDefaults,
  'what customers are worth': async () => (await import('./customers.ts')).customerValue,
  'what customers will spend': async () => (await import('./value-models.ts')).valueModels,
  'what customers are offered next': async () => (await import('./customers.ts')).nextOffers,
  'which channel earned it': async () => (await import('./customers.ts')).channelCredit,
  'whom a mail moves': async () => (await import('./uplift.ts')).uplift,
  'whom a mail moves, by trees': async () => (await import('./uplift.ts')).upliftByTrees,
  'forecasts by networks': async () => (await import('./demand-networks.ts')).demandNetworks,
  'optimisers of networks': async () => (await import('./optimisers.ts')).optimisers,
  'forecasts and prices': async () => (await import('./forecasts.ts')).forecasts,
};

export function modelsBench(only?: string): Promise<BenchRow[]> {
  return runParts(PARTS, only);
}
