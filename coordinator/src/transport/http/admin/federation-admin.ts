// The federation as people see it: how it stands, who is in it, and invitations.
import { fingerprintOf, nodeRoles, PROTOCOL_VERSION } from '@chorale/crypto';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { agreementIsBefore, agreementsOf } from '../../../people/member-view.js';
import { VERSION } from '../../../platform/version.js';
import { issuedInvite, statusReport } from '../../../reports/report-schemas.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleFingerprint, exampleHash, exampleTimeMs } from './examples.js';

const status = adminRoute({
  method: 'GET',
  path: 'status',
  tag: 'federation',
  summary: 'How the federation stands',
  answer: statusReport,
  example: {
    answer: {
      federation: exampleHash,
      federationName: 'Chain',
      coordinatorFingerprint: exampleFingerprint,
      version: '0.1.0',
      protocol: PROTOCOL_VERSION,
      url: 'https://coordinator.example.org',
      members: 5,
      agreements: [],
      studies: [],
      ledger: { size: 1204, root: exampleHash },
    },
  },
});
const invite = adminRoute({
  method: 'POST',
  path: 'invites',
  tag: 'federation',
  summary: 'Invite a member; the token is shown once',
  body: z
    .strictObject({
      member: z.string().trim().min(1).max(80).describe('legal entity that is asked to join'),
      node: z.string().trim().min(1).max(80).optional().describe('name that its node must take'),
      role: z
        .enum(nodeRoles)
        .default('contributor')
        .describe('contributor: brings rows; committee: only holds key shares, without rows and results'),
      newKey: z
        .boolean()
        .default(false)
        .describe('the node of that name lost its key; members vote the new one in'),
    })
    .meta({ id: 'NewInvitation' }),
  answer: issuedInvite,
  status: 201,
  problems: ['name-taken', 'not-found'],
  example: {
    body: { member: 'Acme Stores', node: 'acme-1' },
    answer: { member: 'Acme Stores', token: 'chorale-invite-AbC...', expiresAt: exampleTimeMs },
  },
});
@Controller()
export class FederationAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(status)
  async status(@Asked() { who }: AdminCall<typeof status>): Promise<AnswerOf<typeof status>> {
    const { federation, ledger, database, progress, agreements, publicUrl } = this.house;
    const { head, known, isBefore } = await database.read(async (manager) => ({
      head: await ledger.head(manager),
      known: await agreementsOf(manager, who.member),
      isBefore: await agreementIsBefore(manager, who.member),
    }));
    const { size, root } = head;
    return {
      federation: federation.id,
      federationName: federation.name,
      coordinatorFingerprint: fingerprintOf(federation.key.publicKey),
      version: VERSION,
      protocol: PROTOCOL_VERSION,
      url: publicUrl(),
      members: (await progress.members()).filter(({ retired }) => !retired).length,
      agreements: (await agreements.list()).filter(({ agreement }) => isBefore(agreement)),
      studies: await progress.studies(known),
      ledger: { size, root },
    };
  }

  @Serves(invite)
  invite(@Asked() { body }: AdminCall<typeof invite>): Promise<AnswerOf<typeof invite>> {
    const { member, node, role, newKey } = body;
    return this.house.invitations.issue({ member, node, role, newKey });
  }
}
