// Which optimiser wins where, on parties that differ: Telco by contract type, and orange juice by store. Over the exact integer sum
// WITHOUT ENCRYPTION, mode none; all with the settings that they have by default, and as many rounds.
import { systemEntropy } from '@chorale/crypto';
import {
  areaUnderCurve,
  numbersOf,
  personaliseNetwork,
  scorePeople,
  selectPeople,
  type NetworkModel,
  type People,
} from '@chorale/models';
import { demandFeatures, ORANGE_JUICE_FILE, orangeJuiceDemand } from '../../tests/support/orange-juice.ts';
import { agreementAndStudy } from '../../tests/support/people.ts';
import { referenceFile, splitByParty, telcoChurn } from '../../tests/support/reference-data.ts';
import { simulateStudy, together } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

const ROUNDS = 10;
const OPTIMISERS = {
  fedavg: { localOptimiser: 'sgd', optimiser: { name: 'fedavg' } },
  fedprox: { localOptimiser: 'sgd', optimiser: { name: 'fedprox' } },
  scaffold: { optimiser: { name: 'scaffold' } },
  fedadam: { localOptimiser: 'sgd', optimiser: { name: 'fedadam' } },
  fedyogi: { localOptimiser: 'sgd', optimiser: { name: 'fedyogi' } },
  fedadagrad: { localOptimiser: 'sgd', optimiser: { name: 'fedadagrad' } },
} as const;

interface Question {
  readonly id: string;
  readonly features: readonly unknown[];
  readonly parties: readonly People[];
  /** Whom no party learned from, by party. */
  readonly held: readonly People[];
}

/** Who leaves; each party has one type of contract. */
function telco(file: string): Question {
  const data = telcoChurn(file);
  return {
    id: 'models.optimisers.telco',
    features: data.features,
    parties: splitByParty(data, (person) => !data.isTest[person]!),
    held: splitByParty(data, (person) => data.isTest[person]!),
  };
}

/** Whether a store sells more of a brand in a week to come than in the last four; each party is every fourth store, with one row in thirteen. */
function orangeJuice(file: string): Question {
  const { training, test } = orangeJuiceDemand(file);
  const asked = (people: People, every: number): People => {
    const few = selectPeople(
      people,
      Array.from({ length: Math.ceil(people.size / every) }, (_, row) => row * every),
    );
    const before = few.columns.get('log_mean_4')!;
    const label = few.columns.get('label')!.map((sold, row) => Number(sold > before[row]!));
    return { ...few, columns: new Map(few.columns).set('label', label) };
  };
  return {
    id: 'models.optimisers.oj',
    // Brands come as codes, which a network takes in an Embedding alone.
    features: demandFeatures.filter(({ name }: { name?: string }) => name !== 'brand'),
    parties: training.filter((_, store) => store % 4 === 0).map((people) => asked(people, 13)),
    held: [asked(test, 1)],
  };
}

export async function optimisers(): Promise<BenchRow[]> {
  const [telcoFile, juiceFile] = [
    referenceFile('telco-churn/telco_customer_churn.csv.gz'),
    referenceFile(ORANGE_JUICE_FILE),
  ];
  const questions = [
    ...(telcoFile ? [telco(telcoFile)] : []),
    ...(juiceFile ? [orangeJuice(juiceFile)] : []),
  ];
  const rows: BenchRow[] = [];
  for (const question of questions) rows.push(...(await compared(question)));
  return rows;
}

async function compared({ id, features, parties, held }: Question): Promise<BenchRow[]> {
  const everybody = together(held);
  const trained = async (at: readonly People[], settings: object): Promise<NetworkModel> => {
    const people = at.reduce((total, { size }) => total + size, 0);
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'neural-network', mode: 'none', features, people, kMin: 3 },
      settings: { hidden: [16], rounds: ROUNDS, batchSize: 64, localEpochs: 2, ...settings },
    });
    const { model } = await simulateStudy(agreement, study, at, systemEntropy());
    return model as NetworkModel;
  };
  const rows: BenchRow[] = [];
  const row = (name: string, value: number): void => {
    rows.push({ id: `${id}.${name}.auc`, value, unit: 'AUC' });
  };
  let averaged: NetworkModel | undefined;
  for (const [name, settings] of Object.entries(OPTIMISERS)) {
    const model = await trained(parties, settings);
    averaged ??= model;
    row(name, aucOf(await probabilities(model, everybody), everybody));
  }
  const nobody = selectPeople(parties[0]!, []);
  const pooled = await trained([together(parties), nobody, nobody], OPTIMISERS.fedavg);
  row('pooled', aucOf(await probabilities(pooled, everybody), everybody));
  if (held.length === parties.length) {
    const own: number[] = [];
    for (const [party, people] of parties.entries()) {
      const { model } = await personaliseNetwork(averaged!, people, 'label', systemEntropy());
      own.push(...(await probabilities(model ?? averaged!, held[party]!)));
    }
    row('personal', aucOf(Float64Array.from(own), everybody));
  }
  return rows;
}

async function probabilities(model: NetworkModel, people: People): Promise<Float64Array> {
  return numbersOf(await scorePeople(model, people), 'probability');
}
function aucOf(scores: Float64Array, people: People): number {
  return areaUnderCurve(scores, people.columns.get('label')!);
}
