// Whether the recipients of a round agree on what it made of the state.
import {
  namedShares,
  readAdoption,
  type Adoption,
  type Descriptor,
  type NamedShare,
  type NodeId,
} from '@chorale/crypto';

export interface Answers {
  readonly adoptions: readonly { readonly node: NodeId; readonly envelope: Uint8Array }[];
  readonly failures: readonly { readonly node: NodeId }[];
  /** Contributors, whose answers are waited for. */
  readonly contributed: readonly NodeId[];
}
export interface AdoptedState {
  readonly adoption: Adoption;
  readonly adoptedBy: readonly NodeId[];
  /** Shares found out with a spare one, in committee order. */
  readonly badShares: readonly NamedShare[];
}
export type Judgement =
  | { readonly kind: 'wait' }
  | { readonly kind: 'agreed'; readonly result: AdoptedState }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Whether {@link judgeAdoptions} can only wait, as long as nobody contradicts the others. */
export function mustWaitForAnswers(
  { recipients, quorum }: Pick<Descriptor, 'recipients' | 'quorum'>,
  { adoptions, failures }: { readonly adoptions: number; readonly failures: number },
  contributed: readonly NodeId[],
  nowMs: number,
  deadlineMs: number,
): boolean {
  const receives = new Set(recipients);
  const awaited = contributed.filter((node) => receives.has(node)).length;
  return nowMs < deadlineMs && failures < quorum && adoptions + failures < awaited;
}

/** @param deadlineMs from when on `quorum` equal answers are enough. */
export function judgeAdoptions(
  descriptor: Pick<Descriptor, 'cohort' | 'committee' | 'grouping' | 'recipients' | 'quorum'>,
  { adoptions, failures, contributed }: Answers,
  nowMs: number,
  deadlineMs: number,
): Judgement {
  const { cohort, recipients, quorum } = descriptor;
  const opened = adoptions.map(({ node, envelope: bytes }) => ({ node, body: readAdoption(bytes) }));
  const wrongSum = opened.filter(({ body }) => body.sumWrong);
  if (wrongSum.length > 0)
    return {
      kind: 'unusable',
      reason: `the published sum is not the sum of the set, by the count of ${list(wrongSum)}`,
    };
  const [first] = opened;
  if (first) {
    const others = opened.filter(({ body }) => !isSameOutcome(body, first.body));
    if (others.length > 0)
      return {
        kind: 'unusable',
        reason: `recipients derived different states: ${list(others)} against ${first.node}; compare their versions`,
      };
  }
  if (failures.length >= quorum)
    return { kind: 'unusable', reason: `the sum did not open for ${list(failures)}` };

  // A coordinator that receives the sum, too, derives no state and has no say.
  const isNode = new Set(cohort);
  const nodes = recipients.filter((id) => isNode.has(id));
  const answered = new Set([...opened, ...failures].map(({ node }) => node));
  const hasContributed = new Set(contributed);
  const awaited = nodes.filter((node) => hasContributed.has(node));
  const isComplete = awaited.every((node) => answered.has(node)) || nowMs >= deadlineMs;
  const isHopeless = nodes.every((node) => answered.has(node)) && opened.length < quorum;
  if (isHopeless)
    return {
      kind: 'unusable',
      reason: `the sum opened for ${opened.length} of at least ${quorum} recipients`,
    };
  if (!first || !isComplete || opened.length < quorum) return { kind: 'wait' };
  return {
    kind: 'agreed',
    result: {
      adoption: first.body,
      adoptedBy: opened.map(({ node }) => node),
      badShares: namedShares(
        descriptor,
        opened.map(({ body }) => body),
      ),
    },
  };
}

export function isSameOutcome(a: Adoption, b: Adoption): boolean {
  return (
    a.state === b.state &&
    a.done === b.done &&
    Buffer.compare(a.layout, b.layout) === 0 &&
    a.groupScores.join() === b.groupScores.join()
  );
}

function list(entries: readonly { node: NodeId }[]): string {
  return entries.map(({ node }) => node).join(', ');
}
