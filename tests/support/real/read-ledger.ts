import { readFileSync } from 'node:fs';
import { ledgerEntry } from '@chorale/crypto';

export interface ReadEntry {
  /** Milliseconds since 1970, by the coordinator's clock. */
  readonly at: number;
  readonly kind: string;
  /** Id of the node that did it, or `coordinator`. */
  readonly actor: string;
  /** Id of the round, study or agreement that it is about. */
  readonly subject: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Entries of an exported ledger, in order. */
export function readLedger(file: string): ReadEntry[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const { entry, payload } = JSON.parse(line) as { entry?: string; payload?: string };
    if (entry === undefined) return [];
    const { at, kind, actor, subject } = ledgerEntry.decode(Buffer.from(entry, 'base64'));
    return { at, kind, actor, subject, payload: JSON.parse(payload!) as ReadEntry['payload'] };
  });
}

/** What the coordinator did in a round, in order; the addition goes on beside the committee's work. */
export function coordinatorSteps(entries: readonly ReadEntry[], round: string): string[] {
  return entries
    .filter(({ subject, actor }) => subject === round && actor === 'coordinator')
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'sum-added');
}
