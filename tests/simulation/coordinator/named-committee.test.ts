// A federation of more than 16 nodes: the agreement names the committee, an auditor without rows sits on it, and up to
// m - t of its members may be away. The nodes' own rooms and real encryption, the coordinator's house, a clock to move.
import { join } from 'node:path';
import type { AgreementHash, RoundKeyPair, StudyId } from '@chorale/crypto';
import { agreementSchema, studySchema } from '@chorale/models';
import { checkDescriptor } from '../../../client-node/src/agreement/check-descriptor.js';
import { StudyRuntime } from '../../../client-node/src/study/study-runtime.js';
import { houseNodes, leaveRealKeys, type HouseNode } from '../../support/coordinator/house-node.js';
import { PaperNode } from '../../support/coordinator/paper-node.js';
import { agreementDocument, TestFederation } from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const CONTRIBUTORS = 17;
const COMMITTEE = ['auditor', 'node-1', 'node-2', 'node-3', 'node-4', 'node-5', 'node-6'];
/** Of 7. */
const THRESHOLD = 5;
const COLLECT_SECONDS = 60;
const COMMITTEE_SECONDS = 30;

const folder = temporaryFolders();
const open: TestFederation[] = [];
afterEach(async () => {
  for (const federation of open.splice(0)) await federation.close();
});

/** Seventeen contributors and an auditor, enrolled. */
async function found(): Promise<TestFederation> {
  const made = folder();
  const location = { kind: 'sqlite' as const, file: join(made, 'coordinator.sqlite') };
  const federation = await TestFederation.found({ folder: made, location });
  open.push(federation);
  await federation.enrol(CONTRIBUTORS);
  await federation.enrolOne('auditor', 'Auditors LLP', 'committee');
  return federation;
}

const agreement = {
  ...agreementDocument,
  privacy: { mode: 'none', epsilon: null, delta: null },
  committee: COMMITTEE,
};
const study = (federation: TestFederation): object => ({
  ...federation.studyDocument,
  computation: 'statistics',
  deadlines: { collectSeconds: COLLECT_SECONDS, committeeSeconds: COMMITTEE_SECONDS },
});

/** Each node holds the descriptor against what it signed; the auditor without knowing any state. */
async function checkAtEachNode(federation: TestFederation, nodes: readonly HouseNode[]): Promise<void> {
  const { house } = federation;
  const { descriptor, roster } = nodes[0]!;
  const text = async (document: Promise<Uint8Array>): Promise<unknown> =>
    JSON.parse(Buffer.from(await document).toString());
  const terms = agreementSchema.parse(await text(house.agreements.document(descriptor.agreement)));
  const document = studySchema.parse(await text(house.studies.document(descriptor.study)));
  const runtime = new StudyRuntime(
    descriptor.study,
    document,
    descriptor.agreement,
    terms,
    CONTRIBUTORS,
    () => Promise.reject(new Error('nobody reads rows here')),
  );
  const { hash, version } = await house.database.read((manager) => house.rosters.required(manager));
  const expected = runtime.expectedRound(runtime.firstState(), 0, descriptor.committee.length).descriptor;
  for (const { node } of nodes)
    checkDescriptor(descriptor, {
      federation: house.federation.id,
      coordinatorKey: house.federation.key.publicKey,
      self: node.id,
      agreement: terms,
      roster: { hash, version, nodes: roster, suspended: [] },
      contributors: runtime.contributorsAmong(roster),
      expected: node.name === 'auditor' ? runtime.agreedTerms : expected,
      deadlines: document.deadlines,
      nowMs: federation.clock.now(),
    });
}

interface Started {
  readonly federation: TestFederation;
  readonly nodes: readonly HouseNode[];
  readonly named: (...names: readonly string[]) => HouseNode[];
}

