// Which judge a study has.
import { kMeans } from '../computations/k-means/k-means.js';
import { logisticRegression } from '../computations/regression/logistic-regression.js';
import { sizeOf } from '../computations/neural-network/network-topology.js';
import { neuralNetwork } from '../computations/neural-network/neural-network.js';
import type { NeuralNetworkState } from '../computations/neural-network/neural-network-plan.js';
import { denseLayersOf } from '../tensor/dense-layers.js';
import type { Agreement } from '../contracts/agreement.js';
import type { Study } from '../contracts/study.js';
import type { StudyPlan } from '../privacy/plan.js';
import { classifierJudge } from './judge-classifier.js';
import { segmentsJudge } from './judge-segments.js';
import { statisticsJudge } from './judge-statistics.js';
import type { Judge, NoJudge } from './judge.js';

export interface JudgeTerms {
  readonly agreement: Agreement;
  readonly study: Study;
  readonly nodes: number;
  /** AUC of the made-up persons' true model. */
  readonly signalAuc: number;
}

const REGRESSION = { mostPersons: 4000, runs: 3 } as const;
/** A network takes its time, and its steps average noise out by themselves. */
const NETWORK = { mostPersons: 3000, runs: 1 } as const;
const MOST_WEIGHTS = 20_000;

/** Of fewer, made-up persons may all have one label or lie on one spot, and chance decides everything. */
const FEWEST_PERSONS = 50;
const SIMULATED: readonly string[] = ['k-means', 'logistic-regression', 'neural-network'];

/** @returns why not, where there is no honest expectation. */
export async function judgeOf(asked: StudyPlan, terms: JudgeTerms): Promise<Judge | NoJudge> {
  if (SIMULATED.includes(asked.computation.name) && asked.context.people < FEWEST_PERSONS)
    return 'too-few-persons';
  switch (asked.computation.name) {
    case 'statistics':
      return statisticsJudge();
    case 'k-means':
      return segmentsJudge(kMeans, asked, terms);
    case 'logistic-regression':
      return classifierJudge(logisticRegression, asked, { ...terms, ...REGRESSION });
    case 'neural-network':
      return (
        whyNoNetworkJudge(asked) ?? (await classifierJudge(neuralNetwork, asked, { ...terms, ...NETWORK }))
      );
    default:
      return 'unknown';
  }
}

function whyNoNetworkJudge({ computation, context, noise, terms }: StudyPlan): NoJudge | undefined {
  if (!terms.sumsOverPeople) return 'averages-updates';
  // Made-up persons have labels of 0 and 1.
  if (context.label?.type === 'number') return 'unknown';
  const { setup } = computation.start(context, noise) as NeuralNetworkState;
  if (!denseLayersOf(setup.topology, context.columns.length)) return 'other-layers';
  const weights = setup.topology.tensors.reduce((total, tensor) => total + sizeOf(tensor), 0);
  return weights > MOST_WEIGHTS ? 'too-large' : undefined;
}
