// An agreement that excludes suspects, at the coordinator and in its ledger: a search that names one, the entry about it, and the
// studies after it. Nodes hold all of it against their own count: tests/attacks/exclusions.test.ts.
import { join } from 'node:path';
import { groupsOfSet, studyId, verifyLedger, type NodeId, type StudyId } from '@chorale/crypto';
import { agreementSchema, studyDocumentSchema, type StudyDocument } from '@chorale/models';
import { MOST_GROUP_SCORE } from '@chorale/models/planning';
import { LedgerAudit } from '../../../client-node/src/ledger/ledger-audit.js';
import { refuseTooFew } from '../../../coordinator/src/grouping/exclusions.js';
import type { PaperNode } from '../../support/coordinator/paper-node.js';
import { rewriteLedger, type Rewritten } from '../../support/coordinator/rewrite-ledger.js';
import { agreementDocument, studyDocument, TestFederation } from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const NODES = 9;
/** Nine nodes in three groups: one that acts against another meets it in 14 rounds with a chance of 9 / 2^14 = 0.0006. */
const ROUNDS = 14;
const excluding = {
  ...agreementDocument,
  cohort: { kMin: 3 },
  committee: Array.from({ length: 7 }, (_, index) => `node-${index + 1}`),
  aggregation: ['sum', 'median'],
  poisoning: { excludeAbove: 8 },
};
const searchDocument = {
  ...studyDocument,
  name: 'search',
  settings: { gradientRounds: ROUNDS - 1 },
  privacy: { epsilon: 0.3 },
  aggregation: { rule: 'median', groupSize: 3 },
};
const small = (name: string): object => ({ ...studyDocument, name, privacy: { epsilon: 0.1 } });

const folder = temporaryFolders();
let federation: TestFederation;

/** @returns a member of the committee. */
async function found(): Promise<PaperNode> {
  const made = folder();
  const location = { kind: 'sqlite' as const, file: join(made, 'coordinator.sqlite') };
  federation = await TestFederation.found({ folder: made, location });
  await federation.enrol(NODES);
  await federation.agree(excluding);
  await federation.shelveKeys(20);
  return federation.named('node-3')[0]!;
}

/** All rounds of a search, in which each group with the poisoner stands out. */
async function search(poisoner: PaperNode): Promise<StudyId> {
  const { lots, studies } = federation.house;
  const { study } = await studies.start(searchDocument);
  for (const node of federation.nodes) await lots.accept(federation.callerOf(node), study, node.lots(study));
  for (let drawing = 0; drawing < ROUNDS; drawing += 1) {
    for (const node of federation.nodes)
      await lots.accept(federation.callerOf(node), study, node.lots(study, drawing));
    federation.clock.advance(1);
    const round = await federation.present();
    const descriptor = federation.descriptorOf(round);
    const groupScores = groupsOfSet(descriptor, descriptor.cohort).map((group) =>
      group.includes(poisoner.id) ? MOST_GROUP_SCORE : 20,
    );
    await federation.contribute(round);
    const members = federation.named(...excluding.committee);
    await federation.report(round, members);
    await federation.commit(round, members);
    await federation.release(round, members);
    await federation.adopt(round, federation.nodes, { groupScores, done: drawing === ROUNDS - 1 });
  }
  return study;
}

async function documentOf(study: StudyId): Promise<StudyDocument> {
  const bytes = await federation.house.studies.document(study);
  return studyDocumentSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
}

