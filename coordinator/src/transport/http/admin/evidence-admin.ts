// Evidence packs for officers, auditors and administrators.
import { packPage, packSchema, type EvidenceScope } from '@chorale/models/evidence';
import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { CoordinatorError } from '../../../platform/errors.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { examplePack } from './evidence-example.js';

const evidence = adminRoute({
  method: 'GET',
  path: 'evidence',
  tag: 'evidence',
  summary:
    'The evidence pack of a study, a member or a period: records of processing, impact assessments, processors, budgets, models, ' +
    'data flow, incidents, rights and cryptography, each figure with the ledger entries that it follows from',
  query: z.strictObject({
    study: z.string().min(1).max(120).optional().describe('id or name; give this, or member, or from and to'),
    member: z.string().min(1).max(80).optional(),
    from: z.iso.date().optional().describe('first day of the period, UTC'),
    to: z.iso.date().optional().describe('last day of the period, UTC'),
    format: z.enum(['json', 'html']).default('json').describe('html: one page that needs no other file'),
    language: z.enum(['en', 'zh-CN']).default('en').describe('of the page'),
  }),
  answer: packSchema,
  streams: 'text/html',
  problems: ['not-found'],
  example: { answer: examplePack },
});

@Controller()
export class EvidenceAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(evidence)
  async evidence(
    @Asked() { who, query }: AdminCall<typeof evidence>,
  ): Promise<AnswerOf<typeof evidence> | StreamableFile> {
    const pack = await this.house.evidence.pack(wantedBy(query), who.member);
    if (query.format === 'json') return pack;
    // A page with words of others is for keeping, not for running under this address.
    return new StreamableFile(Buffer.from(packPage(pack, query.language)), {
      type: 'text/html; charset=utf-8',
      disposition: `attachment; filename="evidence.${query.language}.html"`,
    });
  }
}

type Query = AdminCall<typeof evidence>['query'];

/** @throws CoordinatorError `malformed` unless exactly one kind of scope was named. */
function wantedBy({ study, member, from, to }: Query): EvidenceScope {
  const wanted: EvidenceScope[] = [
    ...(study === undefined ? [] : [{ kind: 'study' as const, study }]),
    ...(member === undefined ? [] : [{ kind: 'member' as const, member }]),
    ...(from === undefined || to === undefined ? [] : [{ kind: 'period' as const, from, to }]),
  ];
  const [only] = wanted;
  if (!only || wanted.length > 1 || (from === undefined) !== (to === undefined))
    throw new CoordinatorError('malformed', 'name one: study, or member, or both from and to');
  if (only.kind === 'period' && only.from > only.to)
    throw new CoordinatorError('malformed', 'to: the period ends before it begins');
  return only;
}
