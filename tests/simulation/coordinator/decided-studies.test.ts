// Members decide on agreements and studies, and the coordinator carries it out: what starts, what stops, and what takes the
// place of what.
import type { AgreementHash } from '@chorale/crypto';
import { decidingMembers, others } from '../../support/coordinator/deciding-members.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import type { PaperNode } from '../../support/coordinator/paper-node.js';
import { agreementDocument } from '../../support/coordinator/test-house.js';

onEachFederation((federation) => {
  const { house, node, inForce, names, cast, castAll, proves } = decidingMembers(federation);
  const statusOf = async (name: string): Promise<string> =>
    (await house().progress.studies()).find((study) => study.name === name)!.status;

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
    expect(await house().agreements.list()).toMatchObject([{ active: false, over: true }]);
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
      { agreement, active: false, over: true, reason: '"Repurchase 2026" took its place' },
      { agreement: amended.agreement, active: true, over: false },
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
