import { agreementHash, work as workMessage, type AgreementHash, type Work } from '@chorale/crypto';
import { agreementSchema, mistakesInWords, readWritten, type Agreement } from '@chorale/models';
import type { CoordinatorClient } from '../transport/coordinator-client.js';
import { SigningRefused } from './signing-refused.js';

export interface FetchedAgreement {
  readonly hash: AgreementHash;
  readonly terms: Agreement;
  /** JSON text as proposed: what is signed. */
  readonly bytes: Uint8Array;
}
export type AgreementInWork = Work['agreements'][number];

/** What the coordinator holds for this node to sign or signed. */
export async function listAgreements(client: CoordinatorClient): Promise<readonly AgreementInWork[]> {
  return workMessage.decode(await client.request('work')).agreements;
}

/** @throws SigningRefused when the text is not the one that the hash names, or no valid agreement. */
export async function fetchAgreement(
  client: CoordinatorClient,
  hash: AgreementHash,
): Promise<FetchedAgreement> {
  const bytes = await client.request('agreement', { params: { agreement: hash } });
  if (agreementHash(bytes) !== hash)
    throw new SigningRefused(
      'agreement-differs',
      `the coordinator shows another text than agreement ${hash}`,
    );
  return { hash, terms: parseAgreement(bytes), bytes };
}

/** @throws SigningRefused naming every mistake. */
function parseAgreement(bytes: Uint8Array): Agreement {
  const refuse = (reason: string): SigningRefused =>
    new SigningRefused('agreement-malformed', `the agreement is not valid for this version: ${reason}`);
  let text: unknown;
  try {
    text = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  const reading = readWritten(agreementSchema, text, { quotes: true });
  if (!reading.isRight) throw refuse(`\n${mistakesInWords(reading.mistakes).join('\n')}`);
  return reading.data;
}
