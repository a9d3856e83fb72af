// What the law asks to be looked at: when an assessment is called for, and which risks it weighs.
import { z } from 'zod';
import { figureSchema, proofSchema } from './figure.js';

export const legalCriteria = [
  'evaluation-or-scoring',
  'sensitive-data',
  'matching-datasets',
  'new-technology',
  'large-scale',
  'vulnerable-persons',
] as const;
export const piplCases = [
  'sensitive-information',
  'automated-decisions',
  'entrusted-or-provided',
  'sent-abroad',
  'major-effect',
] as const;
export const riskNames = [
  'exposed-contribution',
  'inference-from-results',
  'other-purpose',
  'without-legal-basis',
  'transfer-abroad',
  'rights-not-carried-out',
  'manipulated-model',
  'kept-too-long',
  'rewritten-records',
] as const;

/** GDPR Art. 35(7) and PIPL Art. 55, 56: what the ledger has to say of it. */
export const assessmentSchema = z
  .strictObject({
    agreement: z.string(),
    gdpr: z.array(
      z.strictObject({
        criterion: z.enum(legalCriteria),
        applies: z.boolean().nullable().describe('null: for people to judge'),
        proof: proofSchema,
      }),
    ),
    pipl: z.array(
      z.strictObject({ case: z.enum(piplCases), applies: z.boolean().nullable(), proof: proofSchema }),
    ),
    risks: z.array(
      z.strictObject({
        risk: z.enum(riskNames),
        figures: z.array(z.strictObject({ name: z.string(), figure: figureSchema })),
      }),
    ),
  })
  .meta({ id: 'ImpactAssessment' });
