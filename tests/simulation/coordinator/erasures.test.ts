// Erasures in the ledger: once each, by the node that signed them, and never who was erased.
import { erasureNotice, signMessage, type AgreementHash, type Hash, type StudyId } from '@chorale/crypto';
import { LedgerIndex, LedgerPayloads } from '../../../coordinator/src/storage/tables/ledger-tables.js';
import { Studies } from '../../../coordinator/src/storage/tables/round-tables.js';
import type { Principal } from '../../../coordinator/src/people/roles.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import type { PaperNode } from '../../support/coordinator/paper-node.js';
import { agreementDocument } from '../../support/coordinator/test-house.js';

const certificate = 'c0'.repeat(32) as Hash;
const days = { requestedOn: '2026-01-01', dueOn: '2026-01-31', erasedOn: '2026-01-05' };

onEachFederation((federation) => {
  const notice = (node: PaperNode, studies: readonly StudyId[], change: object = {}): Uint8Array =>
    signMessage(erasureNotice, node.key, federation().house.federation.id, {
      ...{ node: node.id, certificate, ...days, studies: [...studies] },
      ...change,
    }).bytes;
  const entries = () =>
    federation().house.database.read(async (manager) => {
      const found = await manager.find(LedgerIndex, { where: { kind: 'erasure-certified' } });
      const payloads = await manager.find(LedgerPayloads);
      return found.map(({ position, actor, subject, member }) => ({
        ...{ actor, subject, member },
        payload: JSON.parse(payloads.find((row) => row.position === position)!.payload) as object,
      }));
    });

  test('an erasure is entered once, however often it is told, and found by its member', async () => {
    const study = await federation().startStudy();
    const [node] = federation().nodes as [PaperNode];
    const bytes = notice(node, [study]);
    for (let told = 0; told < 3; told += 1)
      await federation().house.erasures.accept(federation().callerOf(node), bytes);
    const found = await entries();
    expect(found).toMatchObject([
      { actor: node.id, subject: certificate, payload: { certificate, ...days, studies: [study] } },
    ]);
    expect(found[0]!.member).toBeTruthy();
    expect(Object.keys(found[0]!.payload).sort()).toEqual([
      'certificate',
      'dueOn',
      'erasedOn',
      'notice',
      'requestedOn',
      'studies',
    ]);
  });

  test('what is not as it should be enters nothing', async () => {
    const study = await federation().startStudy();
    const [node, other] = federation().nodes as [PaperNode, PaperNode];
    const caller = federation().callerOf(node);
    const { erasures } = federation().house;
    await expect(erasures.accept(caller, notice(other, [study]))).rejects.toThrow(/not in the roster/);
    await expect(erasures.accept(caller, notice(node, [study], { node: other.id }))).rejects.toMatchObject({
      code: 'malformed',
    });
    for (const day of ['', '2026-1-1', '2026-13-45', 'yesterday.'])
      await expect(erasures.accept(caller, notice(node, [study], { dueOn: day }))).rejects.toMatchObject({
        code: 'malformed',
      });
    await expect(erasures.accept(caller, notice(node, ['ab'.repeat(32) as StudyId]))).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(erasures.accept(caller, notice(node, [study, study]))).rejects.toMatchObject({
      code: 'malformed',
    });
    // Studies that are there, and that no node of this member had anything to do with.
    const stranger = await federation().enrolOne('late', 'Latecomer');
    await expect(
      erasures.accept(federation().callerOf(stranger), notice(stranger, [study])),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect(await entries()).toEqual([]);
  });

  const admin: Principal = {
    ...{ account: null, name: 'owner', role: 'federation-admin', member: null, actor: 'administrator' },
    proof: { kind: 'home-token' },
  };
  const book = () => federation().house.erasureBook;
  const tell = (node: PaperNode, studies: readonly StudyId[], change: object = {}): Promise<void> =>
    federation().house.erasures.accept(federation().callerOf(node), notice(node, studies, change));
  const memberOf = async (node: PaperNode): Promise<string> =>
    (await federation().house.progress.members()).find(({ node: id }) => id === node.id)!.member;

  test('officers see deadlines, studies and models, and each study is answered once, as the records bear out', async () => {
    const study = await federation().startStudy();
    await federation().runRound();
    const [node, other] = federation().nodes as [PaperNode, PaperNode];
    const today = new Date(federation().clock.now()).toISOString().slice(0, 10);
    const tomorrow = new Date(federation().clock.now() + 24 * 3_600_000).toISOString().slice(0, 10);
    await tell(node, [study], { requestedOn: today, erasedOn: today, dueOn: tomorrow });
    await expect(tell(other, [study])).rejects.toMatchObject({ code: 'malformed' });
    const [open] = await book().list(null, true);
    expect(open).toMatchObject({
      ...{ certificate, node: node.name, member: await memberOf(node), daysLeft: 1, erasedInTime: true },
      studies: [
        {
          ...{ study, name: 'first-study', status: 'running', purpose: 'campaigns', answer: null },
          model: { rounds: 1 },
          privacy: { mode: 'pooled', epsilon: expect.any(Number) as number, unit: 'person' },
          proposed: 'privacy-argument',
        },
      ],
    });
    federation().clock.advance(3 * 24 * 3600);
    expect(await book().find(certificate, null)).toMatchObject({ daysLeft: -2 });
    // Of another member nothing is told, and nothing is answered.
    const theirs = await memberOf(other);
    expect(await book().list(theirs, false)).toEqual([]);
    const steward: Principal = { ...admin, role: 'data-steward', member: theirs };
    const argument = { study: 'first-study', answer: 'privacy-argument', reason: 'below our bound' } as const;
    const unknown = { code: 'not-found' };
    await expect(book().answer(steward, certificate, argument)).rejects.toMatchObject(unknown);
    await expect(book().answer(admin, 'ab'.repeat(32), argument)).rejects.toMatchObject(unknown);
    await expect(book().answer(admin, certificate, { ...argument, study: 'no-such' })).rejects.toMatchObject(
      unknown,
    );
    const refused = { code: 'erasure-answer-refused' };
    const noModel = { ...argument, answer: 'no-model' } as const;
    await expect(book().answer(admin, certificate, noModel)).rejects.toMatchObject(refused);
    const anew = { ...argument, answer: 'retrained' } as const;
    await expect(book().answer(admin, certificate, anew)).rejects.toMatchObject({ code: 'malformed' });
    await expect(
      book().answer(admin, certificate, { ...anew, successor: 'first-study' }),
    ).rejects.toMatchObject(refused);
    expect(await federation().payloads('erasure-answered')).toEqual([]);

    const answered = await book().answer(admin, certificate, argument);
    expect(answered).toMatchObject({
      daysLeft: null,
      studies: [{ answer: { answer: 'privacy-argument', successor: null, reason: 'below our bound' } }],
    });
    expect(await book().answer(admin, certificate, argument)).toEqual(answered);
    await expect(
      book().answer(admin, certificate, { ...anew, successor: 'first-study' }),
    ).rejects.toMatchObject(refused);
    await expect(book().answer(admin, certificate, noModel)).rejects.toMatchObject({
      code: 'erasure-answered',
    });
    expect(await book().list(null, true)).toEqual([]);
    expect(await federation().payloads('erasure-answered')).toMatchObject([
      { certificate, study, answer: 'privacy-argument', epsilon: expect.any(Number) as number },
    ]);
  });

  test('a study without noise is answered by one that was trained anew, begun after the erasure', async () => {
    await federation().enrol(5);
    await federation().agree({ ...agreementDocument, privacy: { mode: 'none', epsilon: null, delta: null } });
    await federation().shelveKeys(20);
    const run = async (name: string): Promise<StudyId> => {
      const { study } = await federation().house.studies.start({
        ...federation().studyDocument,
        ...{ name, computation: 'statistics', settings: { bins: name.length } },
      });
      return study;
    };
    const before = await run('before');
    await federation().runRound({ done: true });
    const [node] = federation().nodes as [PaperNode];
    federation().clock.advance(1); // rounds are told apart by when they were opened
    const early = await run('early-one');
    federation().clock.advance(1);
    await tell(node, [before]);
    await federation().runRound({ done: true });
    const answer = (successor: string): ReturnType<ReturnType<typeof book>['answer']> =>
      book().answer(admin, certificate, {
        study: before,
        answer: 'retrained',
        successor,
        reason: 'trained anew',
      });
    const refusedFor = (reason: string) => ({
      code: 'erasure-answer-refused',
      message: expect.stringContaining(reason) as string,
    });
    const argument = { study: before, answer: 'privacy-argument', reason: 'none' } as const;
    await expect(book().answer(admin, certificate, argument)).rejects.toMatchObject(refusedFor('no noise'));
    await expect(answer(early)).rejects.toMatchObject(refusedFor('may be in it'));
    federation().clock.advance(1);
    const successor = await run('another-one');
    await expect(answer(successor)).rejects.toMatchObject(refusedFor('has not finished'));
    await federation().runRound({ done: true });
    // An officer of one member names no study that the member did not sign for, not even to learn whether it is there.
    const steward: Principal = { ...admin, role: 'data-steward', member: await memberOf(node) };
    const hide = (hidden: StudyId, agreement: string) =>
      federation().house.database.write(({ manager }) =>
        manager.update(Studies, { id: hidden }, { agreement: agreement as AgreementHash }),
      );
    const { agreement } = await federation().study(successor);
    const other = await federation().house.agreements.propose({ ...agreementDocument, title: 'Not ours' });
    await hide(successor, other.agreement);
    await expect(
      book().answer(steward, certificate, {
        ...{ study: before, answer: 'retrained', successor, reason: 'trained anew' },
      }),
    ).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(successor) as string });
    await hide(successor, agreement);
    expect(await answer('another-one')).toMatchObject({
      daysLeft: null,
      studies: [{ proposed: 'retrained', answer: { answer: 'retrained', successor } }],
    });
    await federation().reopen();
    expect(await book().find(certificate, null)).toMatchObject({ daysLeft: null });
  });

  test('erasures that a ledger held before there was a list are in it after the start', async () => {
    const study = await federation().startStudy();
    const [node] = federation().nodes as [PaperNode];
    await tell(node, [study]);
    const before = await book().list(null, false);
    await federation().house.database.write(async ({ manager }) => {
      for (const table of ['erasure_answers', 'erasures'])
        await manager.connection.run(`DROP TABLE ${table}`);
      await manager.connection.run("DELETE FROM migrations WHERE name = 'Erasures1764980000000'");
    });
    await federation().reopen();
    expect(await book().list(null, false)).toEqual(before);
    expect(before).toHaveLength(1);
  });
});
