// Who takes part and what they signed: invitations, nodes, rosters, agreements, votes; what each column means, and in which unit, stands in ../migrations.
import type { AgreementHash, Decision, Matter, NodeId, NodeRole, RosterHash } from '@chorale/crypto';
import { EntitySchema } from 'typeorm';
import { bytes, integer, text } from '../columns.js';

export interface SettingRow {
  name: string;
  value: string;
}
export const Settings = new EntitySchema<SettingRow>({
  name: 'settings',
  columns: { name: text({ primary: true }), value: text() },
});

export interface InviteRow {
  secretHash: string;
  member: string;
  node: string | null;
  role: NodeRole;
  createdAt: number;
  expiresAt: number;
  usedBy: NodeId | null;
  replaces: NodeId | null;
}
export const Invites = new EntitySchema<InviteRow>({
  name: 'invites',
  columns: {
    secretHash: text({ primary: true }),
    member: text(),
    node: text({ nullable: true }),
    role: text(),
    createdAt: integer(),
    expiresAt: integer(),
    usedBy: text({ nullable: true }),
    replaces: text({ nullable: true }),
  },
});

export interface NodeRow {
  id: NodeId;
  member: string;
  name: string;
  region: string;
  role: NodeRole;
  signingKey: Uint8Array;
  envelope: Uint8Array;
  enrolledAt: number;
  retiredAt: number | null;
  replaces: NodeId | null;
  succeeds: NodeId | null;
}
export const Nodes = new EntitySchema<NodeRow>({
  name: 'nodes',
  columns: {
    id: text({ primary: true }),
    member: text(),
    name: text(),
    region: text(),
    role: text(),
    signingKey: bytes(),
    envelope: bytes(),
    enrolledAt: integer(),
    retiredAt: integer({ nullable: true }),
    replaces: text({ nullable: true }),
    succeeds: text({ nullable: true }),
  },
});

export interface RosterRow {
  hash: RosterHash;
  version: number;
  bytes: Uint8Array;
  closedAt: number;
  inForceEntry: number | null;
  reason: string;
  /** Member whose administrator signed the proposal; null: the coordinator's administrator made it. */
  proposer: string | null;
}
export const Rosters = new EntitySchema<RosterRow>({
  name: 'rosters',
  columns: {
    hash: text({ primary: true }),
    version: integer(),
    bytes: bytes(),
    closedAt: integer(),
    inForceEntry: integer({ nullable: true }),
    reason: text(),
    proposer: text({ nullable: true }),
  },
});

export interface RosterConsentRow {
  roster: RosterHash;
  node: NodeId;
  envelope: Uint8Array;
  at: number;
}
export const RosterConsents = new EntitySchema<RosterConsentRow>({
  name: 'roster_consents',
  columns: {
    roster: text({ primary: true }),
    node: text({ primary: true }),
    envelope: bytes(),
    at: integer(),
  },
});

export interface AgreementRow {
  hash: AgreementHash;
  title: string;
  document: Uint8Array;
  proposedAt: number;
}
export const Agreements = new EntitySchema<AgreementRow>({
  name: 'agreements',
  columns: { hash: text({ primary: true }), title: text(), document: bytes(), proposedAt: integer() },
});

export interface AgreementConsentRow {
  agreement: AgreementHash;
  roster: RosterHash;
  node: NodeId;
  envelope: Uint8Array;
  at: number;
}
export const AgreementConsents = new EntitySchema<AgreementConsentRow>({
  name: 'agreement_consents',
  columns: {
    agreement: text({ primary: true }),
    roster: text({ primary: true }),
    node: text({ primary: true }),
    envelope: bytes(),
    at: integer(),
  },
});

export interface VoteRow {
  subject: string;
  signer: NodeId;
  matter: Matter;
  member: string;
  decision: Decision;
  reason: string;
  at: number;
  envelope: Uint8Array;
}
export const Votes = new EntitySchema<VoteRow>({
  name: 'votes',
  columns: {
    subject: text({ primary: true }),
    signer: text({ primary: true }),
    matter: text(),
    member: text(),
    decision: text(),
    reason: text(),
    at: integer(),
    envelope: bytes(),
  },
});
