// How a network is optimised over the federation: what nodes do in their local steps, and what everybody makes of the sum. Each
// optimiser's arithmetic is a file of its own; all of it is plain float64 in a fixed order, so that every recipient gets the same bits.
import { z } from 'zod';
import { addScaled } from '../../vectors.js';
import {
  adaptiveStep,
  startMoments,
  type AdaptiveSettings,
  type Moments,
  type SecondMoment,
} from './adaptive.js';
import { fedAdagrad } from './fedadagrad.js';
import { fedAdam } from './fedadam.js';
import { fedYogi } from './fedyogi.js';
import { startVariates, updateVariates, type Variates } from './scaffold.js';

const adaptive = <Name extends string>(name: Name, beta1: number) =>
  z.strictObject({
    name: z.literal(name),
    learningRate: z.number().positive().default(0.03).describe('of the common weights, a round'),
    beta1: z.number().min(0).lt(1).default(beta1).describe('how long a direction is kept'),
    beta2: z.number().min(0).lt(1).default(0.99).describe('how long squares are kept; fedadagrad keeps all'),
    tau: z
      .number()
      .positive()
      .default(0.001)
      .describe('added to what divides: the larger, the less adaptive'),
  });

/** Defaults of the three adaptive ones: Reddi et al. 2021, section 5 and appendix D; the learning rate is for short studies. */
export const optimiserSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('fedavg') }),
  z.strictObject({
    name: z.literal('fedprox'),
    mu: z
      .number()
      .positive()
      .default(0.1)
      .describe('how strongly local steps are held near the common weights'),
  }),
  z.strictObject({ name: z.literal('scaffold') }),
  adaptive('fedadam', 0.9),
  adaptive('fedyogi', 0.9),
  adaptive('fedadagrad', 0),
]);
export type Optimiser = z.infer<typeof optimiserSchema>;
export type AdaptiveOptimiser = Extract<Optimiser, AdaptiveSettings>;

/** What is kept between rounds; public, part of the study's state. */
export type ServerState = Moments | Variates | null;

const RULES: Readonly<Record<AdaptiveOptimiser['name'], SecondMoment>> = {
  fedadam: fedAdam,
  fedyogi: fedYogi,
  fedadagrad: fedAdagrad,
};

/** Whether the server keeps moments of the steps (FedAdam, FedYogi, FedAdagrad). */
export function isAdaptive(optimiser: Optimiser): optimiser is AdaptiveOptimiser {
  return optimiser.name in RULES;
}

/** What the server keeps before the first round; null for an optimiser without memory. @param size weights of the network. */
export function startServer(optimiser: Optimiser, size: number): ServerState {
  if (optimiser.name === 'scaffold') return startVariates(size);
  return isAdaptive(optimiser) ? startMoments(size, optimiser.tau) : null;
}

/** The next common weights by an adaptive optimiser. */
export function stepAdaptively(
  optimiser: AdaptiveOptimiser,
  moments: Moments,
  weights: Float64Array,
  update: Float64Array,
): ReturnType<typeof adaptiveStep> {
  return adaptiveStep(RULES[optimiser.name], optimiser, moments, weights, update);
}

/** What a round added up, in means where it says so. */
export interface RoundSum {
  /** Mean of the nodes' updates. */
  readonly update: Float64Array;
  /** SCAFFOLD: sums of changes and of weights. */
  readonly variates: { readonly change: Float64Array; readonly weight: number } | undefined;
}

/**
 * The common weights after a round: plain averaging (McMahan et al. 2017, arXiv:1602.05629) where the optimiser does not adapt.
 */
export function stepServer(
  optimiser: Optimiser,
  server: ServerState,
  weights: Float64Array,
  { update, variates }: RoundSum,
): { readonly server: ServerState; readonly weights: Float64Array } {
  if (isAdaptive(optimiser)) {
    const { moments, weights: moved } = stepAdaptively(optimiser, server as Moments, weights, update);
    return { server: moments, weights: moved };
  }
  const kept = variates ? updateVariates(server as Variates, variates.change, variates.weight) : server;
  return { server: kept, weights: addScaled(weights, 1, update) };
}
