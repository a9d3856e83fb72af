// Wake-ups say "look again" to whoever listens. Nothing depends on one: nodes poll as well.

export interface WakeUp {
  /** What changed, in a word: `round-opened`, `contribution`, `set-fixed`... */
  readonly reason: string;
  readonly study?: string;
  readonly round?: string;
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
