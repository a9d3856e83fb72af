// What has become of an agreement, in a word.
import type { AgreementSummary } from '../reports/report-schemas.js';

/** `over`: a party is against it, or another one took its place; it does not wait for anybody. */
export function agreementState({ active, over }: Pick<AgreementSummary, 'active' | 'over'>): string {
  if (active) return 'active';
  return over ? 'over' : 'waiting';
}
