// Officers: accounts, sessions, tokens, sign-ins, requests that count once; what each column means, and in which unit, stands in ../migrations.
import { EntitySchema } from 'typeorm';
import type { AccountId, PersonRole } from '../../people/roles.js';
import { bytes, integer, text } from '../columns.js';

export interface AccountRow {
  id: AccountId;
  name: string;
  role: PersonRole;
  member: string | null;
  way: 'password' | 'oidc';
  issuer: string | null;
  subject: string | null;
  validUntil: number | null;
  createdAt: number;
  closedAt: number | null;
  password: string | null;
  codeSecret: Uint8Array | null;
  codeStep: number;
}
export const Accounts = new EntitySchema<AccountRow>({
  name: 'accounts',
  columns: {
    id: text({ primary: true }),
    name: text(),
    role: text(),
    member: text({ nullable: true }),
    way: text(),
    issuer: text({ nullable: true }),
    subject: text({ nullable: true }),
    validUntil: integer({ nullable: true }),
    createdAt: integer(),
    closedAt: integer({ nullable: true }),
    password: text({ nullable: true }),
    codeSecret: bytes({ nullable: true }),
    codeStep: integer(),
  },
});

export interface AccountInviteRow {
  secretHash: string;
  account: AccountId | null;
  name: string | null;
  role: PersonRole;
  member: string | null;
  validUntil: number | null;
  codeSecret: Uint8Array;
  createdAt: number;
  expiresAt: number;
}
export const AccountInvites = new EntitySchema<AccountInviteRow>({
  name: 'account_invites',
  columns: {
    secretHash: text({ primary: true }),
    account: text({ nullable: true }),
    name: text({ nullable: true }),
    role: text(),
    member: text({ nullable: true }),
    validUntil: integer({ nullable: true }),
    codeSecret: bytes(),
    createdAt: integer(),
    expiresAt: integer(),
  },
});

export interface SessionRow {
  id: string;
  account: AccountId;
  tokenHash: string;
  previousHash: string | null;
  rotatedAt: number;
  csrfToken: string;
  carriedBy: 'cookie' | 'bearer';
  createdAt: number;
  lastUsedAt: number;
}
export const Sessions = new EntitySchema<SessionRow>({
  name: 'sessions',
  columns: {
    id: text({ primary: true }),
    account: text(),
    tokenHash: text(),
    previousHash: text({ nullable: true }),
    rotatedAt: integer(),
    csrfToken: text(),
    carriedBy: text(),
    createdAt: integer(),
    lastUsedAt: integer(),
  },
});

export interface AccessTokenRow {
  id: string;
  account: AccountId;
  tokenHash: string;
  label: string;
  createdAt: number;
  expiresAt: number;
}
export const AccessTokens = new EntitySchema<AccessTokenRow>({
  name: 'access_tokens',
  columns: {
    id: text({ primary: true }),
    account: text(),
    tokenHash: text(),
    label: text(),
    createdAt: integer(),
    expiresAt: integer(),
  },
});

export interface SignInFailureRow {
  nameHash: string;
  failures: number;
  lockedUntil: number;
  lastAt: number;
}
export const SignInFailures = new EntitySchema<SignInFailureRow>({
  name: 'sign_in_failures',
  columns: {
    nameHash: text({ primary: true }),
    failures: integer(),
    lockedUntil: integer(),
    lastAt: integer(),
  },
});

export interface OidcAttemptRow {
  stateHash: string;
  sealed: Uint8Array;
  expiresAt: number;
}
export const OidcAttempts = new EntitySchema<OidcAttemptRow>({
  name: 'oidc_attempts',
  columns: { stateHash: text({ primary: true }), sealed: bytes(), expiresAt: integer() },
});

export interface IdempotentRequestRow {
  account: string;
  idempotencyKey: string;
  requestHash: string;
  answer: Uint8Array | null;
  createdAt: number;
}
export const IdempotentRequests = new EntitySchema<IdempotentRequestRow>({
  name: 'idempotent_requests',
  columns: {
    account: text({ primary: true }),
    idempotencyKey: text({ primary: true }),
    requestHash: text(),
    answer: bytes({ nullable: true }),
    createdAt: integer(),
  },
});
