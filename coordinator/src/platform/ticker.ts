// The clock's hand: deadlines, sums that wait, chunks nobody needs. Everything it does could be done twice.
import type { House } from '../house.js';
import type { Logger } from './logger.js';

const TICK_MS = 500;

export class Ticker {
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;
  #stopListening: (() => void) | undefined;

  constructor(
    private readonly house: House,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => {
      this.#ticking ??= this.tick().finally(() => {
        this.#ticking = undefined;
      });
    }, TICK_MS);
    // A set that was just fixed need not wait for the hand.
    this.#stopListening = this.house.wakeups.listen(({ reason }) => {
      if (reason === 'set-fixed') void this.addSums();
    });
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopListening?.();
    await this.#ticking;
    await this.house.deliveries.deliverDue();
    await this.addSums();
  }

  /** One movement of the hand. */
  async tick(): Promise<void> {
    try {
      await this.house.rounds.tick();
      await this.house.sums.addWaiting();
      await this.house.openings.openWaiting();
      await this.house.chunkKeeper.eraseUnneeded();
      await this.house.requests.flush();
      // Not waited for: a receiver that is slow must not hold up rounds.
      this.house.deliveries.deliverDue().catch((error: unknown) => {
        this.logger.error({ err: error }, 'deliveries failed; the next tick tries again');
      });
    } catch (error) {
      this.logger.error({ err: error }, 'a tick failed; the next one tries again');
    }
  }

  /** Never rejects: nobody waits for it, and a database that does not answer must not end the process. */
  private async addSums(): Promise<void> {
    try {
      await this.house.sums.addWaiting();
    } catch (error) {
      this.logger.error({ err: error }, 'sums could not be added; the next tick tries again');
    }
  }
}
