// What the demo found, put together from measurements, traces and the ledger: for the table, for JSON, for the report.
import { chooseParameters, committeeThreshold, parametersByName, uploadBytes } from '@chorale/crypto';
import {
  computationByName,
  decodeState,
  planStudy,
  type Agreement,
  type Language,
  type Study,
} from '@chorale/models';
import type { StudyForecast } from '@chorale/models/forecast';
import type { StudyReportData } from '@chorale/client-node/reports';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoData } from './data/demo-data.ts';
import { demoTexts } from './data/documents.ts';
import type { Federation, StudyEnded } from './federation.ts';
import type { StudyFigures } from './measure-study.ts';
import type { RoundTrace } from './progress.ts';

/** What `chorale-ledger verify --json` says, as far as it is used here. */
export interface LedgerVerdict {
  readonly verified: boolean;
  readonly entries: number;
  readonly root: string;
}

/** What the coordinator says of the study, as far as it is used here. */
export interface CoordinatorView {
  readonly rounds: readonly { readonly contributed: readonly string[]; readonly ciphertextBytes: number }[];
}

export interface DemoRun {
  readonly language: Language;
  readonly data: DemoData;
  readonly agreement: Agreement;
  readonly study: Study;
  readonly federation: Federation;
  /** Null with noise off. */
  readonly forecast: StudyForecast | null;
  readonly ended: ReadonlyMap<string, StudyEnded>;
  readonly traces: readonly RoundTrace[];
  readonly figures: StudyFigures;
  readonly coordinator: CoordinatorView;
  readonly ledger: LedgerVerdict;
  /** First enrolment to adopted model. */
  readonly seconds: number;
}

/** stdout's last line with `--json`. */
export interface DemoResult {
  readonly parties: readonly {
    readonly name: string;
    readonly customers: number;
    readonly aucAlone: number | null;
  }[];
  readonly aucFederated: number;
  readonly aucPooled: number;
  /** null with noise off. */
  readonly epsilon: number | null;
  readonly delta: number | null;
  readonly rounds: number;
  readonly seconds: number;
  readonly bytesPerNode: number;
  readonly bytesPlainFloat32: number;
  readonly ledger: { readonly events: number; readonly verified: boolean };
  readonly modelHash: string;
}

const MILLION = 1_000_000;
/** Two lanes of 23 bits: what a million gradients or weights of ordinary precision take. */
const MILLION_LANE_BITS = 23;
const FLOAT32_BYTES = 4;

