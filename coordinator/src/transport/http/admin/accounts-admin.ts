// Accounts of people: who may come in, as what, and until when.
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import type { AccountTerms } from '../../../people/accounts.js';
import type { Principal } from '../../../people/roles.js';
import { CoordinatorError } from '../../../platform/errors.js';
import type { AccountRow } from '../../../storage/tables/people-tables.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { requireVersion } from './entity-tag.js';
import { exampleAccount, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';
import { personRole } from './session-admin.js';

const timeMs = z.number().describe('milliseconds since 1970');
const member = z.string().trim().min(1).max(80).describe('legal entity that the account is bound to');
const termsBody = z
  .strictObject({
    role: personRole,
    member: member.optional(),
    validUntil: z.int().positive().optional().describe('milliseconds since 1970; an auditor needs one'),
  })
  .meta({ id: 'AccountTerms' });

const accountReport = z
  .object({
    account: z.string().describe('what the ledger calls the person'),
    name: z.string(),
    role: personRole,
    member: z.string().nullable(),
    way: z.enum(['password', 'oidc']).describe('how the person signs in'),
    validUntil: timeMs.nullable(),
    createdAt: timeMs,
    closedAt: timeMs.nullable(),
  })
  .meta({ id: 'Account' });
const invite = z
  .object({
    token: z.string().describe('shown once; serves once, for a day. Hand it to the person and nobody else'),
    expiresAt: timeMs,
  })
  .meta({ id: 'AccountInvitation' });
const accountExample = {
  account: exampleAccount,
  name: 'lin.wei',
  role: 'compliance-officer',
  member: null,
  way: 'password',
  validUntil: null,
  createdAt: exampleTimeMs,
  closedAt: null,
} as const;
const inviteExample = { token: 'chorale-account-Qm3...', expiresAt: exampleTimeMs };

const list = adminRoute({
  method: 'GET',
  path: 'accounts',
  tag: 'accounts',
  summary: 'Accounts; a member-admin sees those of the own member',
  query: pageQuery,
  answer: pageOf(accountReport),
  example: { answer: { items: [accountExample], next: null } },
});
const show = adminRoute({
  method: 'GET',
  path: 'accounts/:account',
  tag: 'accounts',
  summary: 'One account',
  answer: accountReport,
  problems: ['not-found'],
  example: { answer: accountExample },
});
const open = adminRoute({
  method: 'POST',
  path: 'accounts',
  tag: 'accounts',
  summary: 'A one-time token with which a person opens an account',
  body: termsBody
    .extend({ name: z.string().trim().min(1).max(80).describe('what the person signs in with') })
    .meta({ id: 'NewAccount' }),
  answer: invite,
  status: 201,
  problems: ['account-refused', 'account-exists'],
  example: { body: { name: 'lin.wei', role: 'compliance-officer' }, answer: inviteExample },
});
const change = adminRoute({
  method: 'PATCH',
  path: 'accounts/:account',
  tag: 'accounts',
  summary: 'Give an account another role, member or end; what is left out of the body is taken away',
  body: termsBody,
  answer: accountReport,
  problems: ['not-found', 'account-refused'],
  example: { body: { role: 'auditor', validUntil: exampleTimeMs }, answer: accountExample },
  versioned: true,
});
const close = adminRoute({
  method: 'DELETE',
  path: 'accounts/:account',
  tag: 'accounts',
  summary: 'Close an account for good, with its sessions and access tokens',
  problems: ['not-found', 'account-refused'],
  example: {},
  versioned: true,
});
const inviteAgain = adminRoute({
  method: 'POST',
  path: 'accounts/:account/invite',
  tag: 'accounts',
  summary: 'A one-time token with which a person sets password and codes anew; sessions end at once',
  answer: invite,
  status: 201,
  problems: ['not-found', 'account-refused'],
  example: { answer: inviteExample },
});

@Controller()
export class AccountsAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  private get accounts(): House['people']['accounts'] {
    return this.house.people.accounts;
  }

  @Serves(list)
  async list(@Asked() { who, query }: AdminCall<typeof list>): Promise<AnswerOf<typeof list>> {
    const rows = await this.accounts.list(who.member);
    return cutPage(rows.map(reportOf), query, ({ account }) => account);
  }

  @Serves(show)
  async show(@Asked() { who, params }: AdminCall<typeof show>): Promise<AnswerOf<typeof show>> {
    const row = await this.accounts.find(params.account);
    requireOwnMember(who, row);
    return reportOf(row);
  }

  @Serves(open)
  open(@Asked() { who, body }: AdminCall<typeof open>): Promise<AnswerOf<typeof open>> {
    return this.accounts.invite(body.name, termsFor(who, body));
  }

  @Serves(change)
  async change(
    @Asked() { who, params, body, version }: AdminCall<typeof change>,
  ): Promise<AnswerOf<typeof change>> {
    const changed = await this.accounts.changeTerms(params.account, termsFor(who, body), (row) =>
      requireChangeable(who, row, version),
    );
    return reportOf(changed);
  }

  @Serves(close)
  close(@Asked() { who, params, version }: AdminCall<typeof close>): Promise<void> {
    return this.accounts.close(params.account, (row) => requireChangeable(who, row, version));
  }

  @Serves(inviteAgain)
  inviteAgain(
    @Asked() { who, params }: AdminCall<typeof inviteAgain>,
  ): Promise<AnswerOf<typeof inviteAgain>> {
    return this.accounts.inviteAgain(params.account, (row) => {
      requireOwnMember(who, row);
      requireLesser(who, row.role);
    });
  }
}

function reportOf(row: AccountRow): z.input<typeof accountReport> {
  const { id: account, name, role, member: bound, way, validUntil, createdAt, closedAt } = row;
  return { account, name, role, member: bound, way, validUntil, createdAt, closedAt };
}

/** A member-admin lets in people of the own member only, and nobody with more rights. */
function termsFor(who: Principal, body: z.output<typeof termsBody>): AccountTerms {
  requireLesser(who, body.role);
  const bound = body.member ?? who.member;
  if (who.member !== null && bound !== who.member)
    throw new CoordinatorError('role-forbidden', `member: your account is bound to "${who.member}"`);
  return { role: body.role, member: bound, validUntil: body.validUntil ?? null };
}

function requireLesser(who: Principal, role: AccountRow['role']): void {
  if (who.role !== 'federation-admin' && role === 'federation-admin')
    throw new CoordinatorError('role-forbidden', 'only a federation-admin has to do with federation-admins');
}

/** Another member's account is not told apart from none. */
function requireOwnMember(who: Principal, row: AccountRow): void {
  if (who.member !== null && row.member !== who.member)
    throw new CoordinatorError('not-found', `there is no account ${row.id}; see "account list"`);
}

/** @throws CoordinatorError where the caller has not seen the row as it is. */
function requireChangeable(who: Principal, row: AccountRow, version: string | undefined): void {
  requireOwnMember(who, row);
  requireLesser(who, row.role);
  requireVersion(version, reportOf(row));
}