describe('a search that names a suspect at the agreed score', () => {
  let poisoner: PaperNode;
  let searched: StudyId;
  let before: StudyId;
  let after: StudyId;

  beforeAll(async () => {
    poisoner = await found();
    const { studies } = federation.house;
    ({ study: before } = await studies.start(small('before')));
    await studies.stop('before', undefined);
    searched = await search(poisoner);
    ({ study: after } = await studies.start(small('after')));
  }, 600_000);
  afterAll(() => federation.close());

  test('leaves it out of the studies that start later, and the ledger says why', async () => {
    const [entry] = await federation.payloads('nodes-excluded');
    expect(entry).toMatchObject({
      study: searched,
      excludeAbove: 8,
      nodes: [{ node: poisoner.id, score: 10 }],
    });
    const { state } = await federation.study(searched);
    expect((await documentOf(after)).exclusions).toEqual({
      follows: searched,
      searches: [{ study: searched, rounds: ROUNDS, state }],
      nodes: [poisoner.id],
    });
    expect((await documentOf(searched)).exclusions).toEqual({ follows: before, searches: [], nodes: [] });
    const round = (await federation.rounds()).find(({ study }) => study === after)!;
    const descriptor = federation.descriptorOf(round);
    const others = federation.nodes.map(({ id }) => id).filter((id) => id !== poisoner.id);
    expect(descriptor).toMatchObject({ cohort: others, recipients: others, quorum: 6 });
    // Whoever is left out still holds its shares: t does not fall with it.
    const members = federation.named(...excluding.committee).map(({ id }) => id);
    expect(descriptor).toMatchObject({ committee: members.sort(), threshold: 5 });
    expect(await federation.house.progress.study('after')).toMatchObject({ leftOut: [poisoner.name] });
    expect(await federation.house.poisonSearch.suspects('search')).toMatchObject({ excludedFrom: 8 });
  });

  const audited = async (
    change: Parameters<typeof rewriteLedger>[2] = () => undefined,
  ): Promise<{ verified: boolean; reason: string | undefined; recounted: number; notRecounted: number }> => {
    const { key } = federation.house.federation;
    const audit = new LedgerAudit();
    const lines = rewriteLedger(await federation.ledgerLines(), key, change);
    const { verified, problem } = await verifyLedger(lines, [], audit);
    return { verified, reason: problem?.reason, ...audit.searches.summary() };
  };
  /** Every entry of a kind with another payload. */
  const payloadOf =
    (kind: string, change: (payload: never) => unknown) =>
    (entry: { kind: string }, text: string): Rewritten | undefined =>
      entry.kind === kind ? { payload: JSON.stringify(change(JSON.parse(text) as never)) } : undefined;
  const at = (kind: string, outcome: Rewritten | 'drop') => (entry: { kind: string }) =>
    entry.kind === kind ? outcome : undefined;

  test('is counted again by whoever verifies the ledger', async () => {
    expect(await audited()).toEqual({ verified: true, reason: undefined, recounted: 1, notRecounted: 0 });
  });

  interface Scored {
    groups: { nodes: string[]; score: number }[];
  }
  interface Suspects {
    nodes: { node: string; score: number; framed: number; suspected?: boolean }[];
  }
  const innocent = (): string => federation.nodes[3]!.id;
  test.each<[string, () => Parameters<typeof rewriteLedger>[2], RegExp]>([
    [
      'scores that nobody signed',
      () =>
        payloadOf('groups-scored', (said: Scored) => ({
          ...said,
          groups: said.groups.map((group) => ({ ...group, score: 0 })),
        })),
      /"score":0\} of the groups of round .*by what recipients signed it is .*"score":(20|1000)\}/,
    ],
    [
      'groups that were not drawn',
      () =>
        payloadOf('groups-scored', ({ groups: [first, ...groups], ...said }: Scored) => ({
          ...said,
          groups: [...groups, first],
        })),
      /of the groups of round/,
    ],
    ['no scores of a round', () => at('groups-scored', 'drop'), /of the scored rounds of study/],
    [
      'nothing of the first round',
      () => {
        const dropped = new Set<string>();
        return ({ kind }) => {
          if (!['round-closed', 'groups-scored'].includes(kind) || dropped.has(kind)) return undefined;
          dropped.add(kind);
          return 'drop';
        };
      },
      /does not follow the one that closed before it in its study/,
    ],
    [
      'no suspects',
      () =>
        ({ kind }) =>
          ['study-searched', 'nodes-excluded'].includes(kind) ? 'drop' : undefined,
      /what its groups say of each node is missing/,
    ],
    [
      'that the suspect is none',
      () =>
        payloadOf('study-searched', (said: Suspects) => ({
          ...said,
          nodes: said.nodes.map((node) => ({ ...node, suspected: false })),
        })),
      /"suspected":false\} of the nodes of study .*"suspected":true\}/,
    ],
    [
      'nobody excluded',
      () => at('nodes-excluded', 'drop'),
      /says nothing of the nodes that study .* excludes/,
    ],
    [
      'an innocent node excluded',
      () =>
        payloadOf('nodes-excluded', (said: Suspects) => ({
          ...said,
          nodes: said.nodes.map((node) => ({ ...node, node: innocent() })),
        })),
      /of the nodes that study .* excludes, and by what recipients signed/,
    ],
    [
      'another score to exclude from',
      () => payloadOf('nodes-excluded', (said: Suspects) => ({ ...said, excludeAbove: 2 })),
      /says 2 of the score from which the agreement excludes/,
    ],
    [
      'a later study that keeps the suspect in',
      () => (entry, text) => {
        const started = JSON.parse(text) as { study: string; text: string };
        if (entry.kind !== 'study-proposed' || entry.subject !== after) return undefined;
        const document = JSON.parse(started.text) as StudyDocument;
        const kept = JSON.stringify({ ...document, exclusions: { ...document.exclusions, nodes: [] } });
        const subject = studyId(Buffer.from(kept));
        return { subject, payload: JSON.stringify({ ...started, study: subject, text: kept }) };
      },
      /"nodes":\[\]\} of who is left out of study/,
    ],
    [
      'a text that is not the study',
      () => payloadOf('study-proposed', (said: { text: string }) => ({ ...said, text: `${said.text} ` })),
      /the text is not that of the study/,
    ],
    [
      "another node's adoption for its own",
      () => {
        let first: string | undefined;
        return payloadOf('state-adopted', (said: { adoption: string }) => ({
          ...said,
          adoption: (first ??= said.adoption),
        }));
      },
      /the adoption is that of another node or round/,
    ],
    ['a payload of another form', () => payloadOf('groups-scored', () => 'none'), /not of its form/],
  ])('a ledger that says %s does not verify', async (_what, change, reason) => {
    const { verified, reason: told } = await audited(change());
    expect(verified).toBe(false);
    expect(told).toMatch(reason);
  });

  test.each(['roster-in-force', 'study-proposed', 'round-opened', 'state-adopted', 'groups-scored'])(
    'where %s is erased the ledger verifies, and says what was not counted',
    async (kind) => {
      const { verified, reason, recounted, notRecounted } = await audited(at(kind, { payload: null }));
      expect({ verified, reason }).toEqual({ verified: true, reason: undefined });
      expect(recounted).toBe(0);
      expect(notRecounted).toBeGreaterThan(0);
    },
  );
});