/** @param without nodes that left no key for the round. */
async function startRound(without: readonly string[] = []): Promise<Started> {
  const federation = await found();
  await federation.agree(agreement);
  const here = federation.nodes.filter(({ name }) => !without.includes(name));
  const pairs: ReadonlyMap<string, RoundKeyPair> = await leaveRealKeys(federation, here);
  await federation.house.studies.start(study(federation));
  // Nodes that are awake and out of keys are waited for at first.
  if (without.length > 0) {
    federation.clock.advance(COLLECT_SECONDS + 1);
    for (const node of here) federation.callerOf(node);
    await federation.house.rounds.tick();
  }
  const nodes = await houseNodes(federation, pairs, here);
  const named = (...names: readonly string[]): HouseNode[] =>
    names.map((name) => nodes.find(({ node }) => node.name === name)!);
  return { federation, nodes, named };
}

const phaseOf = async (federation: TestFederation): Promise<string> => (await federation.present()).phase;

test('two of seven members away, one of them silent: its deadline is all that it costs, and every contributor opens the sum', async () => {
  const { federation, nodes, named } = await startRound(['node-6']);
  const { house, clock } = federation;
  const [auditor] = named('auditor');
  const { descriptor } = auditor!;
  expect(descriptor).toMatchObject({ threshold: THRESHOLD, quorum: 11, kMin: 4 });
  expect(descriptor.committee).toEqual(
    named('auditor', 'node-1', 'node-2', 'node-3', 'node-4', 'node-5')
      .map(({ node }) => node.id)
      .sort(),
  );
  expect(descriptor.cohort).toHaveLength(CONTRIBUTORS - 1);
  expect(descriptor.cohort).not.toContain(auditor!.node.id);
  expect(descriptor.recipients).toEqual(descriptor.cohort);
  await checkAtEachNode(federation, nodes);

  const contributors = nodes.filter(({ round }) => round.contributes);
  for (const [index, node] of contributors.entries())
    await node.contribute((position) => (index + 1) * (position + 1));
  // node-5 contributes and says nothing more.
  const serving = named('auditor', 'node-1', 'node-2', 'node-3', 'node-4');
  for (const member of serving) expect((await member.report()).bad).toEqual([]);

  const { collectBy, committeeBy } = descriptor;
  clock.advance((collectBy - clock.now()) / 1000 - 1);
  await house.rounds.tick();
  expect(await phaseOf(federation)).toBe('collecting');
  clock.advance(1);
  await house.rounds.tick();
  expect(await phaseOf(federation)).toBe('committing');
  for (const member of serving) await member.commit();
  expect(await phaseOf(federation)).toBe('releasing');
  for (const member of serving) await member.release();
  await house.sums.addWaiting();
  expect(await phaseOf(federation)).toBe('adopting');
  expect(clock.now()).toBe(collectBy);

  const factor = contributors.reduce((sum, _, index) => sum + index + 1, 0);
  const [first, last] = [contributors[0]!, contributors.at(-1)!];
  for (const recipient of [first, last]) {
    const opened = await recipient.open();
    expect(opened.badShares).toEqual([]);
    expect(opened.additions).toMatchObject({ checked: opened.sumChunks.length, wrong: false });
    const { values } = opened.groups[0]!;
    expect([...values]).toEqual(Array.from(values, (_, position) => factor * (position + 1)));
  }
  // The auditor helped to open the sum, and sees none of it.
  await expect(auditor!.open()).rejects.toMatchObject({ code: 'not-a-recipient' });

  const round = await federation.present();
  const answering = contributors.filter(({ node }) => node.name !== 'node-5').map(({ node }) => node);
  await federation.adopt(round, answering, { done: true });
  expect(await phaseOf(federation)).toBe('adopting');
  clock.advance((committeeBy - collectBy) / 1000);
  await house.rounds.tick();
  expect(await phaseOf(federation)).toBe('closed');
  expect(await federation.rounds()).toHaveLength(1);
  expect(await federation.entryKinds()).not.toContain('round-burning');
});

test('three of seven away: no round opens that could only be burned', async () => {
  const federation = await found();
  await federation.agree(agreement);
  const away = ['node-4', 'node-5', 'node-6'];
  await leaveRealKeys(
    federation,
    federation.nodes.filter(({ name }) => !away.includes(name)),
  );
  await federation.house.studies.start(study(federation));
  federation.clock.advance(COLLECT_SECONDS + 1);
  for (const node of federation.nodes) federation.callerOf(node);
  await federation.house.rounds.tick();
  expect(await federation.rounds()).toEqual([]);
});

