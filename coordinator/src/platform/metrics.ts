// What operators watch, for Prometheus. Names and labels hold no ids of studies or members.
import type { RoundPhase } from '@chorale/crypto';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Counter({
    name: 'chorale_http_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['route', 'status'],
    registers: [this.registry],
  });
  readonly requestSeconds = new Histogram({
    name: 'chorale_http_request_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labelNames: ['route'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [this.registry],
  });
  readonly bytesReceived = new Counter({
    name: 'chorale_received_bytes_total',
    help: 'Bytes received from nodes: request lines, headers and bodies.',
    registers: [this.registry],
  });
  readonly rounds = new Gauge({
    name: 'chorale_rounds',
    help: 'Rounds in the database, by phase.',
    labelNames: ['phase'],
    registers: [this.registry],
  });
  readonly ledgerEntries = new Gauge({
    name: 'chorale_ledger_entries',
    help: 'Entries covered by the newest signed head.',
    registers: [this.registry],
  });

  setRounds(counts: ReadonlyMap<RoundPhase, number>): void {
    this.rounds.reset();
    for (const [phase, count] of counts) this.rounds.set({ phase }, count);
  }
}
