// Scores in memory, and when they are made anew: on a schedule, when somebody asks for it, and after an erasure.
import type { Clock } from '../clock.js';
import type { Scores, ScoreTables } from './answer.js';

export interface FreshScoresParts {
  /** Reads the rows and scores them. */
  readonly read: () => Promise<ScoreTables>;
  /** Changes with each erasure, and with whatever else may not wait for the schedule. */
  readonly changes: () => number | string;
  readonly clock: Clock;
  readonly everyMs: number;
  readonly onRead: (tables: ScoreTables) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Scores whose rows are older than this many intervals are answered no more: opt-outs since would not count. */
const MOST_INTERVALS = 3;
/** After a reading that failed, changes that it should have read wait this long. */
const RETRY_MS = 10_000;

export class FreshScores {
  private scores: Scores | undefined;
  /** What the last reading began from, and the last one that succeeded. */
  private changesTried: number | string = 0;
  private changesRead: number | string = 0;
  private triedAt = 0;
  private failedAt = 0;
  private running: Promise<void> | undefined;
  private again = false;

  constructor(private readonly parts: FreshScoresParts) {}

  /** For the first time: what fails here is for the caller. */
  async start(): Promise<void> {
    await this.readOnce();
  }

  current(): Scores | undefined {
    const { clock, everyMs } = this.parts;
    const { scores } = this;
    return scores && clock.now() - scores.readAt <= MOST_INTERVALS * everyMs ? scores : undefined;
  }

  /** To be called every few seconds. */
  check(): void {
    const { clock, everyMs, changes } = this.parts;
    const isDue = clock.now() - this.triedAt >= everyMs;
    if (isDue || changes() !== this.changesTried || this.isRetryDue()) void this.readAgain();
  }

  private isRetryDue(): boolean {
    const hasFailed = this.changesRead !== this.changesTried && this.running === undefined;
    return hasFailed && this.parts.clock.now() - this.failedAt >= RETRY_MS;
  }

  /** Reads now; where a reading is under way, another one follows it. Failures are reported, and the scores before stay. */
  readAgain(): Promise<void> {
    this.again = true;
    this.running ??= this.readWhileAsked().finally(() => (this.running = undefined));
    return this.running;
  }

  private async readWhileAsked(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        await this.readOnce();
      } catch (error) {
        this.failedAt = this.parts.clock.now();
        this.parts.onFailure(error);
      }
    }
  }

  private async readOnce(): Promise<void> {
    const { read, changes, clock, onRead } = this.parts;
    const readAt = clock.now();
    this.triedAt = readAt;
    const tried = changes();
    this.changesTried = tried;
    const tables = await read();
    this.changesRead = tried;
    this.scores = { tables, readAt };
    onRead(tables);
  }
}
