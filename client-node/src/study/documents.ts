// Agreements and studies as the JSON texts that were signed and hashed.
import { studyId, type StudyId } from '@chorale/crypto';
import {
  agreementSchema,
  mistakesInWords,
  readWritten,
  studyDocumentSchema,
  type Agreement,
  type StudyDocument,
} from '@chorale/models';
import type { z } from 'zod';
import { RoundRefused } from '../agreement/refusal.js';

/** @throws RoundRefused `unknown-study` for another text than the one that the id names, or none of this version. */
export function readStudy(id: StudyId, bytes: Uint8Array): StudyDocument {
  if (studyId(bytes) !== id)
    throw new RoundRefused('unknown-study', 'the study is not the document that its id names');
  return parse(studyDocumentSchema, bytes, 'unknown-study');
}

/** @throws RoundRefused `unknown-agreement` for what is no agreement of this version. */
export function readAgreement(bytes: Uint8Array): Agreement {
  return parse(agreementSchema, bytes, 'unknown-agreement');
}

function parse<T>(schema: z.ZodType<T>, bytes: Uint8Array, code: 'unknown-agreement' | 'unknown-study'): T {
  const reading = readWritten(schema, parseJson(bytes, code), { quotes: true });
  if (reading.isRight) return reading.data;
  throw new RoundRefused(code, `the document is not valid:\n${mistakesInWords(reading.mistakes).join('\n')}`);
}

function parseJson(bytes: Uint8Array, code: 'unknown-agreement' | 'unknown-study'): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new RoundRefused(code, `the document is no JSON text: ${String(error)}`);
  }
}
