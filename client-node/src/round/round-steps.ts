// The steps of a round, in the words of the protocol page; run-round.ts puts them in order.
import type { RoundRefused } from '../agreement/refusal.js';

export interface RoundSteps {
  /** @throws RoundRefused */
  checkAgainstAgreement(): Promise<void>;
  /** @throws RoundRefused `budget-exceeded` or `budget-expired` */
  reserveBudget(): void;
  contribute(): Promise<void>;
  checkSharesUntilSetIsFixed(): Promise<void>;
  commitToSet(): Promise<void>;
  releaseShares(): Promise<void>;
  openAndAdopt(): Promise<void>;
  close(): Promise<void>;

  refuse(reason: RoundRefused): Promise<'refused'>;
  burn(): Promise<void>;
  endWithoutResult(): Promise<'burned' | 'spent'>;
}
