// The federation as people see it: how it stands, who is in it, and invitations.
import { fingerprintOf, nodeRoles, PROTOCOL_VERSION } from '@chorale/crypto';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { VERSION } from '../../../platform/version.js';
import { issuedInvite, memberReport, statusReport } from '../../../reports/report-schemas.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleFingerprint, exampleHash, exampleNode, exampleTimeMs } from './examples.js';
import { cutPage, pageOf, pageQuery } from './paging.js';

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
      protocol: 1,
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
  body: z.strictObject({
    member: z.string().trim().min(1).max(80).describe('legal entity that is asked to join'),
    node: z.string().trim().min(1).max(80).optional().describe('name that its node must take'),
    role: z
      .enum(nodeRoles)
      .default('contributor')
      .describe('contributor: brings rows; committee: only holds key shares, without rows and results'),
  }),
  answer: issuedInvite,
  status: 201,
  problems: ['name-taken'],
  example: {
    body: { member: 'Acme Stores', node: 'acme-1' },
    answer: { member: 'Acme Stores', token: 'chorale-invite-AbC...', expiresAt: exampleTimeMs },
  },
});
const members = adminRoute({
  method: 'GET',
  path: 'members',
  tag: 'federation',
  summary: 'Enrolled nodes with their members and fingerprints',
  query: pageQuery,
  answer: pageOf(memberReport),
  example: {
    answer: {
      items: [
        {
          node: exampleNode,
          name: 'acme-1',
          member: 'Acme Stores',
          region: 'eu',
          role: 'contributor',
          fingerprint: exampleFingerprint,
          inRoster: true,
          lastSeen: exampleTimeMs,
        },
      ],
      next: null,
    },
  },
});

@Controller()
export class FederationAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(status)
  async status(): Promise<AnswerOf<typeof status>> {
    const { federation, ledger, database, progress, agreements, publicUrl } = this.house;
    const { size, root } = await database.read((manager) => ledger.head(manager));
    return {
      federation: federation.id,
      federationName: federation.name,
      coordinatorFingerprint: fingerprintOf(federation.key.publicKey),
      version: VERSION,
      protocol: PROTOCOL_VERSION,
      url: publicUrl(),
      members: (await progress.members()).length,
      agreements: await agreements.list(),
      studies: await progress.studies(),
      ledger: { size, root },
    };
  }

  @Serves(invite)
  invite(@Asked() { body }: AdminCall<typeof invite>): Promise<AnswerOf<typeof invite>> {
    const { member, node, role } = body;
    return this.house.invitations.issue({ member, node, role });
  }

  @Serves(members)
  async members(@Asked() { query }: AdminCall<typeof members>): Promise<AnswerOf<typeof members>> {
    return cutPage(await this.house.progress.members(), query, ({ node }) => node);
  }
}
