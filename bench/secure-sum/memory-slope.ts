// Whether anything grows from round to round: a coordinator and five nodes as real processes, 500 rounds of one study,
// and what each of them holds after a forced collection. Nothing in the product takes part in the measuring.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealFederation } from '../../tests/support/real/real-federation.ts';
import { shopAgreement, shopStudy } from '../../tests/support/real/shop-data.ts';
import type { BenchRow } from '../bench-row.ts';
import { heldBytes, type HeldBytes } from './held-bytes.ts';

const ROUNDS = 500;
/** What is made once, such as compiled code and full caches, is there by then. */
const FIRST_SAMPLE = 100;
const SAMPLE_EVERY = 25;
const ROUND_PATIENCE_MS = 60_000;
const MEGABYTE = 1e6;
const AGREEMENT = 'Five hundred rounds';

interface Sample extends HeldBytes {
  readonly round: number;
}

/** The slope of the process that grows most, in MB per 100 rounds; each process goes to stderr. */
export async function memorySlope(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'chorale-memory-'));
  const federation = new RealFederation(folder);
  const options = process.env.NODE_OPTIONS;
  // Any free port of this machine; the programs name theirs on stderr.
  process.env.NODE_OPTIONS = `${options ?? ''} --inspect=127.0.0.1:0`;
  try {
    await federation.form(shopAgreement(AGREEMENT, 1));
    await federation.runNodes();
    const samples = await sampleStudy(federation);
    const slopes = [...samples].map(([name, series]) => ({ name, slope: slopeOf(series), series }));
    for (const { name, slope, series } of slopes) say(name, slope, series);
    const worst = Math.max(...slopes.map(({ slope }) => slope));
    return [{ id: 'memory.slope-mb-per-100-rounds', value: worst, unit: 'MB per 100 rounds' }];
  } finally {
    if (options === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = options;
    await federation.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** By process. */
async function sampleStudy(federation: RealFederation): Promise<Map<string, Sample[]>> {
  const processes = [federation.coordinator, ...federation.nodes];
  const samples = new Map(processes.map(({ name }) => [name, [] as Sample[]]));
  const study = shopStudy(
    'long',
    AGREEMENT,
    { collectSeconds: 60, committeeSeconds: 30 },
    // It goes on behind the last sample: with a study its threads end, and what they held.
    { gradientRounds: ROUNDS + SAMPLE_EVERY },
  );
  await federation.command('study', 'start', federation.document('long.study.yaml', study));
  const [clock] = federation.nodes;
  for (let round = FIRST_SAMPLE; round <= ROUNDS; round += SAMPLE_EVERY) {
    await adopted(clock!, round);
    for (const { name, inspector } of processes)
      samples.get(name)!.push({ round, ...(await heldBytes(inspector!)) });
    const held = [...samples].map(
      ([name, series]) => `${name} ${(total(series.at(-1)!) / MEGABYTE).toFixed(1)}`,
    );
    process.stderr.write(`    round ${round} of ${ROUNDS}: ${held.join(', ')} MB\n`);
  }
  return samples;
}

async function adopted(node: RealFederation['nodes'][number], round: number): Promise<void> {
  const position = round - 1;
  if (node.eventsNamed('adopted').some((event) => event.position >= position)) return;
  await node.next(
    (told) => told.event === 'adopted' && told.position >= position,
    SAMPLE_EVERY * ROUND_PATIENCE_MS,
  );
}

/** Least squares over heap and external memory, MB per 100 rounds. */
function slopeOf(series: readonly Sample[]): number {
  const meanRound = mean(series.map(({ round }) => round));
  const meanBytes = mean(series.map(total));
  const covariance = series.reduce(
    (sum, sample) => sum + (sample.round - meanRound) * (total(sample) - meanBytes),
    0,
  );
  const variance = series.reduce((sum, { round }) => sum + (round - meanRound) ** 2, 0);
  return ((covariance / variance) * 100) / MEGABYTE;
}

function say(name: string, slope: number, series: readonly Sample[]): void {
  const [first, last] = [series[0]!, series.at(-1)!];
  const change = (part: keyof HeldBytes): string =>
    `${part} ${(first[part] / MEGABYTE).toFixed(2)} -> ${(last[part] / MEGABYTE).toFixed(2)}`;
  process.stderr.write(
    `    ${name}: ${slope.toFixed(3)} MB per 100 rounds (${change('heap')}, ${change('external')} MB)\n`,
  );
}
function total({ heap, external }: HeldBytes): number {
  return heap + external;
}
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
