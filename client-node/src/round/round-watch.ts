// How a round's story waits: the coordinator's work list says which phase a round is in; each wake-up
// brings a newer list. The list is a hint about when to act, never about what is true.
import type { RoundPhase, Work } from '@chorale/crypto';

export type RoundWork = Pick<Work['rounds'][number], 'round' | 'study' | 'phase' | 'contributed'>;
/** Where a round stands. */
export type RoundProgress = Pick<RoundWork, 'phase' | 'contributed'>;

/** Whether nothing of a round is still to come. */
export function isOver({ phase }: Pick<RoundWork, 'phase'>): boolean {
  return phase === 'closed' || phase === 'burned' || phase === 'spent';
}

/** How far a round has come; it never goes back. Burning, burned and spent leave the road from collecting to closed. */
const progressOf: Readonly<Record<RoundPhase, number>> = {
  collecting: 0,
  committing: 1,
  releasing: 2,
  burning: 2,
  adopting: 3,
  closed: 4,
  burned: 4,
  spent: 4,
};

/** The round left its road: it must be burned, or it counts as spent. */
export class RoundLeftRoad extends Error {
  override readonly name = 'RoundLeftRoad';
  constructor(readonly phase: 'burning' | 'burned' | 'spent') {
    super(`the round is ${phase}`);
  }
}

export class RoundWatch {
  private current: RoundWork;
  private waiting: { check: () => boolean; fail: (reason: Error) => void }[] = [];
  private abandoned: Error | undefined;

  constructor(first: RoundWork) {
    this.current = first;
  }

  get now(): RoundWork {
    return this.current;
  }

  /** Called for each work list and hint; one that was overtaken on its way changes nothing. */
  update({ phase, contributed }: RoundProgress): void {
    const { current } = this;
    if (progressOf[phase] < progressOf[current.phase]) return;
    this.current = { ...current, phase, contributed: Math.max(current.contributed, contributed) };
    this.settle();
  }

  /** Ends every wait, also those to come: for a node that stops, or a round that nobody lists any more. */
  abandon(reason: Error): void {
    this.abandoned = reason;
    for (const waiter of this.waiting) waiter.fail(reason);
    this.waiting = [];
  }

  /**
   * Resolves once the round stands at `phase` or past it.
   * @throws RoundLeftRoad when it is burning, burned or spent instead.
   */
  reached(phase: RoundPhase): Promise<void> {
    return this.until((work) => {
      const { phase: now } = work;
      if (now === 'burning' || now === 'burned' || now === 'spent') throw new RoundLeftRoad(now);
      return progressOf[now] >= progressOf[phase];
    });
  }

  /** Resolves once `test` holds; what it throws ends the wait. */
  until(test: (work: RoundWork) => boolean): Promise<void> {
    if (this.abandoned) return Promise.reject(this.abandoned);
    return new Promise((resolve, reject) => {
      const fail = (reason: unknown): void => {
        reject(reason instanceof Error ? reason : new Error(String(reason)));
      };
      const check = (): boolean => {
        try {
          if (!test(this.current)) return false;
          resolve();
        } catch (error) {
          fail(error);
        }
        return true;
      };
      if (!check()) this.waiting.push({ check, fail });
    });
  }

  /** Resolves with `pause`, or before it once the round moves on, or its waits are ended: the next one then says why. */
  async movedOn(pause: Promise<void>): Promise<void> {
    const { phase } = this.current;
    let hasPaused = false;
    const left = this.until((work) => hasPaused || work.phase !== phase).catch(() => undefined);
    await Promise.race([pause, left]);
    hasPaused = true;
    this.settle();
  }

  private settle(): void {
    this.waiting = this.waiting.filter((waiter) => !waiter.check());
  }
}