test('an auditor neither contributes nor fills the minimum cohort, and its word on shares counts', async () => {
  const { federation, named } = await startRound();
  const [auditor] = named('auditor');
  await expect(auditor!.contribute(() => 1)).rejects.toMatchObject({ code: 'not-in-round' });
  const refusing = federation.nodes.filter(({ name }) => !COMMITTEE.includes(name)).slice(0, 3);
  const { id } = await federation.present();
  for (const node of [auditor!.node, ...refusing])
    await federation.house.shares.refuse(federation.callerOf(node), id, node.refusal(id));
  expect(await phaseOf(federation)).toBe('collecting');
  // The third member that stays out leaves four of five.
  for (const { node } of named('node-1', 'node-2'))
    await federation.house.shares.refuse(federation.callerOf(node), id, node.refusal(id));
  expect(await phaseOf(federation)).toBe('burning');
});

describe('what an agreement may say', () => {
  const proposing = (federation: TestFederation, changes: object): Promise<unknown> =>
    federation.house.agreements.propose({ ...agreement, ...changes });

  test('above 16 nodes it names a committee, of 7 or more nodes that are enrolled', async () => {
    const federation = await found();
    const refused = (text: RegExp, code = 'agreement-refused'): object => ({
      code,
      message: expect.stringMatching(text) as string,
    });
    await expect(proposing(federation, { committee: undefined })).rejects.toMatchObject(
      refused(/18 nodes are too many to sit on a committee together; name 7 or more/),
    );
    await expect(
      proposing(federation, { committee: [...COMMITTEE.slice(1), 'nobody'] }),
    ).rejects.toMatchObject(refused(/names "nobody" for the committee, but no such node is in the roster/));
    await expect(proposing(federation, { committee: COMMITTEE.slice(1) })).rejects.toMatchObject(
      refused(/committee/, 'malformed'),
    );
    await expect(proposing(federation, { committee: [...COMMITTEE, COMMITTEE[0]] })).rejects.toMatchObject(
      refused(/names a node twice/, 'malformed'),
    );
    await expect(proposing(federation, { cohort: { kMin: 18 } })).rejects.toMatchObject({
      code: 'too-few-nodes',
    });
  });

  test('another committee takes a changed agreement, and holds once every node signed it', async () => {
    const federation = await found();
    await federation.agree(agreement);
    const changed = {
      ...agreement,
      title: 'Repurchase 2026, amended',
      committee: [...COMMITTEE.slice(1), 'node-7'],
    };
    const { house, nodes } = federation;
    const amended = studyUnder(changed.title, federation);
    const summary = await house.agreements.propose(changed);
    const hash = summary.agreement as AgreementHash;
    const { bytes } = await house.database.read((manager) => house.rosters.required(manager));
    const sign = (node: PaperNode): Promise<void> =>
      house.agreements.consent(
        federation.callerOf(node),
        hash,
        node.agreementConsent(hash, bytes, federation.clock.now()),
      );
    for (const node of nodes.slice(1)) await sign(node);
    await expect(house.studies.start(amended)).rejects.toMatchObject({ code: 'agreement-inactive' });
    await sign(nodes[0]!);
    await federation.shelveKeys(2);
    const started = (await house.studies.start(amended)) as { readonly study: StudyId };
    const { committee, agreement: under } = federation.descriptorOf(await federation.present());
    expect(under).toBe(hash);
    expect(committee).toEqual(
      federation
        .named(...changed.committee)
        .map(({ id }) => id)
        .sort(),
    );
    await house.studies.stop(started.study, undefined);
  });

  function studyUnder(title: string, federation: TestFederation): object {
    return { ...study(federation), name: 'amended', agreement: title };
  }
});

test('an invitation fixes the role: a node enrols with no other', async () => {
  const federation = await found();
  const { token } = await federation.house.invitations.issue({
    member: 'Trust Ltd',
    node: undefined,
    role: 'committee',
  });
  const trustee = new PaperNode('trustee', federation.house.federation.id);
  await expect(
    federation.house.enrolment.enrol(trustee.enrolment(token, { role: 'contributor' })),
  ).rejects.toMatchObject({ code: 'invite-unknown', message: expect.stringContaining('role') as string });
});