describe('otherwise', () => {
  beforeEach(async () => {
    await found();
  });
  afterEach(() => federation.close());

  test('under an agreement without such a rule nobody is left out, and no study says so', async () => {
    const { poisoning: _none, ...lenient } = { ...excluding, title: 'Lenient', purpose: 'other campaigns' };
    await federation.agree(lenient);
    const { studies } = federation.house;
    await studies.start({ ...searchDocument, agreement: 'Lenient' });
    const { study } = await studies.start({ ...small('other'), agreement: 'Lenient' });
    expect((await documentOf(study)).exclusions).toBeUndefined();
  });

  test('no study starts while one that may name suspects runs, nor with exclusions of somebody else', async () => {
    const { studies } = federation.house;
    await studies.start(searchDocument);
    await expect(studies.start(small('meanwhile'))).rejects.toMatchObject({
      code: 'study-running',
      message: expect.stringMatching(/"search" opens groups.*study stop search/) as string,
    });
    await studies.stop('search', undefined);
    const own = { follows: null, searches: [], nodes: [federation.nodes[0]!.id] };
    await expect(studies.start({ ...small('own'), exclusions: own })).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('exclusions') as string,
    });
    await expect(studies.start(small('afterwards'))).resolves.toMatchObject({ name: 'afterwards' });
  });
});

test('where fewer nodes than kMin are left, no study starts, and it is said what to do', () => {
  const terms = agreementSchema.parse(excluding);
  const ids = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(32) as NodeId);
  const agreed = { contributors: ids };
  expect(() => refuseTooFew(agreed, { terms, contributors: ids.slice(1) })).not.toThrow();
  expect(() => refuseTooFew(agreed, { terms, contributors: ids.slice(2) })).toThrow(
    /leaves out 2 of 4 nodes.* the 2 that are left are fewer than its kMin of 3.*agree anew/,
  );
});

test('an agreement that excludes suspects must allow the studies that name them', () => {
  const { aggregation: _grouped, ...sumOnly } = excluding;
  for (const document of [sumOnly, { ...sumOnly, aggregation: ['sum'] }])
    expect(agreementSchema.safeParse(document).error?.issues).toMatchObject([{ path: ['poisoning'] }]);
  for (const excludeAbove of [1.9, 10.1])
    expect(agreementSchema.safeParse({ ...excluding, poisoning: { excludeAbove } }).success).toBe(false);
});
