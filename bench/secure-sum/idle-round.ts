// How long a round takes where nobody waits for work: from the descriptor to the adopted model at every node, all of
// them processes on this machine, a thousand values, small parameters (P2). Needs the built packages.
import { median, type BenchRow } from '../bench-row.ts';
import { IdleFederation } from './idle-federation.ts';

/** Rounds until the processes have compiled what each round runs; a federation that is up lies beyond them. */
const WARM_UP = 60;
const MEASURED = 40;

/** Medians over the rounds of one study, for a federation of ten nodes and one of five. */
export async function idleRounds(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of [10, 5])
    rows.push({ id: `round.idle-ms.${size}-nodes`, value: median(await roundTimes(size)), unit: 'ms' });
  return rows;
}

/** Milliseconds from a round's descriptor, by the coordinator's clock, to the last node that adopted, by round. */
async function roundTimes(size: number): Promise<number[]> {
  const federation = await IdleFederation.form(size);
  try {
    const adopted = new Map<number, number[]>();
    const ended = new Promise<void>((resolve, reject) => {
      let nodesEnded = 0;
      federation.onEvent((_node, event) => {
        if (event.event === 'adopted')
          adopted.set(event.position, [...(adopted.get(event.position) ?? []), Date.now()]);
        if (event.event === 'step-failed' || event.event === 'refused') reject(new Error(event.reason));
        if (event.event === 'study-ended' && (nodesEnded += 1) === size) resolve();
      });
    });
    await federation.startStudy('idle', WARM_UP + MEASURED);
    await ended;
    return (await federation.roundsOpened())
      .filter(({ position }) => position >= WARM_UP)
      .map(({ position, at }) => Math.max(...adopted.get(position)!) - at);
  } finally {
    await federation.stop();
  }
}
