// Erasures as officers are told of them. Types, answers and OpenAPI in one.
import { z } from 'zod';
import { erasureAnswers } from '../rights/erasure-answers.js';
import { privacyStatement } from './report-schemas.js';

const timeMs = z.number().describe('milliseconds since 1970, by the coordinator');
const id = z.string().describe('lower-case hex');
const day = z.string().describe('UTC day, YYYY-MM-DD');

export const erasureReport = z
  .object({
    certificate: id.describe('hash of the certificate, which stays with the member and holds a pseudonym'),
    node: z.string().describe('that erased the person'),
    member: z.string(),
    requestedOn: day,
    dueOn: day,
    erasedOn: day,
    erasedInTime: z.boolean(),
    daysLeft: z
      .number()
      .nullable()
      .describe('until the last day in time, negative when it has passed; null once every study is answered'),
    entry: z.number().describe('position of the ledger’s entry'),
    toldAt: timeMs,
    studies: z
      .array(
        z.object({
          study: id,
          name: z.string(),
          status: z.string(),
          agreement: id,
          purpose: z.string(),
          computation: z.string(),
          model: z
            .object({ state: id.describe('hash of the newest state'), rounds: z.number() })
            .nullable()
            .describe('null where no round closed'),
          privacy: privacyStatement.describe('reserved or spent so far'),
          proposed: z.enum(erasureAnswers).describe('what the records bear out'),
          answer: z
            .object({
              answer: z.enum(erasureAnswers),
              successor: id.nullable().describe('study that was trained anew without the person'),
              reason: z.string(),
              by: z.string(),
              at: timeMs,
              entry: z.number().describe('position of the ledger’s entry'),
            })
            .nullable(),
        }),
      )
      .describe('that the person’s rows may have been part of'),
  })
  .meta({ id: 'Erasure' });
export type ErasureReport = z.input<typeof erasureReport>;
