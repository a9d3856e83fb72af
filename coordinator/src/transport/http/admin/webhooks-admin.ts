// Webhooks and the stream of entries, for security monitoring.
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { House } from '../../../house.js';
import type { EntryKind } from '../../../ledger/entry-kinds.js';
import type { WebhookRow } from '../../../storage/tables/webhook-tables.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { streamEntries } from './entry-stream.js';
import { exampleAccount, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

const timeMs = z.number().describe('milliseconds since 1970');
const kind = z
  .string()
  .regex(/^[a-z]+(-[a-z]+)*$/)
  .max(80);

const webhookReport = z
  .object({
    webhook: z.string(),
    url: z.string(),
    kinds: z.array(z.string()).describe('of entries; an empty list stands for all'),
    createdAt: timeMs,
    createdBy: z.string(),
    nextPosition: z.number().describe('first entry of the ledger that was not delivered yet'),
    failures: z.number().describe('deliveries that failed in a row'),
    problem: z.string().describe('why the last one failed; empty where it did not'),
    suspendedAt: timeMs.nullable().describe('since when nothing is delivered any more, after 16 failures'),
  })
  .meta({ id: 'Webhook' });
const example = {
  webhook: '0d1e2f3a4b5c6d7e',
  url: 'https://siem.example.org/chorale',
  kinds: ['signed-in', 'records-exported'],
  createdAt: exampleTimeMs,
  createdBy: `account:${exampleAccount}`,
  nextPosition: 1204,
  failures: 0,
  problem: '',
  suspendedAt: null,
};

const list = adminRoute({
  method: 'GET',
  path: 'webhooks',
  tag: 'monitoring',
  summary: 'Webhooks and how far each was told',
  query: pageQuery,
  answer: pageOf(webhookReport),
  example: { answer: { items: [example], next: null } },
});
const show = adminRoute({
  method: 'GET',
  path: 'webhooks/:webhook',
  tag: 'monitoring',
  summary: 'One webhook',
  answer: webhookReport,
  problems: ['not-found'],
  example: { answer: example },
});
const add = adminRoute({
  method: 'POST',
  path: 'webhooks',
  tag: 'monitoring',
  summary:
    'Have new entries sent to an address, signed as standardwebhooks.com says; the secret is shown once',
  body: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).max(2000),
      kinds: z.array(kind).max(100).default([]).describe('of entries; left out: all'),
    })
    .meta({ id: 'NewWebhook' }),
  answer: webhookReport
    .extend({ secret: z.string().describe('that the receiver checks signatures with') })
    .meta({ id: 'IssuedWebhook' }),
  status: 201,
  problems: ['webhook-refused'],
  example: {
    body: { url: example.url, kinds: example.kinds },
    answer: { ...example, secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' },
  },
});
const resume = adminRoute({
  method: 'POST',
  path: 'webhooks/:webhook/resume',
  tag: 'monitoring',
  summary: 'Go on where deliveries were given up; nothing is left out',
  answer: webhookReport,
  status: 201,
  problems: ['not-found'],
  example: { answer: example },
});
const remove = adminRoute({
  method: 'DELETE',
  path: 'webhooks/:webhook',
  tag: 'monitoring',
  summary: 'Remove a webhook',
  problems: ['not-found'],
  example: {},
});
const stream = adminRoute({
  method: 'GET',
  path: 'events',
  tag: 'monitoring',
  summary: 'Entries as they are written, as server-sent events; `id` is the position to go on after',
  query: z.strictObject({
    after: z.coerce
      .number()
      .int()
      .min(-1)
      .optional()
      .describe('position; like the header last-event-id. Left out: from now on'),
  }),
  streams: 'text/event-stream',
  example: {},
});

@Controller()
export class WebhooksAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(list)
  async list(@Asked() { query }: AdminCall<typeof list>): Promise<AnswerOf<typeof list>> {
    return cutPage((await this.house.webhooks.list()).map(shown), query, ({ webhook }) => webhook);
  }

  @Serves(show)
  async show(@Asked() { params }: AdminCall<typeof show>): Promise<AnswerOf<typeof show>> {
    return shown(await this.house.webhooks.find(params.webhook));
  }

  @Serves(add)
  async add(@Asked() { who, body }: AdminCall<typeof add>): Promise<AnswerOf<typeof add>> {
    const { row, secret } = await this.house.webhooks.add(who, body.url, body.kinds as EntryKind[]);
    return { ...shown(row), secret };
  }

  @Serves(resume)
  async resume(@Asked() { params }: AdminCall<typeof resume>): Promise<AnswerOf<typeof resume>> {
    return shown(await this.house.webhooks.resume(params.webhook));
  }

  @Serves(remove)
  remove(@Asked() { who, params }: AdminCall<typeof remove>): Promise<void> {
    return this.house.webhooks.remove(who, params.webhook);
  }

  @Serves(stream)
  stream(
    @Asked() { who, query }: AdminCall<typeof stream>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const last = Number(request.header('last-event-id') ?? NaN);
    return streamEntries(
      this.house,
      who,
      response,
      query.after ?? (Number.isInteger(last) ? last : undefined),
    );
  }
}

function shown(row: WebhookRow): z.input<typeof webhookReport> {
  const { id, url, kinds, createdAt, createdBy, nextPosition, attempt, problem, suspendedAt } = row;
  return {
    ...{ webhook: id, url, kinds: JSON.parse(kinds) as string[], createdAt, createdBy },
    ...{ nextPosition, failures: attempt, problem, suspendedAt },
  };
}
