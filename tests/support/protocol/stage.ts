// From a history to a verdict: a federation of its own, all that happens to it, peace, and the invariants.
import { join } from 'node:path';
import type { RingEngine } from '@chorale/crypto';
import { found, removeFolder, simulationFolder, type Founded, type Terms } from './founded.js';
import type { History } from './history.js';
import { checkWorld } from './invariants.js';
import { World } from './world.js';

/** With noise members keep the sum to themselves; without, the coordinator opens it as well. */
const TERMS: Readonly<Record<History['mode'], Terms>> = {
  pooled: { mode: 'pooled', release: 'members' },
  none: { mode: 'none', release: 'coordinator' },
};

/** A place where histories are told, each to a fresh copy of one founded federation. */
export class Stage {
  private readonly folder = simulationFolder();
  private readonly founded = new Map<History['mode'], Promise<Founded>>();
  private told = 0;

  constructor(private readonly ring: RingEngine) {}

  /** @throws what was broken, or what a real process should not have thrown. */
  async tell({ mode, rounds, happenings }: History): Promise<void> {
    this.told += 1;
    const folder = join(this.folder, `history-${this.told}`);
    const world = await World.begin(folder, await this.federation(mode), this.ring, studyOf(mode, rounds));
    try {
      for (const happening of happenings) await world.happen(happening);
      await checkWorld(world);
    } finally {
      await world.close();
      removeFolder(folder);
    }
  }

  async close(): Promise<void> {
    await this.ring.close();
    removeFolder(this.folder);
  }

  private federation(mode: History['mode']): Promise<Founded> {
    const founded = this.founded.get(mode) ?? found(join(this.folder, mode), TERMS[mode], this.ring);
    this.founded.set(mode, founded);
    return founded;
  }
}

/** One to three rounds that are quick to compute. */
function studyOf(mode: History['mode'], rounds: History['rounds']): object {
  const study = {
    format: 'chorale-study/1',
    name: 'who-returns',
    agreement: 'Repurchase',
    features: ['recency', 'member'],
    deadlines: { collectSeconds: 40, committeeSeconds: 20 },
  };
  if (rounds === 1) return { ...study, computation: 'statistics' };
  // The first of the rounds counts means and deviations.
  const settings = mode === 'none' ? { newtonRounds: rounds - 1 } : { gradientRounds: 2 };
  return { ...study, computation: 'logistic-regression', settings };
}
