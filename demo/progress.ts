// Follows the five nodes' events and says what is going on: one line that changes at a terminal, a line a round elsewhere.
import type { NodeEvent } from '@chorale/client-node';
import type { RoundReport, TimedPhase } from '@chorale/client-node/reports';
import type { Language } from '@chorale/models';
import type { StudyEnded } from './federation.ts';
import { wordsOf } from './words.ts';

/** What the launcher saw of one round, by its own clock. */
interface RoundSeen {
  readonly position: number;
  /** Moment of the first event that says a phase was reached, milliseconds. */
  readonly reached: Partial<Record<TimedPhase | 'closed', number>>;
  outcome: RoundReport['outcome'] | undefined;
  contributors: number;
  epsilonAfter: number | undefined;
  /** By node, cumulative. */
  readonly bytesSent: Map<string, number>;
  adoptedBy: number;
}
export type RoundTrace = Omit<RoundReport, 'auc' | 'loss'> & { readonly position: number };

/** The event that shows that a phase has begun. */
const begins: Partial<Record<NodeEvent['event'], TimedPhase>> = {
  'round-opened': 'collecting',
  committed: 'committing',
  released: 'releasing',
  adopted: 'adopting',
};

export class Progress {
  private readonly rounds = new Map<string, RoundSeen>();
  private readonly ends = new Map<string, StudyEnded>();
  private readonly words: ReturnType<typeof wordsOf>;
  private readonly nodes: number;
  private readonly planned: number;
  private readonly language: Language;
  private readonly say: (line: string, lasts: boolean) => void;

  /** @param planned rounds of the study at most. */
  constructor(
    nodes: number,
    planned: number,
    language: Language,
    say: (line: string, lasts: boolean) => void,
  ) {
    this.nodes = nodes;
    this.planned = planned;
    this.language = language;
    this.say = say;
    this.words = wordsOf(language);
  }

  /** Takes one line of a node's stdout. */
  take(node: string, line: string): void {
    const event = JSON.parse(line) as NodeEvent;
    if (event.event === 'study-ended' && event.model !== null)
      this.ends.set(node, { ...event, model: event.model });
    if (event.event === 'data-loaded')
      for (const warning of event.warnings) this.say(`${node}: ${warning}`, true);
    if (!('round' in event)) return;
    if ('reason' in event) this.say(`${node}: ${event.reason}`, true);
    const round = this.roundOf(event.round, event.position);
    const phase = begins[event.event];
    if (phase) round.reached[phase] ??= Date.now();
    if (event.event === 'adopted') this.adopted(node, event, round);
    if (event.event === 'burned' || event.event === 'spent') round.outcome = event.event;
    this.sayRound(round, phase ?? 'collecting');
  }

  /** Ends of the study, by node; complete when every node has told. */
  get ended(): ReadonlyMap<string, StudyEnded> {
    return this.ends;
  }

  /** Every round that ended, in order. */
  traces(): RoundTrace[] {
    let before = 0;
    return [...this.rounds.values()].flatMap((round) => {
      if (!round.outcome) return [];
      const sent = round.bytesSent.size === 0 ? before : mean([...round.bytesSent.values()]);
      const bytesPerNode = sent - before;
      before = sent;
      return [
        {
          position: round.position,
          outcome: round.outcome,
          contributors: round.contributors,
          milliseconds: durations(round.reached),
          epsilonAfter: round.epsilonAfter ?? null,
          bytesPerNode,
        },
      ];
    });
  }

  private roundOf(id: string, position: number): RoundSeen {
    const known = this.rounds.get(id);
    if (known) return known;
    const round: RoundSeen = {
      position,
      reached: {},
      outcome: undefined,
      contributors: 0,
      epsilonAfter: undefined,
      bytesSent: new Map(),
      adoptedBy: 0,
    };
    this.rounds.set(id, round);
    return round;
  }

  private adopted(node: string, event: Extract<NodeEvent, { event: 'adopted' }>, round: RoundSeen): void {
    round.outcome = 'closed';
    round.contributors = event.nodes;
    round.epsilonAfter = event.privacy.epsilon ?? undefined;
    round.bytesSent.set(node, event.bytesSent);
    round.adoptedBy += 1;
    if (round.adoptedBy === this.nodes) round.reached.closed = Date.now();
  }

  private sayRound(round: RoundSeen, phase: TimedPhase): void {
    const isOver = round.reached.closed !== undefined;
    const { words } = this;
    const spent =
      round.epsilonAfter ?? [...this.rounds.values()].findLast((other) => other.epsilonAfter)?.epsilonAfter;
    const sent = Math.max(
      0,
      ...[...this.rounds.values()].map((other) => mean([...other.bytesSent.values()])),
    );
    const parts = [
      `${words.round} ${round.position + 1} ${words.of} ${this.planned}`,
      isOver ? words.phases.closed : words.phases[phase],
      `${words.bytesPerNode} ${Math.round(sent).toLocaleString(this.language)}`,
      spent === undefined ? words.noPrivacy : `epsilon ${spent.toFixed(4)}`,
    ];
    this.say(`  ${parts.join('  ·  ')}`, isOver);
  }
}

function durations(reached: RoundSeen['reached']): RoundReport['milliseconds'] {
  const phases = ['collecting', 'committing', 'releasing', 'adopting', 'closed'] as const;
  const lengths: Partial<Record<TimedPhase, number>> = {};
  for (const [index, phase] of phases.entries()) {
    const next = phases[index + 1];
    if (phase === 'closed' || !next) continue;
    const [from, to] = [reached[phase], reached[next]];
    if (from !== undefined && to !== undefined) lengths[phase] = Math.max(0, to - from);
  }
  return lengths;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
