// The failures of one round's steps: a step that fails again and again is tried ever more rarely, and told of only where that is news.
import type { Study } from '@chorale/models';
import { roundRoad, type RoundStep } from '../round/run-round.js';

const FIRST_WAIT_MS = 2_000;
const MOST_WAIT_MS = 60_000;
/** Of a study that is not known yet: its default. */
const SHORTEST_PHASE_SECONDS = 30;
/** A phase is long enough for so many tries, whatever its deadline. */
const TRIES_A_PHASE = 4;

/** `prepare`: what is fetched before the first step. */
type Step = 'prepare' | RoundStep;
const road: readonly Step[] = ['prepare', ...roundRoad];

interface Failing {
  readonly step: Step;
  readonly tries: number;
  readonly waitMs: number;
  readonly reason: string;
}

export interface StepFailure extends Failing {
  /** A first failure is told whole, a later one in short where the wait has grown or the reason is another. */
  readonly told: 'whole' | 'in short' | 'not at all';
}

export class StepFailures {
  private step: Step = 'prepare';
  private failing: Failing | undefined;

  /** @param recovered called once where a step that failed has been taken after all. */
  constructor(private readonly recovered: (failing: Pick<Failing, 'step' | 'tries'>) => void) {}

  /** All steps before it have been taken. */
  begins(step: Step): void {
    this.step = step;
    if (this.failing && road.indexOf(step) > road.indexOf(this.failing.step)) this.recover();
  }

  /** All steps have been taken. */
  adopted(): void {
    if (this.failing) this.recover();
  }

  /** The step that began last has failed. @param deadlines of its study, where that is known. */
  failed(reason: string, deadlines: Study['deadlines'] | undefined): StepFailure {
    const { step } = this;
    const before = this.failing?.step === step ? this.failing : undefined;
    const waitMs = Math.min(before ? 2 * before.waitMs : FIRST_WAIT_MS, mostWaitMs(deadlines));
    const failing = { step, tries: (before?.tries ?? 0) + 1, waitMs, reason };
    this.failing = failing;
    const isNews = !before || waitMs > before.waitMs || reason !== before.reason;
    return { ...failing, told: before ? (isNews ? 'in short' : 'not at all') : 'whole' };
  }

  private recover(): void {
    const { step, tries } = this.failing!;
    this.failing = undefined;
    this.recovered({ step, tries });
  }
}

function mostWaitMs(deadlines: Study['deadlines'] | undefined): number {
  const seconds = deadlines
    ? Math.min(deadlines.collectSeconds, deadlines.committeeSeconds)
    : SHORTEST_PHASE_SECONDS;
  return Math.max(FIRST_WAIT_MS, Math.min(MOST_WAIT_MS, (1000 * seconds) / TRIES_A_PHASE));
}
