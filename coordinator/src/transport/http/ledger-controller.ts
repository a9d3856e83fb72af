import { consistencyProof } from '@chorale/crypto';
import { Controller, Inject, Query } from '@nestjs/common';
import type { House } from '../../house.js';
import { Call, type NodeCall } from './node-call.js';
import { NodeRoute } from './node-route.js';
import { requireCount } from './require-count.js';
import { HOUSE } from './tokens.js';

/** What nodes check of the ledger while it grows. */
@Controller()
export class LedgerController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @NodeRoute('ledgerConsistency')
  async consistency(
    @Query('from') from: unknown,
    @Query('to') to: unknown,
    @Query('round') round: unknown,
  ): Promise<Uint8Array> {
    const [fromSize, toSize] =
      typeof round === 'string'
        ? await this.upTo(round, requireCount(from))
        : [requireCount(from), requireCount(to)];
    const path = await this.house.ledger.consistency(fromSize, toSize);
    return consistencyProof.encode({ fromSize, toSize, path });
  }

  /** Two studies of a node may meet heads in another order than they were signed in. */
  private async upTo(round: string, size: number): Promise<[number, number]> {
    const named = await this.house.reader.ledgerSizeBefore(round);
    return [Math.min(size, named), Math.max(size, named)];
  }

  @NodeRoute('countersignHead', 204)
  countersign(@Call() { caller, body }: NodeCall): Promise<void> {
    return this.house.countersignatures.accept(caller, body);
  }
}
