import { ballotBox, envelopes, PROTOCOL_VERSION } from '@chorale/crypto';
import { Controller, Inject, Param, Query } from '@nestjs/common';
import type { House } from '../../house.js';
import { VERSION } from '../../platform/version.js';
import { Call, type NodeCall } from './node-call.js';
import { NodeRoute } from './node-route.js';
import { requireCount } from './require-count.js';
import { HOUSE } from './tokens.js';

/** Who takes part: enrolment, rosters, agreements, one-round keys. */
@Controller()
export class FederationController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @NodeRoute('protocol')
  protocol(): object {
    const { id, name, key } = this.house.federation;
    return {
      protocol: PROTOCOL_VERSION,
      version: VERSION,
      federation: id,
      federationName: name,
      coordinatorKey: Buffer.from(key.publicKey).toString('hex'),
    };
  }

  @NodeRoute('enrol', 201)
  async enrol(@Call() { body }: NodeCall): Promise<void> {
    await this.house.enrolment.enrol(body);
  }

  @NodeRoute('roster')
  async roster(): Promise<Uint8Array> {
    return (await this.house.database.read((manager) => this.house.rosters.required(manager))).bytes;
  }

  @NodeRoute('consentToRoster', 204)
  consentToRoster(@Call() { caller, body }: NodeCall): Promise<void> {
    return this.house.rosterSignatures.consent(caller, body);
  }

  @NodeRoute('rosterConsents')
  async rosterConsents(): Promise<Uint8Array> {
    return envelopes.encode({ envelopes: await this.house.rosters.consents() });
  }

  @NodeRoute('castVote', 204)
  castVote(@Call() { body }: NodeCall): Promise<void> {
    return this.house.votes.cast(body);
  }

  @NodeRoute('ballots')
  async ballots(@Param('subject') subject: string): Promise<Uint8Array> {
    return ballotBox.encode({ ballots: await this.house.votes.ballots(subject) });
  }

  @NodeRoute('pendingRosters')
  pendingRosters(): Promise<Uint8Array> {
    return this.house.rosters.pendingBytes();
  }

  @NodeRoute('proposeRoster', 204)
  proposeRoster(@Call() { caller, body }: NodeCall): Promise<void> {
    return this.house.rosterProposals.propose(caller, body);
  }

  @NodeRoute('rosterSuccessions')
  rosterSuccessions(@Query('after') after: string | undefined): Promise<Uint8Array> {
    return this.house.rosters.successions(requireCount(after));
  }

  @NodeRoute('agreement')
  agreement(@Param('agreement') agreement: string): Promise<Uint8Array> {
    return this.house.agreements.document(agreement);
  }

  @NodeRoute('consentToAgreement', 204)
  consentToAgreement(
    @Call() { caller, body }: NodeCall,
    @Param('agreement') agreement: string,
  ): Promise<void> {
    return this.house.agreements.consent(caller, agreement, body);
  }

  @NodeRoute('agreementConsents')
  async agreementConsents(@Param('agreement') agreement: string): Promise<Uint8Array> {
    return envelopes.encode({ envelopes: await this.house.agreements.consents(agreement) });
  }

  @NodeRoute('tellErasure', 204)
  tellErasure(@Call() { caller, body }: NodeCall): Promise<void> {
    return this.house.erasures.accept(caller, body);
  }

  @NodeRoute('roundKeys', 204)
  roundKeys(@Call() { caller, body }: NodeCall): Promise<void> {
    return this.house.roundKeys.accept(caller, body);
  }
}
