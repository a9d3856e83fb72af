// Members decide and the coordinator carries it out: rosters, agreements and studies on both databases, across restarts, with
// a ledger that proves each step offline.
import {
  amendedRoster,
  contributedRounds,
  formatRequestSignature,
  parseInvitationToken,
  roster as rosterMessage,
  rosterProposal,
  soundRoster,
  successions,
  verifyLedger,
  type AgreementHash,
  type RosterAmendment,
} from '@chorale/crypto';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { PaperNode } from '../../support/coordinator/paper-node.js';
import { agreementDocument, type TestFederation } from '../../support/coordinator/test-house.js';

onEachFederation((federation) => {
  const house = (): TestFederation['house'] => federation().house;
  const node = (name: string): PaperNode => federation().named(name)[0]!;
  const inForce = () => house().database.read((manager) => house().rosters.requiredInForce(manager));
  const statusOf = async (name: string): Promise<string> =>
    (await house().progress.studies()).find((study) => study.name === name)!.status;
  const names = (ids: readonly string[]): string[] =>
    ids.map((id) => federation().nodes.find((candidate) => candidate.id === id)!.name).sort();

  type Word = Omit<Parameters<PaperNode['vote']>[0], 'at' | 'reason'> & { at?: number; reason?: string };
  const cast = (who: PaperNode, word: Word): Promise<void> =>
    house().votes.cast(who.vote({ at: federation().clock.now(), reason: 'as discussed', ...word }));
  const castAll = async (who: readonly string[], word: Word): Promise<void> => {
    for (const name of who) await cast(node(name), word);
  };
  const others = ['node-1', 'node-2', 'node-3'];

  /** What a member puts before the others by itself, signed with its node's key. */
  async function proposeAs(who: PaperNode, amendment: RosterAmendment, version?: number): Promise<void> {
    const present = soundRoster((await inForce()).bytes);
    const newest =
      (await house().database.read((manager) => house().rosters.pending(manager))).at(-1)?.version ?? 0;
    const next = version ?? Math.max(present.roster.version, newest) + 1;
    const roster = rosterMessage.encode(amendedRoster(present, next, amendment));
    const body = rosterProposal.encode({ roster, reason: 'ours', ballots: [who.rosterConsent(roster)] });
    await house().rosterProposals.propose(federation().callerOf(who), body);
  }
  const proves = async (): Promise<void> =>
    expect(await verifyLedger(await federation().ledgerLines())).toMatchObject({ verified: true });

  test('a suspended node is seated in no round from the next one on, until it is reinstated; nobody signs anew', async () => {
    await federation().startStudy();
    const seated = async () => {
      const { cohort, committee } = federation().descriptorOf(await federation().present());
      return [names(cohort), names(committee)];
    };
    expect(await seated()).toEqual([expect.arrayContaining(['node-5']), expect.arrayContaining(['node-5'])]);
    const { hash } = await house().rosterProposals.proposeChange({
      suspend: ['node-5'],
      reason: 'its disk was stolen',
    });
    const word = { matter: 'roster', subject: hash, decision: 'approve' } as const;
    await cast(node('node-1'), word);
    await cast(node('node-1'), word);
    await federation().reopen();
    await cast(node('node-2'), word);
    expect((await inForce()).message.suspended).toEqual([]);
    await cast(node('node-3'), word);
    expect((await inForce()).message.suspended).toEqual([node('node-5').id]);

    await federation().runRound();
    const four = ['node-1', 'node-2', 'node-3', 'node-4'];
    expect(await seated()).toEqual([four, four]);
    expect(await house().agreements.list()).toMatchObject([{ active: true, signed: 5 }]);
    const round = await federation().present();
    const here = federation().named(...four);
    await federation().contribute(round, here);
    await federation().report(round, here);
    await federation().commit(round, here);
    const back = await house().rosterProposals.proposeChange({
      reinstate: ['node-5'],
      reason: 'the disk was empty',
    });
    await castAll(others, { ...word, subject: back.hash });
    await federation().release(round, here);
    await federation().adopt(round, here);
    expect((await seated())[0]).toHaveLength(5);
    await proves();
  });

  test('a vote needs an administrator, and something to vote on', async () => {
    await federation().enrol(5);
    await federation().enrolOne('node-5b', 'Member 5');
    await federation().agree();
    const { hash: subject } = await house().rosterProposals.proposeChange({
      suspend: ['node-1'],
      reason: 'a test',
    });
    const word = { matter: 'roster', subject, decision: 'approve' } as const;
    await expect(cast(node('node-5b'), word)).rejects.toMatchObject({ code: 'not-an-administrator' });
    const stranger = new PaperNode('stranger', house().federation.id);
    await expect(cast(stranger, word)).rejects.toMatchObject({ name: 'SignatureError' });
    await expect(cast(node('node-1'), { ...word, subject: 'ab'.repeat(32) })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(cast(node('node-1'), { ...word, matter: 'study' })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await federation().payloads('vote-cast')).toEqual([]);
    // Nor does a member use up the versions that others would take.
    for (const version of [2, 4, 2 ** 32 - 1])
      await expect(proposeAs(node('node-1'), { suspend: ['node-2'] }, version)).rejects.toMatchObject({
        code: 'roster-outdated',
      });
    await proposeAs(node('node-1'), { suspend: ['node-2'] }, 3);
  });

  test('a later word of a member is never kept without effect: what nodes would count as the earlier one is refused', async () => {
    await federation().startStudy();
    const agreement = (await house().agreements.list())[0]!.agreement;
    const now = federation().clock.now();
    const word = { matter: 'agreement', subject: agreement, reason: 'no basis' } as const;
    const late = { ...word, decision: 'reject', at: 1 } as const;
    // By the clock of the machine that signs now, it came before the consent of the same key.
    await expect(cast(node('node-4'), late)).rejects.toMatchObject({
      code: 'vote-time',
      message: expect.stringMatching(/"Member 4" said "approve" at .*vote again/) as string,
    });
    expect(await federation().payloads('vote-cast')).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ matter: 'agreement' })]),
    );
    expect(await house().agreements.list()).toMatchObject([{ active: true }]);
    await cast(node('node-4'), { ...late, at: now + 1 });
    expect(await house().agreements.list()).toMatchObject([{ active: false }]);
    const refused = { code: 'vote-time' };
    const approve = { ...word, decision: 'approve' } as const;
    await expect(cast(node('node-4'), { ...approve, at: now + 1 })).rejects.toMatchObject(refused);
    // The very same vote again is known; one dated beyond any clock would let nobody of the member speak after it.
    await cast(node('node-4'), { ...late, at: now + 1 });
    await expect(cast(node('node-4'), { ...approve, at: 2 ** 53 - 1 })).rejects.toMatchObject(refused);
    await cast(node('node-4'), { ...approve, at: now + 2 });
    expect(await house().agreements.list()).toMatchObject([{ active: true }]);
    expect((await federation().payloads('vote-cast')).slice(-2)).toMatchObject([
      { decision: 'reject' },
      { decision: 'approve' },
    ]);
    await proves();
  });

  test('of two persons who sign for one member, the one who speaks later counts, whatever their clocks', async () => {
    await federation().enrol(5);
    await federation().agree();
    const person = new PaperNode('person', house().federation.id, 'a person of Member 4');
    await proposeAs(node('node-4'), {
      addAdministrators: [{ member: 'Member 4', name: 'person', key: person.key.publicKey }],
    });
    const { hash: subject } = await house().rosterProposals.proposeChange({
      suspend: ['node-1'],
      reason: 'a test',
    });
    const at = federation().clock.now();
    const word = { matter: 'roster', subject } as const;
    await cast(node('node-4'), { ...word, decision: 'approve', at });
    await expect(cast(person, { ...word, decision: 'reject', at: at - 60_000 })).rejects.toMatchObject({
      code: 'vote-time',
    });
    await cast(person, { ...word, decision: 'reject', at: at + 1 });
    // Nor does the consent of a node, which bears no date, take the place of what a person said.
    const [pending] = await house().database.read((manager) => house().rosters.pending(manager));
    const consent = (who: PaperNode): Promise<void> =>
      house().rosterSignatures.consent(federation().callerOf(who), who.rosterConsent(pending!.bytes));
    await expect(consent(node('node-4'))).rejects.toMatchObject({ code: 'vote-time' });
    await castAll(['node-2', 'node-3'], { ...word, decision: 'approve' });
    expect((await inForce()).message.suspended).toEqual([]);
    await consent(node('node-5'));
    expect((await inForce()).message.suspended).toEqual([node('node-1').id]);
    await proves();
  });

  test('what waits for votes is displaced by nobody: proposals stand beside each other, signed by who signs for a member', async () => {
    await federation().enrol(5);
    await federation().agree();
    await federation().enrolOne('node-5b', 'Member 5');
    await federation().enrolOne('node-6', 'Member 6');
    await house().agreements.propose({ ...agreementDocument, title: 'Another' });
    const waiting = () => house().database.read((manager) => house().rosters.pending(manager));
    const toSign = () => house().database.read((manager) => house().rosters.required(manager));
    const [joining] = await waiting();
    expect(joining).toMatchObject({ version: 2, proposer: null });
    // A node that signs for no member proposes nothing, with its own word or with none.
    const suspend = { suspend: ['node-2'] };
    await expect(proposeAs(node('node-5b'), suspend)).rejects.toMatchObject({ code: 'roster-outdated' });
    const present = soundRoster((await inForce()).bytes);
    const roster = rosterMessage.encode(amendedRoster(present, 3, suspend));
    const stranger = new PaperNode('stranger', house().federation.id);
    for (const ballots of [[], [node('node-5b').rosterConsent(roster)], [stranger.rosterConsent(roster)]])
      await expect(
        house().rosterProposals.propose(
          federation().callerOf(node('node-4')),
          rosterProposal.encode({ roster, reason: 'mine', ballots }),
        ),
      ).rejects.toMatchObject({ code: 'not-an-administrator' });
    expect((await waiting()).map(({ version }) => version)).toEqual([2]);
    // A signed one stands beside; the same member's next one takes the place of its own alone.
    await proposeAs(node('node-4'), suspend);
    await proposeAs(node('node-4'), { suspend: ['node-3'] });
    await proposeAs(node('node-3'), { votesNeeded: 5 });
    expect((await waiting()).map(({ version, proposer }) => [version, proposer])).toEqual([
      [2, null],
      [4, 'Member 4'],
      [5, 'Member 3'],
    ]);
    expect((await toSign()).hash).toBe(joining!.hash);
    await federation().reopen();
    for (const name of others)
      await house().rosterSignatures.consent(
        federation().callerOf(node(name)),
        node(name).rosterConsent(joining!.bytes),
      );
    // What others built on the roster before goes with it.
    expect([(await inForce()).version, await waiting()]).toEqual([2, []]);
    expect((await inForce()).message.nodes.map(({ name }) => name)).toContain('node-6');
    await expect(proposeAs(node('node-5b'), suspend, 6)).rejects.toMatchObject({
      code: 'not-an-administrator',
    });
    await proposeAs(node('node-4'), suspend, 6);
    await proves();
  });

  test('a member leaves by its own word while a study runs; its key opens no door again, its name is free', async () => {
    await federation().startStudy();
    const gone = node('node-5');
    // Another member may ask for it, and has one vote of three.
    await proposeAs(node('node-4'), { removeMembers: ['Member 5'] });
    expect((await inForce()).message.nodes).toHaveLength(5);
    await proposeAs(gone, { removeMembers: ['Member 5'] });
    expect((await inForce()).message).toMatchObject({
      version: 3,
      retired: [{ name: 'node-5', member: 'Member 5' }],
    });
    await federation().runRound();
    expect(federation().descriptorOf(await federation().present()).cohort).not.toContain(gone.id);
    const request = {
      createdMs: federation().clock.now(),
      nonce: '00'.repeat(16),
      signature: new Uint8Array(64),
    };
    const header = formatRequestSignature({ signer: gone.id, ...request });
    await expect(house().guard.identify(header)).rejects.toMatchObject({ code: 'unauthenticated' });
    const staying = formatRequestSignature({ signer: node('node-4').id, ...request });
    expect(await house().guard.identify(staying)).toMatchObject({ caller: { name: 'node-4' } });
    expect(await house().progress.members()).toContainEqual(
      expect.objectContaining({ name: 'node-5 (until roster 3)', inRoster: false }),
    );
    await house().invitations.issue({ member: 'Member 5', node: 'node-5', role: 'contributor' });
    await proves();
  });

  test('a new key takes the place of the old one by the word of the old one; agreements are signed anew', async () => {
    await federation().startStudy({ computation: 'statistics' });
    const old = node('node-5');
    const fresh = new PaperNode('node-5', house().federation.id, 'node-5 anew');
    const rekey = [{ node: 'node-5', key: fresh.key.publicKey }];
    await expect(proposeAs(old, { rekey })).rejects.toMatchObject({ code: 'study-running' });
    await federation().runRound({ done: true });
    await proposeAs(old, { rekey });
    expect((await inForce()).message.nodes.map(({ id }) => id)).toContain(fresh.id);
    expect(await house().agreements.list()).toMatchObject([{ active: false, signed: 0 }]);
    const rounds = contributedRounds.decode(
      await house().contributions.roundsOf(federation().callerOf(fresh)),
    ).rounds;
    expect(rounds).toEqual([(await federation().present()).id]);
    federation().nodes = federation().nodes.map((one) => (one === old ? fresh : one));
    await federation().agree();
    expect(await house().agreements.list()).toMatchObject([{ active: true, signed: 5 }]);
    await proves();
  });

  test('a lost key is replaced by the votes of other members, and by nothing less', async () => {
    await federation().enrol(5);
    await federation().agree();
    const lost = node('node-5');
    const { token } = await house().invitations.issue({
      member: 'Member 5',
      node: 'node-5',
      role: 'contributor',
      newKey: true,
    });
    expect(parseInvitationToken(token).member).toBe('Member 5');
    const fresh = new PaperNode('node-5', house().federation.id, 'node-5 restored');
    await house().enrolment.enrol(fresh.enrolment(token));
    // Enrolled, it waits: proposing an agreement does not let it in beside its old key.
    await house().agreements.propose({ ...agreementDocument, title: 'Another' });
    expect((await inForce()).version).toBe(1);
    const { hash: subject } = await house().rosterProposals.proposeChange({
      newKeys: ['node-5'],
      reason: 'stolen laptop',
    });
    const word = { matter: 'roster', subject, decision: 'approve' } as const;
    // Whoever found the old key cannot keep the new one out.
    await cast(lost, { ...word, decision: 'reject' });
    await castAll(['node-1', 'node-2'], word);
    expect((await inForce()).version).toBe(1);
    await cast(node('node-3'), word);
    const { message } = await inForce();
    expect(message.nodes.find(({ name }) => name === 'node-5')?.id).toBe(fresh.id);
    expect(message.retired).toMatchObject([{ name: 'node-5' }]);
    await expect(
      house().invitations.issue({ member: 'Member 4', node: 'node-5', role: 'contributor', newKey: true }),
    ).rejects.toMatchObject({ code: 'not-found' });
    const { steps } = successions.decode(await house().rosters.successions(0));
    expect(steps).toHaveLength(2);
    await proves();
  });

  test('a study waits for every member that brings rows, and ends with the first that is against it', async () => {
    federation().approvesStudies = false;
    await federation().enrol(5);
    await federation().enrolOne('auditor', 'Auditor', 'committee');
    await federation().agree();
    await federation().shelveKeys(5);
    const { study, awaiting, status } = await house().studies.start(federation().studyDocument);
    expect([status, awaiting.sort()]).toEqual([
      'proposed',
      ['Member 1', 'Member 2', 'Member 3', 'Member 4', 'Member 5'],
    ]);
    const word = { matter: 'study', subject: study, decision: 'approve' } as const;
    await castAll([...others, 'node-4'], word);
    await cast(node('node-5'), { ...word, reason: '' });
    expect(await federation().rounds()).toEqual([]);
    await federation().reopen();
    expect(await house().progress.study(study)).toMatchObject({ status: 'proposed', awaiting: ['Member 5'] });
    federation().clock.advance(1);
    await cast(node('node-5'), word);
    expect(await statusOf('first-study')).toBe('running');
    expect(await federation().rounds()).toHaveLength(1);
    expect(await federation().entryKinds()).toEqual(
      expect.arrayContaining(['study-proposed', 'vote-cast', 'study-started', 'round-opened']),
    );
    federation().clock.advance(1);
    await cast(node('node-2'), { ...word, decision: 'reject', reason: 'asks too much' });
    const round = await federation().present();
    const five = federation().named(...others, 'node-4', 'node-5');
    await federation().contribute(round, five);
    await federation().report(round);
    await federation().commit(round);
    await federation().release(round);
    await federation().adopt(round, five);
    expect(await federation().rounds()).toHaveLength(1);
    expect(await house().progress.study(study)).toMatchObject({
      status: 'stopped',
      reason: '"Member 2" rejects it: asks too much',
    });
    await proves();
  });

  test('a party ends an agreement: nothing starts under it, and what runs stops before its next round', async () => {
    const study = await federation().startStudy();
    const agreement = (await house().agreements.list())[0]!.agreement;
    await federation().runRound();
    const word = { matter: 'agreement', subject: agreement, decision: 'reject', reason: 'no basis' } as const;
    federation().clock.advance(1);
    await cast(node('node-4'), word);
    expect(await federation().payloads('agreement-ended')).toEqual([
      { agreement, member: 'Member 4', reason: 'no basis' },
    ]);
    await federation().runRound();
    expect(await house().progress.study(study)).toMatchObject({
      status: 'stopped',
      reason: 'the agreement ended: "Member 4" is against it: no basis',
      roundsClosed: 2,
    });
    await expect(
      house().studies.start({ ...federation().studyDocument, name: 'another', privacy: { epsilon: 0.1 } }),
    ).rejects.toMatchObject({
      code: 'agreement-inactive',
      message: expect.stringMatching(/no basis/) as string,
    });
    federation().clock.advance(1);
    await cast(node('node-4'), { ...word, decision: 'approve' });
    expect(await house().agreements.list()).toMatchObject([{ active: true }]);
  });

  test('an amendment shows what it changes, takes the place of what it amends, and waits for its studies to end', async () => {
    await federation().enrol(5);
    await federation().agree();
    const agreement = (await house().agreements.list())[0]!.agreement;
    const wider = {
      ...agreementDocument,
      replaces: agreement,
      privacy: { ...agreementDocument.privacy, epsilon: 2 },
    };
    federation().clock.advance(1); // agreements are listed in the order of their proposals
    const amended = await house().agreements.propose(wider);
    expect(amended).toMatchObject({ active: false, widens: true, replaces: agreement });
    expect(await house().agreements.changes(amended.agreement, undefined)).toEqual([
      { path: 'privacy.epsilon', before: 1, after: 2, widens: true },
      { path: 'replaces', before: undefined, after: agreement, widens: false },
    ]);
    await federation().shelveKeys(5);
    const { study } = await house().studies.start({ ...federation().studyDocument, agreement });
    const { bytes } = await inForce();
    const sign = (who: PaperNode): Promise<void> =>
      house().agreements.consent(
        federation().callerOf(who),
        amended.agreement,
        who.agreementConsent(amended.agreement as AgreementHash, bytes, federation().clock.now()),
      );
    await expect(sign(node('node-1'))).rejects.toMatchObject({ code: 'study-running' });
    await house().studies.stop(study, undefined);
    for (const who of federation().nodes) await sign(who);
    expect(await house().agreements.list()).toMatchObject([
      { agreement, active: false, reason: '"Repurchase 2026" took its place' },
      { agreement: amended.agreement, active: true },
    ]);
    await expect(
      house().studies.start({ ...federation().studyDocument, name: 'late', agreement }),
    ).rejects.toMatchObject({ code: 'agreement-inactive' });
    await expect(house().agreements.propose({ ...wider, replaces: 'ab'.repeat(32) })).rejects.toMatchObject({
      code: 'agreement-refused',
    });
    federation().clock.advance(1);
    // Another purpose is wider than what was agreed on, whether or not it says what it replaces; the same with less is not.
    const terms = agreementDocument;
    const others = [{ purpose: 'letters' }, { privacy: { ...terms.privacy, epsilon: 0.5 } }];
    for (const [at, change] of others.entries())
      expect(await house().agreements.propose({ ...terms, title: `Other ${at}`, ...change })).toMatchObject({
        replaces: null,
        widens: at === 0,
      });
  });

  test('an agreement between some of the members is theirs alone', async () => {
    await federation().enrol(5);
    const parties = [1, 2, 3, 4].map((index) => ({ member: `Member ${index}`, role: 'joint-controller' }));
    const { agreement } = await house().agreements.propose({ ...agreementDocument, parties });
    const { bytes } = await house().database.read((manager) => house().rosters.required(manager));
    for (const who of federation().nodes)
      await house().rosterSignatures.consent(federation().callerOf(who), who.rosterConsent(bytes));
    const sign = (who: PaperNode): Promise<void> =>
      house().agreements.consent(
        federation().callerOf(who),
        agreement,
        who.agreementConsent(agreement as AgreementHash, bytes, federation().clock.now()),
      );
    for (const name of [...others, 'node-4']) await sign(node(name));
    await expect(sign(node('node-5'))).rejects.toMatchObject({ code: 'agreement-refused' });
    expect(await house().agreements.list()).toMatchObject([{ active: true, signed: 4, nodes: 4 }]);
    await federation().shelveKeys(5);
    const { awaiting } = await house().studies.start({
      ...federation().studyDocument,
      computation: 'statistics',
    });
    expect(awaiting).not.toContain('Member 5');
    const { cohort, committee } = federation().descriptorOf(await federation().present());
    expect([names(cohort), names(committee)]).toEqual([
      [...others, 'node-4'],
      [...others, 'node-4'],
    ]);
    await expect(
      house().agreements.propose({
        ...agreementDocument,
        parties: [...parties, { member: 'Nobody', role: 'processor' }],
      }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/agreement-refused|study-running/) as string });
  });
});
