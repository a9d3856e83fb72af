// From a history to a verdict: a federation of its own, all that happens to it, peace, and the invariants.
import { join } from 'node:path';
import type { RingEngine } from '@chorale/crypto';
import { federations, studyOf, type FederationName } from './federations.js';
import { found, removeFolder, simulationFolder, type Founded } from './founded.js';
import type { History } from './history.js';
import { checkWorld } from './invariants.js';
import type { Fault } from './planted-faults.js';
import { World } from './world.js';

/** A place where histories are told, each to a fresh copy of one founded federation. */
export class Stage {
  private readonly folder = simulationFolder();
  private readonly foundings = new Map<FederationName, Promise<Founded>>();
  private told = 0;

  constructor(private readonly ring: RingEngine) {}

  /** @throws what was broken, or what a real process should not have thrown. */
  async tell({ federation, rounds, happenings }: History, fault?: Fault): Promise<void> {
    this.told += 1;
    const folder = join(this.folder, `history-${this.told}`);
    const study = studyOf(federations[federation], rounds);
    const world = await World.begin(folder, await this.founded(federation), this.ring, study, fault);
    try {
      for (const happening of happenings) await world.happen(happening);
      await checkWorld(world, fault?.kMin);
    } finally {
      await world.close();
      removeFolder(folder);
    }
  }

  async close(): Promise<void> {
    await this.ring.close();
    removeFolder(this.folder);
  }

  private founded(name: FederationName): Promise<Founded> {
    const founding = this.foundings.get(name) ?? found(join(this.folder, name), federations[name], this.ring);
    this.foundings.set(name, founding);
    return founding;
  }
}
