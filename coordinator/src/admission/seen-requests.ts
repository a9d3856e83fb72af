// Which requests came before, in memory that does not grow with them: fingerprints in two tables, of now and of before,
// that change places. A federation at work sends hundreds of requests a round, and a string for each grew for ten minutes.
import { hash } from 'node:crypto';
import { REPLAY_WINDOW_MS, type NodeId } from '@chorale/crypto';

/**
 * A request may be signed a window ahead of the coordinator's clock, and is refused as stale a window after it was signed:
 * for so long after it came, it must be known. Each table serves for so long, and as long again as the one of before.
 */
const TABLE_MS = 2 * REPLAY_WINDOW_MS;
/** Of a fingerprint. A fresh request is refused for another's fingerprint with a chance below 1 in 10^9 at 100,000 known. */
const FINGERPRINT_BYTES = 6;
/** Two megabytes in all; room for thousands of rounds of a small federation. */
const FEWEST_PLACES = 2 ** 17;

export class SeenRequests {
  #now = new FingerprintTable();
  #before = new FingerprintTable();
  #since = -Infinity;

  /**
   * @param now milliseconds since 1970, the coordinator's clock.
   * @returns whether the request is new, which it is once.
   */
  add(node: NodeId, nonce: string, now: number): boolean {
    if (now - this.#since >= TABLE_MS) this.change(now);
    const fingerprint = hash('sha256', `${node} ${nonce}`, 'buffer').readUIntBE(0, FINGERPRINT_BYTES);
    return !this.#before.has(fingerprint) && this.#now.add(fingerprint);
  }

  private change(now: number): void {
    // After a long silence the one of before is too old as well, and erased by the next change.
    [this.#now, this.#before] = [this.#before, this.#now];
    this.#now.clear();
    this.#since = now;
  }
}

/** Open addressing with linear probing; doubles when half full. */
class FingerprintTable {
  /** One more than the fingerprint, 0 where nothing is. */
  #places = new Float64Array(FEWEST_PLACES);
  #count = 0;

  has(fingerprint: number): boolean {
    return this.#places[this.placeOf(fingerprint)] !== 0;
  }

  /** @returns whether it was not there. */
  add(fingerprint: number): boolean {
    if (2 * this.#count >= this.#places.length) this.double();
    const place = this.placeOf(fingerprint);
    if (this.#places[place] !== 0) return false;
    this.#places[place] = fingerprint + 1;
    this.#count += 1;
    return true;
  }

  clear(): void {
    this.#places.fill(0);
    this.#count = 0;
  }

  private placeOf(fingerprint: number): number {
    const places = this.#places;
    for (let place = fingerprint % places.length; ; place = (place + 1) % places.length)
      if (places[place] === 0 || places[place] === fingerprint + 1) return place;
  }

  private double(): void {
    const smaller = this.#places;
    this.#places = new Float64Array(2 * smaller.length);
    for (const held of smaller) if (held !== 0) this.#places[this.placeOf(held - 1)] = held;
  }
}
