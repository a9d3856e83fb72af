// The two judgements a round hangs on, over every mixture of what nodes may have said.
import {
  adoption,
  adoptionQuorum,
  committeeThreshold,
  envelope,
  setRoot,
  type Descriptor,
  type Hash,
  type NodeId,
  type RoundId,
  type StateHash,
} from '@chorale/crypto';
import fc from 'fast-check';
import { decideSet, mustWait, type Collected } from '../../../coordinator/src/rounds/fix-set.js';
import { judgeAdoptions, mustWaitForAnswers } from '../../../coordinator/src/rounds/judge-adoptions.js';

const ROUND = 'a'.repeat(64) as RoundId;
const COLLECT_BY = 1000;

interface Situation {
  readonly descriptor: Descriptor;
  readonly collected: Collected;
}

function nodeIds(count: number): NodeId[] {
  return Array.from({ length: count }, (_, index) => index.toString(16).padStart(32, '0') as NodeId);
}
function descriptorOf(nodes: readonly NodeId[], kMin: number, committee = nodes): Descriptor {
  return {
    cohort: nodes,
    committee,
    recipients: nodes,
    threshold: committeeThreshold(committee.length),
    quorum: adoptionQuorum(nodes.length, 1),
    kMin,
    collectBy: COLLECT_BY,
  } as unknown as Descriptor;
}

const situations: fc.Arbitrary<Situation> = fc.integer({ min: 3, max: 9 }).chain((count) => {
  // Up to three nodes beside the cohort sit on the committee only.
  const everybody = nodeIds(count + 3);
  const nodes = everybody.slice(0, count);
  const row = fc.array(fc.constantFrom(true, true, true, true, false, undefined), {
    minLength: count,
    maxLength: count,
  });
  return fc
    .record({
      kMin: fc.integer({ min: 3, max: count }),
      contributed: fc.subarray(nodes),
      refused: fc.subarray(everybody, { maxLength: 2 }),
      committee: fc.subarray(everybody, { minLength: 3 }),
      verdicts: fc.array(row, { minLength: everybody.length, maxLength: everybody.length }),
    })
    .map(({ kMin, contributed, refused, committee, verdicts }) => ({
      descriptor: descriptorOf(nodes, kMin, committee),
      collected: {
        contributions: contributed.map((node) => ({ node, manifest: Buffer.from(`manifest of ${node}`) })),
        verdicts: committee.flatMap((member) =>
          contributed.flatMap((node) => {
            const good = verdicts[everybody.indexOf(member)]![nodes.indexOf(node)];
            return good === undefined ? [] : [{ member, node, good }];
          }),
        ),
        refused: new Set(refused),
      },
    }));
});

describe('which contributions are added', () => {
  test('a fixed set is large enough, openable by t members, and accounts for everybody', () => {
    fc.assert(
      fc.property(situations, fc.constantFrom(500, 2000), ({ descriptor, collected }, now) => {
        const decision = decideSet(descriptor, collected, now);
        if (decision.kind !== 'fix') return;
        const { nodes, manifests, root, leftOut } = decision.set;
        expect(nodes.length).toBeGreaterThanOrEqual(descriptor.kMin);
        for (const node of nodes) {
          const about = collected.verdicts.filter((verdict) => verdict.node === node);
          expect(about.every(({ good }) => good)).toBe(true);
          expect(about.length).toBeGreaterThanOrEqual(descriptor.threshold);
        }
        expect([...nodes].sort()).toEqual(nodes);
        expect(root).toBe(setRoot(manifests));
        const all = [...nodes, ...leftOut.map(({ node }) => node)].sort();
        expect(all).toEqual(collected.contributions.map(({ node }) => node).sort());
      }),
    );
  });

  test('counts alone never say that a round waits where it would be decided', () => {
    fc.assert(
      fc.property(situations, fc.constantFrom(0, 500, 2000), ({ descriptor, collected }, now) => {
        const { contributions, verdicts, refused } = collected;
        const counts = {
          contributions: contributions.length,
          verdicts: verdicts.length,
          refused: refused.size,
        };
        if (mustWait(descriptor, counts, now))
          expect(decideSet(descriptor, collected, now).kind).toBe('wait');
      }),
      { numRuns: 500 },
    );
  });

  test('nobody is waited for after the deadline', () => {
    fc.assert(
      fc.property(situations, ({ descriptor, collected }) => {
        expect(decideSet(descriptor, collected, COLLECT_BY).kind).not.toBe('wait');
      }),
    );
  });

  test('before the deadline no contribution is cut off that somebody may still vouch for', () => {
    fc.assert(
      fc.property(situations, ({ descriptor, collected }) => {
        if (decideSet(descriptor, collected, 0).kind !== 'fix') return;
        const contributed = new Set(collected.contributions.map(({ node }) => node));
        for (const member of descriptor.committee) {
          if (collected.refused.has(member) && !contributed.has(member)) continue;
          const reported = collected.verdicts.filter((verdict) => verdict.member === member);
          expect(reported).toHaveLength(contributed.size);
        }
      }),
    );
  });

  test('the order in which things came does not matter', () => {
    fc.assert(
      fc.property(situations, fc.constantFrom(0, 2000), ({ descriptor, collected }, now) => {
        const reversed: Collected = {
          contributions: [...collected.contributions].reverse(),
          verdicts: [...collected.verdicts].reverse(),
          refused: collected.refused,
        };
        const [one, other] = [decideSet(descriptor, collected, now), decideSet(descriptor, reversed, now)];
        expect(other.kind).toBe(one.kind);
        if (one.kind === 'fix' && other.kind === 'fix') expect(other.set.root).toBe(one.set.root);
      }),
    );
  });
});

