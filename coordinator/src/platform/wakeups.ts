// Wake-ups say "look again" to whoever listens. Nothing depends on one: nodes poll as well.
import type { NodeId, RoundPhase } from '@chorale/crypto';

export interface WakeUp {
  /** What changed, in a word: `round-opened`, `contribution`, `set-fixed`... */
  readonly reason: string;
  readonly study?: string;
  readonly round?: string;
  /** Where the round stands: a node that lives it need not ask for its work list. */
  readonly progress?: { readonly phase: RoundPhase; readonly contributed: number };
  /** May wait so long for others to come with it; not at all by default. */
  readonly patienceMs?: number;
  /** Nodes that have something to do because of it; left out: all. */
  readonly audience?: readonly NodeId[];
  /** For people, where something went another way than planned; stays on this machine. */
  readonly detail?: string;
  /** Nodes have nothing new to do: it is told to those who watch. */
  readonly forWatchersOnly?: boolean;
}

export class Wakeups {
  readonly #listeners = new Set<(wakeUp: WakeUp) => void>();

  /** @returns a function that ends the subscription. */
  listen(listener: (wakeUp: WakeUp) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  wake(wakeUp: WakeUp): void {
    for (const listener of this.#listeners) listener(wakeUp);
  }
}
