// For whom results are written: a party, or somebody whom the agreement names.
import { partyRoleOf, type Agreement } from '@chorale/models';
import { ModelHeld } from './model-held.js';

/**
 * @param recipient as a person names it; undefined: this member itself.
 * @param members of the roster in force.
 * @throws ModelHeld for anybody whom the agreement does not name.
 */
export function requireRecipient(
  agreement: Agreement,
  recipient: string | undefined,
  members: readonly string[],
): void {
  if (recipient === undefined) return;
  const isParty = members.includes(recipient) && partyRoleOf(agreement, recipient) !== undefined;
  if (isParty || agreement.recipients.some((entry) => entry === recipient || nameIn(entry) === recipient))
    return;
  const named = agreement.recipients.map((entry) => `"${entry}"`).join(', ');
  throw new ModelHeld(
    `the agreement "${agreement.title}" lets nobody called "${recipient}" use its results; beside the parties it names ` +
      `${named === '' ? 'nobody' : named}. Propose an amendment that names them under recipients, or write the file for this member alone`,
  );
}

/** An entry may say what for, behind a comma: `the letter shop, to print`. */
function nameIn(entry: string): string {
  return entry.split(',')[0]!.trim();
}
