// Whether a pack follows from a ledger: it is built anew from the ledger's entries, and the first figure that differs is named.
import { buildPack } from './build-pack.js';
import { firstCardProblem } from './check-cards.js';
import type { EvidenceLedger } from './evidence-ledger.js';
import type { EvidencePack } from './pack-schema.js';
import { isSameNumber, type PackProblem } from './pack-problem.js';

export interface PackVerdict {
  /** Figures that were computed again. */
  readonly figures: number;
  /** Entries that they name. */
  readonly records: number;
  /** The first part that does not follow from the ledger; undefined where all do. */
  readonly problem: PackProblem | undefined;
}

/**
 * What the coordinator declares of itself is passed by: nobody can compute it. Of model cards it is what the ledger knows too.
 * @param ledger read up to the size that the pack names, for the pack's scope.
 * @param federation of the ledger.
 * @throws UnknownPrivacyEventError where a round was accounted for by a later version.
 */
export function checkPack(
  pack: EvidencePack,
  ledger: EvidenceLedger,
  federation: EvidencePack['federation'],
): PackVerdict {
  const { madeAt, ledger: head, declared } = pack;
  const again = buildPack(ledger, { madeAt, federation, ledger: head, declared });
  return {
    figures: figuresIn(again.evidence),
    records: again.records.length,
    problem: firstDifference(pack, again) ?? firstCardProblem(pack, again.evidence, ledger),
  };
}

/** The path is put together on the way back, where there is something to tell. */
function firstDifference(said: unknown, follows: unknown): PackProblem | undefined {
  if (typeof said === 'number' && typeof follows === 'number')
    return isSameNumber(said, follows) ? undefined : { path: '', said, follows };
  if (!isContainer(said) || !isContainer(follows) || Array.isArray(said) !== Array.isArray(follows))
    return said === follows ? undefined : { path: '', said, follows };
  for (const name of namesOf(follows, said)) {
    const problem = firstDifference(inside(said, name), inside(follows, name));
    if (problem) return { ...problem, path: `${stepTo(name)}${problem.path}` };
  }
  return undefined;
}

/** As RFC 6901 writes it. */
function stepTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function namesOf(one: object, other: object): string[] {
  const names = Object.keys(one);
  return [...names, ...Object.keys(other).filter((name) => !Object.hasOwn(one, name))];
}
function inside(container: object, name: string): unknown {
  return Object.hasOwn(container, name) ? (container as Record<string, unknown>)[name] : undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function figuresIn(value: unknown): number {
  if (!isContainer(value)) return 0;
  const own = 'value' in value && 'unit' in value && 'proof' in value ? 1 : 0;
  return own + Object.values(value).reduce((sum: number, inner) => sum + figuresIn(inner), 0);
}
