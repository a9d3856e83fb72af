// Words of members: whose count, on what, and which of two is the later one.
import { decidingMembers } from '../../support/coordinator/deciding-members.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { PaperNode } from '../../support/coordinator/paper-node.js';

onEachFederation((federation) => {
  const { house, node, inForce, cast, castAll, proposeAs, proves } = decidingMembers(federation);

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
});