interface Said {
  readonly node: NodeId;
  readonly state: 'a' | 'b';
  readonly sumWrong: boolean;
}
function adoptionOf({ node, state, sumWrong }: Said): { node: NodeId; envelope: Uint8Array } {
  const body = adoption.encode({
    round: ROUND,
    node,
    setRoot: 'c'.repeat(64) as Hash,
    state: state.repeat(64) as StateHash,
    layout: new Uint8Array(),
    done: false,
    badShares: [],
    leftOut: [],
    sumChecked: 1,
    sumWrong,
    groupScores: [],
  });
  return { node, envelope: envelope.encode({ signer: node, body, signature: new Uint8Array(64) }) };
}

const answers = fc.integer({ min: 3, max: 9 }).chain((count) => {
  const nodes = nodeIds(count);
  return fc.record({
    nodes: fc.constant(nodes),
    adopted: fc.subarray(nodes).chain((chosen) =>
      fc.tuple(
        ...chosen.map((node) =>
          fc.record({
            node: fc.constant(node),
            state: fc.constantFrom('a' as const, 'a' as const, 'a' as const, 'a' as const, 'b' as const),
            sumWrong: fc.constantFrom(false, false, false, false, false, true),
          }),
        ),
      ),
    ),
    now: fc.constantFrom(0, 2000),
  });
});

describe('whether the recipients agree', () => {
  test('where the counts alone say that it must wait, and nobody contradicts, the judgement waits', () => {
    fc.assert(
      fc.property(answers, fc.nat({ max: 3 }), ({ nodes, adopted, now }, failing) => {
        const descriptor = descriptorOf(nodes, 3);
        const failures = nodes
          .filter((node) => !adopted.some((said) => said.node === node))
          .slice(0, failing)
          .map((node) => ({ node }));
        const counts = { adoptions: adopted.length, failures: failures.length };
        fc.pre(mustWaitForAnswers(descriptor, counts, nodes, now, 1000));
        fc.pre(adopted.every(({ state, sumWrong }) => state === adopted[0]!.state && !sumWrong));
        const said = { adoptions: adopted.map(adoptionOf), failures, contributed: nodes };
        expect(judgeAdoptions(descriptor, said, now, 1000)).toEqual({ kind: 'wait' });
      }),
    );
  });

  test('a round closes only on a quorum of equal answers that found the sum right, and no other answer', () => {
    fc.assert(
      fc.property(answers, ({ nodes, adopted, now }) => {
        const descriptor = descriptorOf(nodes, 3);
        const failures = nodes.filter((node) => !adopted.some((said) => said.node === node)).slice(0, 1);
        const judgement = judgeAdoptions(
          descriptor,
          {
            adoptions: adopted.map(adoptionOf),
            failures: failures.map((node) => ({ node })),
            contributed: nodes,
          },
          now,
          1000,
        );
        const isClean = adopted.every(({ state, sumWrong }) => state === adopted[0]!.state && !sumWrong);
        if (judgement.kind === 'agreed') {
          expect(isClean).toBe(true);
          expect(adopted.length).toBeGreaterThanOrEqual(descriptor.quorum);
        }
        if (!isClean) expect(judgement.kind).toBe('unusable');
        const allAnswered = adopted.length + failures.length === nodes.length;
        if (isClean && adopted.length >= descriptor.quorum && (allAnswered || now >= 1000))
          expect(judgement.kind).toBe('agreed');
      }),
    );
  });
});
