// What a node may ask of the others, and what the work list goes on telling.
import {
  KEM_PUBLIC_KEY_BYTES,
  roundKey,
  roundKeyBatch,
  signMessage,
  stateRequest,
  work,
  type StateHash,
  type StudyId,
  type Work,
} from '@chorale/crypto';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { PaperNode } from '../../support/coordinator/paper-node.js';
import type { TestFederation } from '../../support/coordinator/test-house.js';

const DAY_SECONDS = 24 * 3600;

function ask(
  federation: TestFederation,
  node: PaperNode,
  study: StudyId,
  state: StateHash,
  keyEnvelope = node.nextRoundKey(),
): Promise<void> {
  const { house } = federation;
  const request = { node: node.id, study, state, keyEnvelope };
  const { bytes } = signMessage(stateRequest, node.key, house.federation.id, request);
  return house.states.request(federation.callerOf(node), bytes);
}
async function workOf(federation: TestFederation, node: PaperNode): Promise<Work> {
  return work.decode(await federation.house.workList.of(federation.callerOf(node)));
}

onEachFederation((federation) => {
  test('a newer request of a node takes the place of the older; after a day it is forgotten', async () => {
    const study = await federation().startStudy();
    const [asking, other] = federation().nodes;
    for (let round = 0; round < 2; round += 1)
      await ask(federation(), asking!, study, (await federation().runRound()).nextState!);
    await ask(federation(), asking!, study, (await federation().study(study)).state);
    expect((await workOf(federation(), other!)).stateRequests).toHaveLength(1);
    expect((await workOf(federation(), asking!)).stateRequests).toHaveLength(0);
    federation().clock.advance(DAY_SECONDS + 1);
    expect((await workOf(federation(), other!)).stateRequests).toHaveLength(0);
  });

  test('a state that the study never had, and a node outside the roster, are refused', async () => {
    const study = await federation().startStudy();
    const [asking] = federation().nodes;
    await expect(ask(federation(), asking!, study, 'e'.repeat(64) as StateHash)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('never came to') as string,
    });
    const late = new PaperNode('late', federation().house.federation.id);
    const { token } = await federation().house.invitations.issue({
      member: 'Late',
      node: undefined,
      role: 'contributor',
    });
    await federation().house.enrolment.enrol(late.enrolment(token));
    const { state } = await federation().study(study);
    await expect(ask(federation(), late, study, state)).rejects.toMatchObject({ code: 'roster-outdated' });
  });

  test('rounds of an ended study are listed for a day, or until the last one is burned', async () => {
    await federation().startStudy();
    const [node] = federation().nodes;
    await federation().runRound({ done: true });
    expect((await workOf(federation(), node!)).rounds).toHaveLength(1);
    federation().clock.advance(DAY_SECONDS + 1);
    const later = await workOf(federation(), node!);
    expect([later.rounds.length, later.studies.length]).toEqual([0, 1]);
    for (const awake of federation().nodes) federation().callerOf(awake);
    await federation().house.studies.start({
      ...federation().studyDocument,
      name: 'second',
      computation: 'statistics',
      privacy: { epsilon: 0.1 },
    });
    await federation().house.studies.stop('second', undefined);
    federation().clock.advance(DAY_SECONDS + 1);
    expect((await workOf(federation(), node!)).rounds).toMatchObject([{ phase: 'burning' }]);
  });

  test('a key that nobody can seal to is refused by its number, on the shelf and in a request', async () => {
    const study = await federation().startStudy();
    const [asking] = federation().nodes;
    const { house } = federation();
    const bad = signMessage(roundKey, asking!.key, house.federation.id, {
      node: asking!.id,
      index: 77,
      publicKey: new Uint8Array(KEM_PUBLIC_KEY_BYTES).fill(255),
    }).bytes;
    const refused = { code: 'malformed', message: expect.stringContaining('round key 77') as string };
    const batch = roundKeyBatch.encode({ keys: [asking!.nextRoundKey(), bad] });
    await expect(house.roundKeys.accept(federation().callerOf(asking!), batch)).rejects.toMatchObject(
      refused,
    );
    const { state } = await federation().study(study);
    await expect(ask(federation(), asking!, study, state, bad)).rejects.toMatchObject(refused);
  });

  test('shares, chunks and the sum of a round are gone once they were erased', async () => {
    await federation().startStudy();
    const [node] = federation().nodes;
    const round = await federation().runRound();
    const { house } = federation();
    await house.chunkKeeper.eraseUnneeded();
    const caller = federation().callerOf(node!);
    const { hashes } = node!.contribution(round.id, federation().descriptorOf(round));
    const gone = { code: 'round-closed', message: expect.stringContaining('erased') as string };
    await expect(house.shares.inbox(caller, round.id, 0)).rejects.toMatchObject(gone);
    await expect(house.reader.sumParts(caller, round.id, 0, 0)).rejects.toMatchObject(gone);
    await expect(house.reader.sumChunk(caller, round.id, hashes[0]!)).rejects.toMatchObject(gone);
  });
});
