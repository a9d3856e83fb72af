// Members, rosters, agreements, studies and states: what is refused, and what stands.
import { countAllUnused } from '../../../coordinator/src/admission/round-keys.js';
import {
  envelopes,
  signMessage,
  stateRequest,
  stateTransfer,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import { PaperNode } from '../../support/coordinator/paper-node.js';
import { agreementDocument } from '../../support/coordinator/test-house.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';

onEachFederation((federation) => {
  const propose = (changes: object) =>
    federation().house.agreements.propose({ ...agreementDocument, ...changes });
  const start = (changes: object) =>
    federation().house.studies.start({ ...federation().studyDocument, ...changes });

  test('an agreement is active once every node signed roster and agreement', async () => {
    await federation().enrol(5);
    const proposed = await propose({});
    expect(proposed).toMatchObject({ active: false, signed: 0, nodes: 5 });
    await federation().agree();
    expect(await federation().house.agreements.list()).toMatchObject([{ active: true, signed: 5 }]);
  });

  test('a node that enrols later joins with the next roster; all sign anew', async () => {
    await federation().enrol(5);
    await federation().agree();
    const late = new PaperNode('late', federation().house.federation.id);
    const { token } = await federation().house.invitations.issue({
      member: 'Late',
      node: 'late',
      role: 'contributor',
    });
    await federation().house.enrolment.enrol(late.enrolment(token));
    const { rosters, rosterSignatures, database } = federation().house;
    const before = await database.read((manager) => rosters.required(manager));
    await expect(
      rosterSignatures.consent(federation().callerOf(late), late.rosterConsent(before.bytes)),
    ).rejects.toMatchObject({
      code: 'roster-outdated',
    });
    const proposed = await propose({});
    expect(proposed).toMatchObject({ active: false, signed: 0, nodes: 6 });
    const after = await database.read((manager) => rosters.required(manager));
    expect(after.version).toBe(before.version + 1);
    const [node] = federation().nodes;
    await expect(
      rosterSignatures.consent(federation().callerOf(node!), node!.rosterConsent(before.bytes)),
    ).rejects.toMatchObject({
      code: 'roster-outdated',
    });
  });

  test('a consent to the agreement before the roster, or to another agreement, is refused', async () => {
    await federation().enrol(5);
    const { agreement } = await propose({});
    const { rosters, rosterSignatures, database, agreements } = federation().house;
    const { bytes } = await database.read((manager) => rosters.required(manager));
    const [node] = federation().nodes;
    const caller = federation().callerOf(node!);
    const consent = node!.agreementConsent(agreement as never, bytes, 0);
    await expect(agreements.consent(caller, agreement, consent)).rejects.toMatchObject({
      code: 'roster-outdated',
    });
    await rosterSignatures.consent(caller, node!.rosterConsent(bytes));
    const other = node!.agreementConsent('e'.repeat(64) as never, bytes, 0);
    await expect(agreements.consent(caller, agreement, other)).rejects.toMatchObject({ code: 'malformed' });
    await agreements.consent(caller, agreement, consent);
    await agreements.consent(caller, agreement, consent);
    expect(await agreements.consents(agreement)).toHaveLength(1);
  });

  test('studies share the budget of their agreement; the one too many is refused', async () => {
    await federation().enrol(5);
    await federation().agree();
    await federation().shelveKeys(600);
    await start({ name: 'half', privacy: { epsilon: 0.6 }, computation: 'statistics' });
    const round = await federation().runRound({ done: true });
    expect(round.phase).toBe('closed');
    await expect(start({ name: 'other-half', privacy: { epsilon: 0.9 } })).rejects.toMatchObject({
      code: 'budget-exceeded',
    });
    await expect(start({ name: 'half', privacy: { epsilon: 0.1 } })).rejects.toMatchObject({
      code: 'study-exists',
    });
    expect(await start({ name: 'rest', privacy: { epsilon: 0.3 } })).toMatchObject({ name: 'rest' });
  });

  test('no agreement is proposed while a study runs', async () => {
    await federation().startStudy();
    await expect(propose({ title: 'Another' })).rejects.toMatchObject({ code: 'study-running' });
  });

  test('a node that missed rounds asks for the state; the first answer is kept, the key serves once', async () => {
    const study = await federation().startStudy();
    const round = await federation().runRound();
    const state = round.nextState!;
    const [asking, answering, second] = federation().nodes;
    const context = federation().house.federation.id;
    const request = (keyEnvelope: Uint8Array) =>
      signMessage(stateRequest, asking!.key, context, { node: asking!.id, study, state, keyEnvelope }).bytes;
    const answer = (node: PaperNode, text: string) =>
      signMessage(stateTransfer, node.key, context, {
        to: asking!.id,
        study,
        state,
        sealedState: Buffer.from(text),
      }).bytes;
    const { states } = federation().house;
    const onShelf = asking!.nextRoundKey();
    await federation().house.roundKeys.accept(
      federation().callerOf(asking!),
      (await import('@chorale/crypto')).roundKeyBatch.encode({ keys: [onShelf] }),
    );
    await expect(states.request(federation().callerOf(asking!), request(onShelf))).rejects.toMatchObject({
      code: 'round-key-reused',
    });
    const fresh = asking!.nextRoundKey();
    await states.request(federation().callerOf(asking!), request(fresh));
    await states.request(federation().callerOf(asking!), request(fresh));
    await expect(states.receive(federation().callerOf(asking!), study, state)).rejects.toMatchObject({
      code: 'not-found',
    });
    await states.send(federation().callerOf(answering!), answer(answering!, 'first'));
    await states.send(federation().callerOf(second!), answer(second!, 'second'));
    expect(await states.receive(federation().callerOf(asking!), study, state)).toEqual(
      answer(answering!, 'first'),
    );
    const unused = await federation().house.database.read(countAllUnused);
    expect(unused.get(asking!.id)).toBe(19);
  });

  test('the proof of a state is the adoptions of the round that made it; the first state has none', async () => {
    const study: StudyId = await federation().startStudy();
    const { state } = await federation().study(study);
    const round = await federation().runRound();
    const count = async (hash: StateHash): Promise<number> =>
      envelopes.decode(await federation().house.states.proof(study, hash)).envelopes.length;
    expect(await count(round.nextState!)).toBe(5);
    expect(await count(state)).toBe(0);
  });
});
