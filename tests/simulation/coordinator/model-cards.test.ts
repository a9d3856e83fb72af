// The coordinator's model card: what the ledger proves of a finished study, to whom it may be told.
import { agreementHash, leafHash, type StudyId } from '@chorale/crypto';
import { modelCardSchema, type LedgerPlace, type ModelCard } from '@chorale/models';
import { AgreementConsents, Agreements } from '../../../coordinator/src/storage/tables/federation-tables.js';
import { OpenedSums, Studies } from '../../../coordinator/src/storage/tables/round-tables.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { agreementDocument, studyDocument } from '../../support/coordinator/test-house.js';
import { ask, letIn } from '../../support/coordinator/test-people.js';
import { jsonOf, TestServer, type Answer } from '../../support/coordinator/test-server.js';

onEachFederation((federation) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await TestServer.start(federation());
  });
  afterEach(() => server.stop());

  test('names entries that the exported ledger holds, parties as agreed, and no measure of members', async () => {
    const study = await federation().startStudy();
    const officer = await letIn(federation(), 'compliance-officer');
    const asked = (reason?: string): Promise<Answer> =>
      ask(server, 'GET', 'studies/first-study/card', {
        token: officer.token,
        ...(reason === undefined ? {} : { reason }),
      });
    expect(await asked('review')).toMatchObject({ status: 409, code: 'study-running' });
    await federation().runRound();
    await federation().runRound({ done: true });
    expect(await asked()).toMatchObject({ code: 'reason-missing' });

    const answer = await asked('review');
    expect(answer.status).toBe(200);
    const card: ModelCard = modelCardSchema.parse(jsonOf(answer));
    expect(card).toMatchObject({
      writtenBy: 'coordinator',
      model: { study, name: 'first-study', roundsClosed: 2 },
      privacy: { unit: 'person', adjacency: 'add-or-remove-one', sampling: { kind: 'all' } },
      withoutMeasures: 'with-members',
      evaluations: [],
    });
    expect(card.privacy.epsilon).toBeGreaterThan(0);
    expect(card.privacy.delta).toBeGreaterThan(0);
    expect(card.parties.map(({ member, role }) => `${member}: ${role}`).sort()).toEqual(
      [1, 2, 3, 4, 5].map((index) => `Member ${index}: joint-controller`),
    );

    const kinds = await federation().entryKinds();
    const entries = (await federation().ledgerLines()).flatMap((line) => {
      const { entry } = JSON.parse(line) as { entry?: string };
      return entry === undefined ? [] : [new Uint8Array(Buffer.from(entry, 'base64'))];
    });
    const places: LedgerPlace[] = [
      ...card.lineage.ledger,
      ...card.lineage.rounds.flatMap(({ ledger }) => ledger),
    ];
    for (const { kind, position, hash } of places) {
      expect(kinds[position]).toBe(kind);
      expect(Buffer.from(leafHash(entries[position]!)).toString('hex')).toBe(hash);
      expect(position).toBeLessThan(card.head!.size);
    }
    expect(card.lineage.ledger.map(({ kind }) => kind)).toEqual([
      'study-proposed',
      'study-started',
      'study-finished',
    ]);
    expect(card.lineage.rounds.map(({ outcome }) => outcome)).toEqual(['closed', 'closed']);
    for (const { ledger } of card.lineage.rounds)
      expect(ledger.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['round-opened', 'round-closed']),
      );

    const outsider = await letIn(federation(), 'member-admin', 'Latecomer');
    expect(await ask(server, 'GET', 'studies/first-study/card', { token: outsider.token })).toMatchObject({
      status: 404,
      code: 'not-found',
    });
  });

  test('measures are told to a member where it signed for the measuring too, and its sums were for the coordinator', async () => {
    const noiseless = { privacy: { mode: 'none', epsilon: null, delta: null }, release: 'coordinator' };
    const terms = { ...agreementDocument, ...noiseless, computations: ['logistic-regression', 'evaluate'] };
    await federation().enrol(4);
    await federation().agree(terms);
    await federation().agree({ ...terms, title: 'Measuring 2026' });
    await federation().shelveKeys(20);
    const { studies, database, modelCards } = federation().house;
    const model = await studies.start(studyDocument);
    const finish = (study: StudyId) =>
      database.write(({ manager }) =>
        manager.update(Studies, { id: study }, { status: 'finished', roundsClosed: 1 }),
      );
    await finish(model.study);
    const measuring = { name: 'quality', agreement: 'Measuring 2026', computation: 'evaluate' };
    const settings = { model: { study: 'first-study' } };
    const { study } = await studies.start({ ...studyDocument, ...measuring, settings });
    await finish(study);
    const { agreement } = await federation().study(study);
    // As if the sums had been opened.
    const round = await federation().present();
    await federation().contribute(round);
    const blocks = federation()
      .descriptorOf(round)
      .blocks.map(({ name, length }) => ({ name, values: Array<number>(length).fill(0) }));
    await database.write(({ manager }) =>
      manager.insert(OpenedSums, { round: round.id, study, blocks: JSON.stringify(blocks) }),
    );
    const evaluations = async (member: string | null): Promise<string[]> =>
      (await modelCards.card('first-study', member)).evaluations.map(({ name }) => name);
    expect([await evaluations(null), await evaluations('Member 1')]).toEqual([['quality'], ['quality']]);

    const [first] = federation().named('node-1');
    await database.write(({ manager }) => manager.delete(AgreementConsents, { agreement, node: first!.id }));
    expect([await evaluations(null), await evaluations('Member 1'), await evaluations('Member 2')]).toEqual([
      ['quality'],
      [],
      ['quality'],
    ]);
    // The same study under an agreement whose sums are the members' alone.
    await database.write(async ({ manager }) => {
      const row = await manager.findOneByOrFail(Agreements, { hash: agreement });
      const text = Buffer.from(row.document).toString();
      const closed = text.replace('"release":"coordinator"', '"release":"members"');
      expect(closed).not.toBe(text);
      const document = new TextEncoder().encode(closed);
      const hash = agreementHash(document);
      await manager.insert(Agreements, { ...row, hash, document });
      await manager.update(Studies, { id: study }, { agreement: hash });
    });
    expect(await evaluations(null)).toEqual([]);
  });
});
