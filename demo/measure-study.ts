// What the launcher measures once the study is over, on test customers that no node trained on. It holds their rows
// itself, so nothing is released for these figures; inside a study each would be a counted release.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preparePeople, type NodeConfig } from '@chorale/client-node';
import {
  areaUnderCurve,
  computationByName,
  decodeState,
  numbersOf,
  scorePeople,
  type Dictionary,
  type People,
  type Study,
} from '@chorale/models';
import {
  logLoss,
  predictReference,
  splitHeldOut,
  stack,
  trainReference,
  type Table,
} from './data/measure.ts';

export interface PartyFigures {
  readonly name: string;
  /** After the recipe's filter, test customers included. */
  readonly customers: number;
  readonly trainingCustomers: number;
  /** Trained on the party's own training rows without noise; undefined where they hold one class. */
  readonly aucAlone: number | undefined;
}

export interface RoundFigures {
  /** Closed rounds behind the model. */
  readonly round: number;
  readonly auc: number;
  readonly logLoss: number;
}

export interface StudyFigures {
  readonly parties: readonly PartyFigures[];
  readonly testCustomers: number;
  /** One model of all training rows in one place, no noise. */
  readonly pooled: { readonly auc: number; readonly loss: number };
  readonly rounds: readonly RoundFigures[];
}

interface PartyTables {
  readonly name: string;
  readonly train: Table;
  readonly test: Table;
}

/**
 * @param configs of all parties, with absolute paths.
 * @param modelFolder of the study, at any node: all hold the same states.
 */
export async function measureStudy(
  configs: readonly NodeConfig[],
  dictionary: Dictionary,
  study: Study,
  modelFolder: string,
): Promise<StudyFigures> {
  const label = dictionary.label?.name;
  if (label === undefined) throw new RangeError('the demo studies a label');
  const parties: PartyTables[] = [];
  for (const config of configs) parties.push(await tablesOf(config, dictionary, study.features, label));
  const test = stack(parties.map((party) => party.test));
  const trainedOn = (train: Table): { auc: number; loss: number } => {
    const probabilities = predictReference(trainReference(train), test);
    return { auc: areaUnderCurve(probabilities, test.labels), loss: logLoss(probabilities, test.labels) };
  };
  return {
    parties: parties.map(({ name, train, test: own }) => ({
      name,
      customers: train.labels.length + own.labels.length,
      trainingCustomers: train.labels.length,
      aucAlone: holdsBothClasses(train) ? trainedOn(train).auc : undefined,
    })),
    testCustomers: test.labels.length,
    pooled: trainedOn(stack(parties.map((party) => party.train))),
    rounds: await roundFigures(modelFolder, study, test),
  };
}

async function tablesOf(
  config: NodeConfig,
  dictionary: Dictionary,
  features: readonly string[],
  label: string,
): Promise<PartyTables> {
  // Nodes leave the test customers out; the launcher measures on them.
  const everybody = { ...config.data, exclude: undefined };
  const prepared = await preparePeople(everybody, dictionary, {
    purpose: 'training',
    rights: { purpose: 'research', isErased: undefined },
    features,
  });
  return { name: config.name, ...splitHeldOut(prepared.people, prepared.ids, features, label) };
}

function holdsBothClasses({ labels }: Table): boolean {
  return labels.includes(0) && labels.includes(1);
}

async function roundFigures(folder: string, study: Study, test: Table): Promise<RoundFigures[]> {
  const computation = computationByName(study.computation);
  const people = peopleOf(test, study.features);
  const figures: RoundFigures[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const round = /^round-(\d+)\.state$/.exec(file)?.[1];
    if (round === undefined) continue;
    const model = computation.model(decodeState(await readFile(join(folder, file))));
    if (!model) continue; // still learning how to normalise
    const probability = numbersOf(await scorePeople(model, people), 'probability');
    figures.push({
      round: Number(round),
      auc: areaUnderCurve(probability, test.labels),
      logLoss: logLoss(probability, test.labels),
    });
  }
  return figures;
}

function peopleOf({ columns, labels }: Table, names: readonly string[]): People {
  return {
    size: labels.length,
    rowStart: Uint32Array.from({ length: labels.length + 1 }, (_, person) => person),
    columns: new Map(names.map((name, index) => [name, columns[index]!])),
  };
}
