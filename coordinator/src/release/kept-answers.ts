// Answers that never change and that many nodes ask for at the same moment: made once, and sent to all from the same
// memory.
export class KeptAnswers {
  readonly #answers = new Map<string, Promise<Uint8Array>>();
  readonly #sizes = new Map<string, number>();
  #bytes = 0;

  /** @param mostBytes of all that are kept; the one that was made first goes first. */
  constructor(private readonly mostBytes: number) {}

  /** @param key names the answer for ever: whatever it depends on is part of it. */
  get(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = make();
    this.#answers.set(key, answer);
    answer.then(
      ({ length }) => this.weigh(key, length),
      () => this.#answers.delete(key),
    );
    return answer;
  }

  private weigh(key: string, length: number): void {
    this.#sizes.set(key, length);
    this.#bytes += length;
    for (const [oldest, size] of this.#sizes) {
      if (this.#bytes <= this.mostBytes) break;
      this.#answers.delete(oldest);
      this.#sizes.delete(oldest);
      this.#bytes -= size;
    }
  }
}