/** @param modelFolder of the study at any node. */
export async function reportData(run: DemoRun, modelFolder: string): Promise<StudyReportData> {
  const { data, language, agreement, study, figures, traces, ended, coordinator, ledger, federation } = run;
  const plan = planStudy(agreement, study, { nodes: data.parties.length });
  const lengths = await vectorLengths(run, modelFolder);
  const parameters = parametersByName(
    chooseParameters(data.parties.length, data.parties.length, (plainBits) => ({
      blocks: [{ name: 'vector', length: Math.max(...lengths), laneBits: plainBits, limbs: 1 }],
    })),
  );
  const last = figures.rounds.at(-1);
  if (!last) throw new RangeError('the study ended without a model');
  const texts = demoTexts(data.kind, language);
  return {
    study: {
      name: study.name,
      question: texts.question,
      computation: study.computation,
      features: study.features,
      label: agreement.dictionary.label?.name ?? '',
    },
    agreement: {
      federation: agreement.federation,
      title: texts.title,
      purpose: agreement.purpose,
      legalBasis: agreement.legalBasis,
      hash: federation.agreementHash,
      kMin: agreement.cohort.kMin,
      release: agreement.release,
      committee: { members: data.parties.length, threshold: committeeThreshold(data.parties.length) },
    },
    dataSource: texts.source,
    plan: run.forecast,
    privacy: { ...plan.privacy, epsilon: traces.at(-1)?.epsilonAfter ?? plan.privacy.epsilon },
    parties: data.parties.map(({ name, title }) => {
      const party = figures.parties.find((candidate) => candidate.name === name)!;
      return {
        name: title[language],
        customers: party.customers,
        trainingCustomers: party.trainingCustomers,
        aucAlone: party.aucAlone ?? null,
        bytesSent: ended.get(name)?.bytesSent ?? 0,
      };
    }),
    measured: {
      testCustomers: figures.testCustomers,
      federated: { auc: last.auc, loss: last.logLoss },
      pooled: figures.pooled,
    },
    rounds: traces.map(({ position, ...trace }) => {
      const model = figures.rounds.find((candidate) => candidate.round === position + 1);
      return { ...trace, auc: model?.auc ?? null, loss: model?.logLoss ?? null };
    }),
    seconds: run.seconds,
    traffic: {
      bytesPerNode: mean([...ended.values()].map(({ bytesSent }) => bytesSent)),
      bytesPlainFloat32: FLOAT32_BYTES * lengths.reduce((sum, length) => sum + length, 0),
      valuesPerRound: Math.max(...lengths),
      ring: { coefficients: parameters.degree, coefficientBits: parameters.coefficientBits },
      bytesPerValueAtMillion: bytesPerValueAtMillion(data.parties.length),
    },
    coordinator: {
      contributions: coordinator.rounds.reduce((sum, round) => sum + round.contributed.length, 0),
      ciphertextBytes: coordinator.rounds.reduce((sum, round) => sum + round.ciphertextBytes, 0),
      openedSums: agreement.release === 'coordinator' ? traces.length : 0,
    },
    ledger: { events: ledger.entries, verified: ledger.verified, head: ledger.root },
    model: { hash: modelHash(ended), adoptedBy: ended.size },
    writtenAt: new Date().toISOString(),
  };
}

export function demoResult(run: DemoRun, data: StudyReportData): DemoResult {
  return {
    parties: run.data.parties.map(({ name }, index) => {
      const { customers, aucAlone } = data.parties[index]!;
      return { name, customers, aucAlone };
    }),
    aucFederated: data.measured.federated.auc,
    aucPooled: data.measured.pooled.auc,
    epsilon: data.privacy.epsilon,
    delta: data.privacy.delta,
    rounds: data.rounds.length,
    seconds: data.seconds,
    bytesPerNode: data.traffic.bytesPerNode,
    bytesPlainFloat32: data.traffic.bytesPlainFloat32,
    ledger: { events: data.ledger.events, verified: data.ledger.verified },
    modelHash: data.model.hash,
  };
}

/** The same at every node, or the demo has failed. */
function modelHash(ended: ReadonlyMap<string, StudyEnded>): string {
  const hashes = new Set([...ended.values()].map(({ state }) => state));
  const [hash] = hashes;
  if (hash === undefined || hashes.size !== 1)
    throw new RangeError(`the nodes hold different models: ${[...hashes].join(', ')}`);
  return hash;
}

/** Values that a node contributed in each closed round, from the states that the rounds started from. */
async function vectorLengths(
  { agreement, study, data, traces }: DemoRun,
  modelFolder: string,
): Promise<number[]> {
  const plan = planStudy(agreement, study, { nodes: data.parties.length });
  const computation = computationByName(study.computation);
  const lengths: number[] = [];
  for (const { position } of traces) {
    const state =
      position === 0
        ? computation.start(plan.context, plan.noise)
        : decodeState(await readFile(join(modelFolder, `round-${String(position).padStart(4, '0')}.state`)));
    lengths.push(computation.layout(state).blocks.reduce((sum, block) => sum + block.length, 0));
  }
  return lengths;
}

/** Upload of a million values by the same protocol, key shares for the committee included. */
function bytesPerValueAtMillion(members: number): number {
  const layout = { blocks: [{ name: 'values', length: MILLION, laneBits: MILLION_LANE_BITS, limbs: 1 }] };
  return uploadBytes(parametersByName('P1'), layout, members) / MILLION;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
