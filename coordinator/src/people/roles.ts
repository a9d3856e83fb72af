// Who people may be. What each role may do stands in permissions.ts, and nowhere else.

/** Roles of people, the one with most rights first. */
export const personRoles = [
  'federation-admin',
  'member-admin',
  'data-steward',
  'compliance-officer',
  'auditor',
] as const;
export type PersonRole = (typeof personRoles)[number];
/** All that a permission may be given to. */
export type Role = PersonRole | 'node';

/** Their reads carry a reason and are entries of the ledger. */
const READS_ON_RECORD: ReadonlySet<PersonRole> = new Set(['compliance-officer', 'auditor']);

export function readsOnRecord(role: PersonRole): boolean {
  return READS_ON_RECORD.has(role);
}

/** Whether an account of a role names one member: it must, must not, or may. */
export const memberOfRole: Readonly<Record<PersonRole, 'must' | 'must-not' | 'may'>> = {
  'federation-admin': 'must-not',
  'member-admin': 'must',
  'data-steward': 'must',
  'compliance-officer': 'may',
  auditor: 'may',
};

export type AccountId = string & { readonly __brand: 'AccountId' };
/** What the ledger calls a person: an id that means nothing without the table of accounts. */
export type AccountActor = `account:${string}`;

export function actorOf(account: AccountId): AccountActor {
  return `account:${account}`;
}

/** A person whose right to be here was shown, or the owner of the coordinator's home. */
export interface Principal {
  /** Null for the token in the coordinator's home. */
  readonly account: AccountId | null;
  readonly name: string;
  readonly role: PersonRole;
  /** Sees and does what concerns this member; null: the whole federation. */
  readonly member: string | null;
  readonly actor: AccountActor | 'administrator';
  readonly proof: Proof;
}

/** By what a person is known. */
export type Proof =
  | { readonly kind: 'home-token' }
  | { readonly kind: 'access-token'; readonly id: string }
  | {
      readonly kind: 'session';
      readonly id: string;
      /** A browser sends cookies by itself: what changes something then needs the session's CSRF token as well. */
      readonly carriedBy: 'cookie' | 'bearer';
      readonly csrfToken: string;
      /** Takes the place of the one that was shown; undefined while that one stays. */
      readonly nextToken: string | undefined;
    };
