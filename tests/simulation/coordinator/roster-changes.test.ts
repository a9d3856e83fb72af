// Members change who takes part, and the coordinator carries it out: nodes that are suspended, leave, join or get a new key, on
// both databases, across restarts, with a ledger that proves each step offline.
import {
  amendedRoster,
  contributedRounds,
  formatRequestSignature,
  parseInvitationToken,
  roster as rosterMessage,
  rosterProposal,
  soundRoster,
  successions,
} from '@chorale/crypto';
import { decidingMembers, others } from '../../support/coordinator/deciding-members.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { PaperNode } from '../../support/coordinator/paper-node.js';
import { agreementDocument } from '../../support/coordinator/test-house.js';

onEachFederation((federation) => {
  const { house, node, inForce, names, cast, castAll, proposeAs, proves } = decidingMembers(federation);

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
      expect.objectContaining({ name: 'node-5 (until roster 3)', inRoster: false, retired: true }),
    );
    const again = { member: 'Member 5', node: 'node-5', role: 'contributor' } as const;
    const { members } = parseInvitationToken((await house().invitations.issue(again)).token);
    expect(members.map(({ node: name }) => name)).toEqual(['node-1', 'node-2', 'node-3', 'node-4']);
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
});
