// The coordinator's model card: what the ledger proves of a finished study, to whom it may be told.
import { leafHash } from '@chorale/crypto';
import { modelCardSchema, type LedgerPlace, type ModelCard } from '@chorale/models';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
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
});
