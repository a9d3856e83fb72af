import {
  fetchAgreement,
  listAgreements,
  type AgreementInWork,
  type FetchedAgreement,
} from '../agreement/fetch-agreement.js';
import type { CoordinatorClient } from '../transport/coordinator-client.js';
import { UsageError } from './exit-codes.js';

export interface ChosenAgreement extends FetchedAgreement {
  readonly active: boolean;
  /** With the newest roster. */
  readonly signedByYou: boolean;
}

/**
 * The agreement that `--agreement` names by its hash or its beginning; without it the one that waits for this
 * node's signature, else the only one there is.
 * @throws UsageError listing the agreements where that leaves a choice.
 */
export async function chooseAgreement(
  client: CoordinatorClient,
  named: string | undefined,
): Promise<ChosenAgreement> {
  const all = await listAgreements(client);
  if (all.length === 0)
    throw new UsageError(
      'no agreement has been proposed yet; the coordinator proposes one when all members enrolled',
    );
  const candidates =
    named === undefined ? waitingOrAll(all) : all.filter(({ agreement }) => agreement.startsWith(named));
  const [only, ...others] = candidates;
  if (!only || others.length > 0) {
    const texts = await Promise.all(
      (only ? candidates : all).map(({ agreement }) => fetchAgreement(client, agreement)),
    );
    const list = texts.map(({ hash, terms }) => `  ${hash}  ${terms.title}`).join('\n');
    throw new UsageError(
      `${only ? 'several agreements fit' : 'no agreement fits'}; name one with --agreement HASH:\n${list}`,
    );
  }
  const { active, signedByYou } = only;
  return { ...(await fetchAgreement(client, only.agreement)), active, signedByYou };
}

function waitingOrAll(all: readonly AgreementInWork[]): readonly AgreementInWork[] {
  const waiting = all.filter(({ signedByYou }) => !signedByYou);
  return waiting.length > 0 ? waiting : all;
}
