// A process that can be killed: at once, or at its n-th durable write from now, with what is written on the disk and what
// it was about to say unsaid.
/** Thrown through the code of a process that is no more; it can neither write nor send after that. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export class Life {
  #alive = true;
  #writesLeft = Infinity;

  hasEnded(): boolean {
    return !this.#alive;
  }
  end(): void {
    this.#alive = false;
  }
  /** @param writes it dies in the very moment that so many more are durable. */
  endAfter(writes: number): void {
    this.#writesLeft = writes;
  }
  /** @throws Killed */
  requireAlive(): void {
    if (!this.#alive) throw new Killed();
  }
  /** Something has just been written. @throws Killed when that was the last thing. */
  wrote(): void {
    this.#writesLeft -= 1;
    if (this.#writesLeft <= 0) this.#alive = false;
    this.requireAlive();
  }
}
