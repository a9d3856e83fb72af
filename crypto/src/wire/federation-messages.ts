// Who takes part: invitations, enrolment, the roster, agreements and one-round keys.
import {
  fixedBytes,
  list,
  oneOf,
  safeInteger,
  struct,
  text,
  u16,
  u32,
  variableBytes,
  type Decoded,
} from './codec.js';
import { agreementHashCodec, hashCodec, nodeIdCodec, rosterHashCodec } from './ids.js';
import { defineMessage } from './message.js';

/** Version of everything in wire/; peers with another one refuse each other by name. */
export const PROTOCOL_VERSION = 2;

/** X-Wing public key: ML-KEM-768 (1184 bytes) and X25519 (32 bytes). */
export const KEM_PUBLIC_KEY_BYTES = 1216;

/** `contributor`: brings rows and receives sums. `committee`: sits on the committee, without rows and without results. */
export const nodeRoles = ['contributor', 'committee'] as const;
export type NodeRole = (typeof nodeRoles)[number];

/** Carried by an invitation token, outside the system (mail, telephone). */
export const invitation = defineMessage(
  'chorale/invitation/1',
  struct({
    coordinatorUrl: text(400),
    federation: hashCodec,
    federationName: text(80),
    coordinatorKey: fixedBytes(32),
    member: text(80),
    role: oneOf(nodeRoles),
    /** One-time right to enrol; the coordinator stores its hash only. */
    secret: fixedBytes(32),
    /** Fingerprints known when the invitation was written; confirmed by people before a roster is signed. */
    members: list(struct({ node: text(80), fingerprint: text(64) }), 4096),
  }),
);

/** Signed by the new node's own key; context: the federation. */
export const enrolment = defineMessage(
  'chorale/enrolment/1',
  struct({
    protocol: u16,
    member: text(80),
    node: text(80),
    region: text(40),
    role: oneOf(nodeRoles),
    signingKey: fixedBytes(32),
    secret: fixedBytes(32),
  }),
);

const rosterNode = struct({
  id: nodeIdCodec,
  member: text(80),
  name: text(80),
  region: text(40),
  role: oneOf(nodeRoles),
  signingKey: fixedBytes(32),
});
export interface RosterNode extends Decoded<typeof rosterNode> {}

/** A person's or a node's key that signs for a member; several of one member are still one vote. */
const administrator = struct({ name: text(80), key: fixedBytes(32) });
export type Administrator = Decoded<typeof administrator>;

/** A legal entity, and who signs for it. */
const rosterMember = struct({
  name: text(80),
  administrators: list<Administrator>(administrator, 16),
});
export interface RosterMember extends Decoded<typeof rosterMember> {}

/** A key that is never accepted again, and the node or administrator of that name whose it was. */
const retiredKey = struct({ key: fixedBytes(32), member: text(80), name: text(80) });
export type RetiredKey = Decoded<typeof retiredKey>;

/**
 * Who is in the federation. A version is in force once the administrators of enough members of the version before have
 * signed it (governance/succession.ts); nodes never go back to an older one.
 */
export const roster = defineMessage(
  'chorale/roster/2',
  struct({
    federation: hashCodec,
    version: u32,
    /** Version in force that this one follows; zeros for the first. */
    previous: rosterHashCodec,
    coordinatorKey: fixedBytes(32),
    /** The charter: members whose administrators put the next version in force; 0: more than half. */
    votesNeeded: u16,
    members: list<RosterMember>(rosterMember, 4096),
    nodes: list<RosterNode>(rosterNode, 4096),
    /** Nodes that are not seated until they are reinstated. */
    suspended: list(nodeIdCodec, 4096),
    retired: list<RetiredKey>(retiredKey, 65_536),
  }),
);

/** Rosters before members had administrators: signed by every node in them. Read, never written. */
export const rosterOfNodes = defineMessage(
  'chorale/roster/1',
  struct({
    federation: hashCodec,
    version: u32,
    coordinatorKey: fixedBytes(32),
    nodes: list<RosterNode>(rosterNode, 4096),
  }),
);

/** A node's word to a roster; by an administrator's key it is also that member's vote for it. */
export const rosterConsent = defineMessage(
  'chorale/roster-consent/1',
  struct({ roster: rosterHashCodec, version: u32 }),
);

/** A node's word to an agreement; by an administrator's key it is also that member's vote for it. */
export const agreementConsent = defineMessage(
  'chorale/agreement-consent/1',
  struct({ agreement: agreementHashCodec, roster: rosterHashCodec, at: safeInteger }),
);

/** A public key for sealing to a node in exactly one round; signed one by one; context: the federation. */
export const roundKey = defineMessage(
  'chorale/round-key/1',
  struct({ node: nodeIdCodec, index: u32, publicKey: fixedBytes(KEM_PUBLIC_KEY_BYTES) }),
);

export const roundKeyBatch = defineMessage(
  'chorale/round-key-batch/1',
  struct({ keys: list(variableBytes(4096), 1024) }),
);
