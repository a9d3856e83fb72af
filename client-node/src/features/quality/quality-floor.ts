import { RoundRefused } from '../../agreement/refusal.js';

/** @throws RoundRefused `data-quality`; how far below the floor the data is, this node alone is told. */
export function requireFloor(score: number, floor: number): void {
  if (score < floor)
    throw new RoundRefused(
      'data-quality',
      `the data quality of this node is below the ${floor} that the agreement asks for; "chorale-node quality" on the node says what to do`,
    );
}
