import { SecureSumError } from '../errors.js';
import type { SumRequest } from './secure-sum.js';

/** @throws SecureSumError `too-few-contributions` below kMin; `too-few-shares` when too many members are away. */
export function checkSumRequest({ contributions, kMin, committee, away, threshold }: SumRequest): void {
  if (contributions.size < kMin)
    throw new SecureSumError(
      'too-few-contributions',
      `${contributions.size} contributions arrived and ${kMin} are needed; nothing opens, start a fresh round`,
      { contributions: contributions.size, kMin },
    );
  const present = committee.filter((member) => !away?.has(member)).length;
  if (present < threshold)
    throw new SecureSumError(
      'too-few-shares',
      `${present} of ${threshold} committee members answer; wait for more members`,
      { threshold, shares: present },
    );
}
