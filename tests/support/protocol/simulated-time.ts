// The one clock of a simulated federation. It stands still until a history moves it.
import type { Life } from './life.js';

interface Timer {
  readonly at: number;
  readonly life: Life;
  readonly fire: () => void;
}

export class SimulatedTime {
  private timers: Timer[] = [];

  constructor(private current: number) {}

  now(): number {
    return this.current;
  }
  /** Whole milliseconds, as clocks tell them. Fires once the clock has come so far, unless that life is over then. */
  after(ms: number, life: Life, fire: () => void): void {
    this.timers.push({ at: this.current + Math.ceil(ms), life, fire });
  }
  /** When the next timer is due; Infinity where there is none. */
  nextDue(): number {
    this.timers = this.timers.filter(({ life }) => !life.hasEnded());
    return this.timers.reduce((least, { at }) => Math.min(least, at), Infinity);
  }
  /** Moves the clock and fires what is due, in the order of due times. */
  moveTo(at: number): void {
    this.current = Math.max(this.current, at);
    const due = this.timers.filter((timer) => timer.at <= this.current).sort((a, b) => a.at - b.at);
    this.timers = this.timers.filter((timer) => timer.at > this.current);
    for (const { life, fire } of due) if (!life.hasEnded()) fire();
  }
}
