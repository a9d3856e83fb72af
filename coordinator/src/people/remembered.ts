// Rows that every request asks for, kept until anything of their kind changes. One coordinator has the database to
// itself, so what it wrote itself is all that can change.

/** Bounds the memory that strangers' tries can take. */
const MOST_KEPT = 10_000;

export class Remembered<Row> {
  readonly #rows = new Map<string, Row>();
  /** Counts {@link forget}: what was read before it is not kept after. */
  #generation = 0;

  /** @param read undefined where there is no such row, which is not kept. */
  async find<Found extends Row | undefined>(key: string, read: () => Promise<Found>): Promise<Found> {
    const known = this.#rows.get(key);
    if (known !== undefined) return known as Found;
    const generation = this.#generation;
    const row = await read();
    if (row !== undefined && generation === this.#generation) {
      if (this.#rows.size >= MOST_KEPT) this.#rows.clear();
      this.#rows.set(key, row);
    }
    return row;
  }

  /** Whatever was read changed, or may have. */
  forget(): void {
    this.#generation += 1;
    this.#rows.clear();
  }
}
