import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { House } from '../../house.js';
import type { Metrics } from '../../platform/metrics.js';
import { HOUSE, METRICS } from './tokens.js';

/** For the machinery around: is it alive, may it get work, how does it fare. */
@Controller()
export class HealthController {
  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  health(): object {
    return { status: 'ok' };
  }

  /** Ready once the database answers. */
  @Get('readyz')
  async ready(): Promise<object> {
    await this.house.database.read((manager) => this.house.ledger.head(manager));
    return { status: 'ready' };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async metricsText(): Promise<string> {
    const { database, ledger, progress } = this.house;
    this.metrics.setRounds(await progress.roundsByPhase());
    this.metrics.ledgerEntries.set((await database.read((manager) => ledger.head(manager))).size);
    return this.metrics.registry.metrics();
  }
}
