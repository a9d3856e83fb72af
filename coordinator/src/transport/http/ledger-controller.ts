import { consistencyProof } from '@chorale/crypto';
import { Controller, Inject, Query } from '@nestjs/common';
import type { House } from '../../house.js';
import { CoordinatorError } from '../../platform/errors.js';
import { Call, type NodeCall } from './node-call.js';
import { NodeRoute } from './node-route.js';
import { HOUSE } from './tokens.js';

/** What nodes check of the ledger while it grows. */
@Controller()
export class LedgerController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @NodeRoute('ledgerConsistency')
  async consistency(@Query('from') from: string, @Query('to') to: string): Promise<Uint8Array> {
    const [fromSize, toSize] = [entryCount(from), entryCount(to)];
    const path = await this.house.ledger.consistency(fromSize, toSize);
    return consistencyProof.encode({ fromSize, toSize, path });
  }

  @NodeRoute('countersignHead', 204)
  countersign(@Call() { caller, body }: NodeCall): Promise<void> {
    return this.house.countersignatures.accept(caller, body);
  }
}

function entryCount(value: unknown): number {
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value))
    throw new CoordinatorError('malformed', 'from and to are numbers of ledger entries');
  return Number(value);
}
