import { Controller, Inject, Param, Query } from '@nestjs/common';
import type { House } from '../../house.js';
import { requireHash } from '../../release/round-reader.js';
import { Call, type NodeCall } from './node-call.js';
import { NodeRoute } from './node-route.js';
import { requireCount } from './require-count.js';
import { HOUSE } from './tokens.js';

/** One round, in the order of docs/protocol.md. */
@Controller()
export class RoundsController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @NodeRoute('descriptor')
  descriptor(@Param('round') round: string): Promise<Uint8Array> {
    return this.house.reader.descriptor(round);
  }

  @NodeRoute('drawing')
  drawing(@Param('round') round: string): Promise<Uint8Array> {
    return this.house.lots.drawing(round);
  }

  @NodeRoute('refuse', 204)
  refuse(@Call() { caller, body }: NodeCall, @Param('round') round: string): Promise<void> {
    return this.house.shares.refuse(caller, round, body);
  }

  @NodeRoute('chunksHeld')
  chunksHeld(@Call() { caller }: NodeCall, @Param('round') round: string): Promise<Uint8Array> {
    return this.house.contributions.chunksHeld(caller, round);
  }

  @NodeRoute('putChunk', 204)
  putChunk(
    @Call() { caller, stream }: NodeCall,
    @Param('round') round: string,
    @Param('chunk') chunk: string,
  ): Promise<void> {
    return this.house.contributions.putChunk(caller, round, requireHash(chunk), stream);
  }

  @NodeRoute('contributedRounds')
  contributedRounds(@Call() { caller }: NodeCall): Promise<Uint8Array> {
    return this.house.contributions.roundsOf(caller);
  }

  @NodeRoute('ownManifest')
  ownManifest(@Call() { caller }: NodeCall, @Param('round') round: string): Promise<Uint8Array> {
    return this.house.contributions.manifestOf(caller, round);
  }

  @NodeRoute('contribute', 204)
  contribute(@Call() { caller, body }: NodeCall, @Param('round') round: string): Promise<void> {
    return this.house.contributions.contribute(caller, round, body);
  }

  @NodeRoute('shares')
  shares(
    @Call() { caller }: NodeCall,
    @Param('round') round: string,
    @Query('from') from: unknown,
  ): Promise<Uint8Array> {
    return this.house.shares.inbox(caller, round, requireCount(from));
  }

  @NodeRoute('reportShares', 204)
  reportShares(@Call() { caller, body }: NodeCall, @Param('round') round: string): Promise<void> {
    return this.house.shares.report(caller, round, body);
  }

  @NodeRoute('contributionSet')
  contributionSet(@Call() { caller }: NodeCall, @Param('round') round: string): Promise<Uint8Array> {
    return this.house.reader.contributionSet(caller, round);
  }

  @NodeRoute('commit', 204)
  commit(@Call() { caller, body }: NodeCall, @Param('round') round: string): Promise<void> {
    return this.house.messages.commit(caller, round, body);
  }

  @NodeRoute('commits')
  commits(@Call() { caller }: NodeCall, @Param('round') round: string): Promise<Uint8Array> {
    return this.house.messages.kept(caller, round, 'commit');
  }

  @NodeRoute('recipientKeys')
  recipientKeys(@Call() { caller }: NodeCall, @Param('round') round: string): Promise<Uint8Array> {
    return this.house.reader.recipientKeys(caller, round);
  }

  @NodeRoute('release', 204)
  release(@Call() { caller, body }: NodeCall, @Param('round') round: string): Promise<void> {
    return this.house.messages.release(caller, round, body);
  }

  @NodeRoute('releases')
  releases(@Call() { caller }: NodeCall, @Param('round') round: string): Promise<Uint8Array> {
    return this.house.messages.releases(caller, round);
  }

  @NodeRoute('ciphertextSum')
  ciphertextSum(@Call() { caller }: NodeCall, @Param('round') round: string): Promise<Uint8Array> {
    return this.house.reader.ciphertextSum(caller, round);
  }

  @NodeRoute('sumChunk')
  sumChunk(
    @Call() { caller }: NodeCall,
    @Param('round') round: string,
    @Param('chunk') chunk: string,
  ): Promise<Uint8Array> {
    return this.house.reader.sumChunk(caller, round, requireHash(chunk));
  }

  @NodeRoute('sumParts')
  sumParts(
    @Call() { caller }: NodeCall,
    @Param('round') round: string,
    @Param('position') position: string,
    @Query('from') from: unknown,
  ): Promise<Uint8Array> {
    return this.house.reader.sumParts(caller, round, requireCount(position), requireCount(from));
  }

  @NodeRoute('adopt', 204)
  adopt(@Call() { caller, body }: NodeCall, @Param('round') round: string): Promise<void> {
    return this.house.messages.adopt(caller, round, body);
  }

  @NodeRoute('failToOpen', 204)
  failToOpen(@Call() { caller, body }: NodeCall, @Param('round') round: string): Promise<void> {
    return this.house.messages.failToOpen(caller, round, body);
  }

  @NodeRoute('burn', 204)
  burn(@Call() { caller, body }: NodeCall, @Param('round') round: string): Promise<void> {
    return this.house.messages.burn(caller, round, body);
  }

  @NodeRoute('burns')
  burns(@Call() { caller }: NodeCall, @Param('round') round: string): Promise<Uint8Array> {
    return this.house.messages.kept(caller, round, 'burn');
  }
}
