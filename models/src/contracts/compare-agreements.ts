// What changes from one agreement to the next, for people who sign it, and whether it widens what was agreed on before.
// Whatever is not known to narrow counts as widening: a mistake here asks for one signature more, never for one less.
import type { Agreement } from './agreement.js';

export interface AgreementChange {
  /** Where, for example `privacy.epsilon` or `dictionary.features.age`. */
  readonly path: string;
  /** Undefined where it was not there. */
  readonly before: unknown;
  /** Undefined where it is gone. */
  readonly after: unknown;
  /** Whether more may be done with persons' data, or by more parties, than before. */
  readonly widens: boolean;
}

/** Every difference, in the order of the document. */
export function compareAgreements(before: Agreement, after: Agreement): AgreementChange[] {
  const old = new Map(leavesOf('', before));
  const young = new Map(leavesOf('', after));
  const paths = [...old.keys(), ...[...young.keys()].filter((path) => !old.has(path))];
  return paths.flatMap((path) => {
    const [left, right] = [old.get(path), young.get(path)];
    if (JSON.stringify(left) === JSON.stringify(right)) return [];
    return [{ path, before: left, after: right, widens: !narrows(path, left, right) }];
  });
}

/** One line for people: `privacy.epsilon: 1 -> 2 (wider)`; of lists, what is new and what is gone. */
export function agreementChangeInWords({ path, before, after, widens }: AgreementChange): string {
  return `${path}: ${difference(before, after)}${widens ? ' (wider)' : ''}`;
}

function difference(before: unknown, after: unknown): string {
  if (Array.isArray(before) && Array.isArray(after)) {
    const [old, young] = [entriesOf(before), entriesOf(after)];
    const added = young.filter((entry) => !old.includes(entry)).map((entry) => `+ ${entry}`);
    const gone = old.filter((entry) => !young.includes(entry)).map((entry) => `- ${entry}`);
    if (added.length + gone.length > 0) return [...added, ...gone].join(', ');
  }
  return `${valueInWords(before)} -> ${valueInWords(after)}`;
}

function valueInWords(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

/** What of an amendment needs four eyes; empty where it only narrows. */
export function wideningOf(before: Agreement, after: Agreement): AgreementChange[] {
  return compareAgreements(before, after).filter(({ widens }) => widens);
}

/**
 * Whether an agreement allows what none of those before it did.
 * @param earlier the one that it replaces, or all that were signed before; a federation's first agreement widens nothing.
 */
export function widensBeyond(earlier: readonly Agreement[], after: Agreement): boolean {
  return earlier.length > 0 && earlier.every((before) => wideningOf(before, after).length > 0);
}

type Narrowing = (before: unknown, after: unknown) => boolean;
const less: Narrowing = (before, after) =>
  typeof before === 'number' && typeof after === 'number' && after < before;
const more: Narrowing = (before, after) =>
  typeof before === 'number' && typeof after === 'number' && after > before;
const removed: Narrowing = (before, after) => before !== undefined && after === undefined;
const lessOrNew: Narrowing = (before, after) => before === undefined || less(before, after);
const neutral: Narrowing = () => true;
const fewer: Narrowing = (before, after) => {
  const earlier = new Set(entriesOf(before));
  return entriesOf(after).every((entry) => earlier.has(entry));
};

/** Changes that let nobody do more than before, by path; features share one line. */
const narrowings: Readonly<Record<string, Narrowing>> = {
  title: neutral,
  replaces: neutral,
  // Left out, either list means everybody.
  parties: (before, after) => before !== undefined && after !== undefined && fewer(before, after),
  regions: (before, after) =>
    entriesOf(after).length > 0 && (entriesOf(before).length === 0 || fewer(before, after)),
  'dictionary.features': removed,
  'dictionary.drop': (before, after) => fewer(after, before),
  qualityFloor: more,
  'cohort.kMin': more,
  'privacy.epsilon': less,
  'privacy.delta': less,
  'privacy.nodesPerPerson': more,
  'privacy.colluding': more,
  'privacy.total.epsilon': lessOrNew,
  'privacy.total.delta': lessOrNew,
  'privacy.lifetime.epsilon': lessOrNew,
  'privacy.lifetime.delta': lessOrNew,
  computations: fewer,
  // Left out, it means the plain sum.
  aggregation: (before, after) => fewer(before ?? ['sum'], after ?? ['sum']),
  'releaseGate.mostDrift': less,
  'releaseGate.measuredFirst': (before, after) => before === false && after === true,
  release: (before, after) => before === 'coordinator' && after === 'members',
  recipients: fewer,
  retentionDays: less,
  expires: (before, after) => typeof before === 'string' && typeof after === 'string' && after < before,
};

function narrows(path: string, before: unknown, after: unknown): boolean {
  const known = narrowings[path.startsWith(`${FEATURES}.`) ? FEATURES : path];
  return known?.(before, after) ?? false;
}

function entriesOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map((entry) => JSON.stringify(entry)) : [];
}

/** The one list whose entries are compared by name: an agreement holds hundreds of them. */
const FEATURES = 'dictionary.features';

/** Terms that are compared as a whole, each under its path. */
function leavesOf(path: string, value: unknown): [string, unknown][] {
  const under = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (Array.isArray(value) && path === FEATURES)
    return value.map((feature: { readonly name: string }) => [under(feature.name), feature]);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([name, inner]) => leavesOf(under(name), inner));
  return value === undefined ? [] : [[path, value]];
}
