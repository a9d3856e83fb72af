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
  async consistency(@Query('from') from: string, @Query('to') to: string): Promise<Uint8Array> {
    const [fromSize, toSize] = [requireCount(from), requireCount(to)];
    const path = await this.house.ledger.consistency(fromSize, toSize);
    return consistencyProof.encode({ fromSize, toSize, path });
  }

  @NodeRoute('countersignHead', 204)
  countersign(@Call() { caller, body }: NodeCall): Promise<void> {
    return this.house.countersignatures.accept(caller, body);
  }
}
