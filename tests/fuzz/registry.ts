// Every decoder of bytes from outside. registry.test.ts fails where one is defined and not listed here.
import type { FuzzedDecoder } from '../support/fuzz/fuzz-decoder.js';
import { codecDecoders, messageDecoders } from './decoders/codecs.js';
import { documentDecoders } from './decoders/documents.js';
import { evidenceDecoders } from './decoders/evidence.js';
import { governanceDecoders } from './decoders/governance.js';
import { identityDecoders } from './decoders/identities.js';
import { ledgerAuditDecoders } from './decoders/ledger-audits.js';
import { ledgerDecoders } from './decoders/ledgers.js';
import { packDecoders } from './decoders/packs.js';
import { ringDecoders } from './decoders/rings.js';
import { stateDecoders } from './decoders/states.js';

export const decoders: readonly FuzzedDecoder[] = [
  ...codecDecoders,
  ...messageDecoders,
  ...governanceDecoders,
  ...identityDecoders,
  ...ringDecoders,
  ...evidenceDecoders,
  ...ledgerDecoders,
  ...ledgerAuditDecoders,
  ...packDecoders,
  ...stateDecoders,
  ...documentDecoders,
];
