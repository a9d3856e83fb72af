// An evidence pack held against a verified ledger: every figure is computed again from the entries.
import {
  leafHash,
  ledgerEntry,
  readRoster,
  type EntryReader,
  type LedgerEntry,
  type LedgerPreamble,
} from '@chorale/crypto';
import {
  checkPack,
  EvidenceLedger,
  packSchema,
  type EvidencePack,
  type PackVerdict,
} from '@chorale/models/evidence';
import { z } from 'zod';
import { bytesOf, parsedJson } from './payload.js';

/** A file that is no evidence pack. */
export class NoPackError extends Error {
  override readonly name = 'NoPackError';
}

/** @throws NoPackError, which says what is wrong with it. */
export function readPack(text: string): EvidencePack {
  const parsed = packSchema.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue && issue.path.length > 0 ? `/${issue.path.join('/')}: ` : '';
  throw new NoPackError(`${place}${issue?.message ?? z.prettifyError(parsed.error)}`);
}

export class PackAudit implements EntryReader {
  private readonly ledger: EvidenceLedger;
  private federation: EvidencePack['federation'] = { id: '', name: '', coordinatorKey: '' };

  constructor(private readonly pack: EvidencePack) {
    this.ledger = new EvidenceLedger(pack.scope, pack.ledger.size, (base64) => readRoster(bytesOf(base64)));
  }

  /** Head that has to be part of the ledger. */
  get head(): { readonly size: number; readonly root: string } {
    return this.pack.ledger;
  }

  read(entry: LedgerEntry, payload: string | null, preamble: LedgerPreamble): void {
    this.federation = {
      id: preamble.federation,
      name: preamble.federationName,
      coordinatorKey: preamble.coordinatorKey,
    };
    const { index: position, at, kind, actor, subject } = entry;
    if (!this.ledger.tells(position, kind)) return;
    const hash = Buffer.from(leafHash(ledgerEntry.encode(entry))).toString('hex');
    this.ledger.read({ position, at, kind, actor, subject, hash, payload });
  }

  /** Once the ledger was verified to its end. @throws UnknownPrivacyEventError for a round of a later version. */
  verdict(): PackVerdict {
    return checkPack(this.pack, this.ledger, this.federation);
  }
}
