// From an invitation to an enrolled node: is it the coordinator that the invitation names, and does it speak our
// protocol? Then the node's own key signs its enrolment.
import {
  enrolment,
  federationId,
  PROTOCOL_VERSION,
  signMessage,
  type Invitation,
  type SigningKey,
} from '@chorale/crypto';
import { z } from 'zod';
import type { NodeStore } from '../storage/node-store.js';
import type { CoordinatorClient } from '../transport/coordinator-client.js';
import { SigningRefused } from './signing-refused.js';

const protocolSchema = z.object({
  protocol: z.number(),
  version: z.string(),
  federation: z.string(),
  federationName: z.string(),
  /** Raw Ed25519 key, hex. */
  coordinatorKey: z.string(),
});
export type CoordinatorFacts = z.infer<typeof protocolSchema>;

/** Coordinator and node speak different protocols; the message names the version to install. */
export class ProtocolMismatch extends Error {
  override readonly name = 'ProtocolMismatch';
}

/** What the coordinator says of itself. @throws ProtocolMismatch */
export async function askCoordinator(client: CoordinatorClient): Promise<CoordinatorFacts> {
  const text = new TextDecoder().decode(await client.request('protocol'));
  const facts = protocolSchema.safeParse(parseJson(text));
  if (!facts.success)
    throw new ProtocolMismatch(
      `${client.origin} does not answer as a coordinator; check the address and the port`,
    );
  const { protocol, version } = facts.data;
  if (protocol !== PROTOCOL_VERSION)
    throw new ProtocolMismatch(
      `the coordinator (version ${version}) speaks protocol ${protocol}, this node speaks ${PROTOCOL_VERSION}; ` +
        `install a node of version ${version}`,
    );
  return facts.data;
}

export interface EnrolmentWish {
  readonly invitation: Invitation;
  readonly node: string;
  readonly region: string;
}

/**
 * Joins the federation; the same enrolment again is accepted again, so an interrupted one is simply repeated.
 * @throws SigningRefused `wrong-coordinator` when another one answers at the address of the invitation.
 */
export async function enrol(
  store: NodeStore,
  client: CoordinatorClient,
  signingKey: SigningKey,
  { invitation, node, region }: EnrolmentWish,
): Promise<void> {
  const { federation, federationName, coordinatorUrl, coordinatorKey, member, role, secret } = invitation;
  // The id is the context of every signature; under another one they would count elsewhere.
  if (federation !== federationId(federationName, coordinatorKey))
    throw new SigningRefused(
      'wrong-coordinator',
      `the invitation names federation "${federationName}" and the id of another one; ask who sent it`,
    );
  const facts = await askCoordinator(client);
  if (facts.federation !== federation || facts.coordinatorKey !== Buffer.from(coordinatorKey).toString('hex'))
    throw new SigningRefused(
      'wrong-coordinator',
      `${client.origin} is not the coordinator that the invitation names; ask who sent it`,
    );
  store.federation.join({
    federation,
    name: federationName,
    coordinatorUrl,
    coordinatorKey,
    member,
    node,
    region,
    role,
  });
  const { publicKey } = signingKey;
  const signed = signMessage(enrolment, signingKey, federation, {
    protocol: PROTOCOL_VERSION,
    member,
    node,
    region,
    role,
    signingKey: publicKey,
    secret,
  });
  await client.request('enrol', { body: signed.bytes });
  store.federation.markEnrolled();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
