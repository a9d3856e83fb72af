// What parties release of themselves on a finished model: who may, under which agreement, and where it then stands.
import {
  agreementHash,
  envelopes,
  partyMetrics,
  signMessage,
  verifyLedger,
  type AgreementHash,
  type MessageBody,
  type StudyId,
} from '@chorale/crypto';
import { agreementSchema, modelCardPage, planPartyMeasuring, type ModelCard } from '@chorale/models';
import type { EvidencePack, EvidenceScope } from '@chorale/models/evidence';
import { PackAudit, readPack } from '../../../client-node/src/ledger/pack-audit.js';
import { pinnedModel } from '../../../coordinator/src/studies/pin-model.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import type { PaperNode } from '../../support/coordinator/paper-node.js';
import { agreementDocument, studyDocument } from '../../support/coordinator/test-house.js';

const terms = {
  ...agreementDocument,
  ...{ title: 'Metrics 2026', purpose: 'model review', computations: ['evaluate'] },
  privacy: { mode: 'local', epsilon: 4, delta: 1e-5 },
};
const local = agreementSchema.parse(terms);
const hashOf = (agreement: object) => agreementHash(new TextEncoder().encode(JSON.stringify(agreement)));

onEachFederation((federation) => {
  let study: StudyId;
  const [one, two, three] = ['node-1', 'node-2', 'node-3'] as const;
  const node = (name: string): PaperNode => federation().named(name)[0]!;

  async function start(document: object): Promise<void> {
    await federation().shelveKeys(20);
    ({ study } = await federation().house.studies.start(document));
  }
  /** Under an agreement that the first member takes no part in. */
  async function agreeWithoutFirst(changes: object): Promise<void> {
    const { nodes } = federation();
    const parties = [2, 3, 4, 5].map((index) => ({ member: `Member ${index}`, role: 'joint-controller' }));
    federation().nodes = nodes.filter(({ name }) => name !== one);
    await federation().agree({ ...changes, parties });
    federation().nodes = nodes;
  }
  async function finish(): Promise<void> {
    await federation().runRound();
    await federation().runRound({ done: true });
  }

  /** What a node would release: counts of 100 persons above the middle who said yes, and 100 below who did not. */
  async function metrics(
    name: string,
    epsilon: number,
    changes: Partial<MessageBody<typeof partyMetrics>> = {},
  ): Promise<Uint8Array> {
    const row = await federation().study(study);
    const model = {
      name: row.name,
      pinned: pinnedModel(row),
      agreement: agreementSchema.parse(agreementDocument),
    };
    const { encoding, privacy } = planPartyMeasuring(local, model, epsilon).terms;
    const { length, grid } = encoding.blocks[0]!;
    const values = Array<number>(2 * length).fill(0);
    values[length / 2] = values[length + length / 2 - 1] = Math.round(100 / grid);
    const { id, key } = node(name);
    return signMessage(partyMetrics, key, federation().house.federation.id, {
      ...{ node: id, study, state: row.state, agreement: hashOf(local), epsilon, values },
      noiseMultiplier: privacy.noiseMultiplier,
      ...changes,
    }).bytes;
  }
  const send = async (name: string, bytes: Uint8Array, to: string = study): Promise<void> =>
    federation().house.partyMetrics.accept(federation().callerOf(node(name)), to, bytes);
  const entered = () => federation().payloads('party-metrics-released') as Promise<Record<string, unknown>[]>;
  const spent = async (purpose = 'model review'): Promise<number> => {
    const positions = await federation().house.progress.budget();
    return positions.find((position) => position.purpose === purpose)!.spent;
  };

  test('an entry of its own, once; under its party on the card; and in the budget of its own purpose', async () => {
    await federation().enrol(5);
    for (const agreement of [agreementDocument, terms]) await federation().agree(agreement);
    await start(studyDocument);
    await finish();
    const before = await spent('campaigns');
    const bytes = await metrics(one, 1);
    await send(one, bytes);
    await send(one, bytes);
    await expect(send(one, await metrics(one, 2))).rejects.toMatchObject({ code: 'message-differs' });
    expect(await entered()).toMatchObject([
      {
        ...{ study, agreement: hashOf(local), mode: 'local', delta: 1e-5, unit: 'person' },
        ...{ adjacency: 'add-or-remove-one', sampling: 'all', nodesPerPerson: 1, colluding: 1 },
        report: Buffer.from(bytes).toString('base64'),
      },
    ]);
    expect((await entered())[0]!['epsilon']).toBeCloseTo(1, 3);
    const { partyMetrics: desk, modelCards } = federation().house;
    const sent = async (name: string) =>
      envelopes.decode(await desk.sentBy(federation().callerOf(node(name)))).envelopes;
    expect([await sent(one), await sent(two)]).toEqual([[bytes], []]);

    expect(await spent()).toBeGreaterThan(0.9);
    const alone = await spent();
    await send(two, await metrics(two, 0.5));
    expect(await spent()).toBe(alone);
    await send(three, await metrics(three, 3));
    expect(await spent()).toBeGreaterThan(2.5);
    expect(await spent()).toBeLessThan(3.5);
    expect(await spent('campaigns')).toBe(before);

    const card: ModelCard = await modelCards.card('first-study', null);
    expect(card.byParty.map(({ member }) => member)).toEqual(['Member 1', 'Member 2', 'Member 3']);
    const [first] = card.byParty;
    expect(first).toMatchObject({ label: 'returns', measures: { auc: 1 }, privacy: { mode: 'local' } });
    expect(first!.measures['rows']).toBeCloseTo(200, 0);
    const kinds = await federation().entryKinds();
    expect(first!.ledger.map(({ kind, position }) => [kind, kinds[position]])).toEqual([
      ['party-metrics-released', 'party-metrics-released'],
    ]);
    expect(card.limits).toContain('measures-noised');
    expect(modelCardPage(card, 'en')).toContain('By party: Member 1');
    const chinese = modelCardPage(card, 'zh-CN');
    expect(chinese).toContain('按参与方: Member 1');
    expect(chinese).not.toMatch(/undefined|NaN|\[object/);

    // A pack counts alike, and its cards name entries that the ledger holds.
    const packOf = (scope: EvidenceScope) => federation().house.evidence.pack(scope, null);
    const ofStudy = await packOf({ kind: 'study', study });
    const pack = await packOf({ kind: 'period', from: '2026-01-01', to: '2026-12-31' });
    for (const { evidence, declared } of [ofStudy, pack]) {
      const budget = evidence.budgets.find(({ purpose }) => purpose === 'model review')!;
      expect(budget.spent.value).toBeCloseTo(await spent(), 9);
      expect(declared.cards[0]!.byParty).toHaveLength(3);
    }
    const problemOf = async (one: EvidencePack): Promise<string | undefined> => {
      const audit = new PackAudit(readPack(JSON.stringify(one)));
      const { problem } = await verifyLedger(await federation().ledgerLines(), [audit.head], audit);
      return problem?.reason ?? audit.verdict().problem?.path;
    };
    for (const one of [ofStudy, pack]) expect(await problemOf(one)).toBeUndefined();
    pack.declared.cards[0]!.byParty[1]!.ledger[0]!.position -= 1;
    expect(await problemOf(pack)).toBe('/declared/cards/0/byParty/1/ledger/0/hash');
  });

  test('the model of a study that its member has no part in is not to be measured', async () => {
    await federation().enrol(5);
    await federation().agree(terms);
    await agreeWithoutFirst(agreementDocument);
    await start(studyDocument);
    await expect(send(one, await metrics(one, 1))).rejects.toMatchObject({ code: 'not-found' });
  });

  test('refused: no model, another one, other noise or values, another sender, an agreement of others or one that is over', async () => {
    await federation().enrol(5);
    for (const agreement of [agreementDocument, terms]) await federation().agree(agreement);
    const title = 'Others';
    await agreeWithoutFirst({ ...terms, title });
    await start(studyDocument);
    const agreements = await federation().house.agreements.list();
    const others = agreements.find((each) => each.title === title)!.agreement as AgreementHash;
    await expect(send(one, await metrics(one, 1))).rejects.toMatchObject({ code: 'study-running' });
    await finish();
    const other = 'ab'.repeat(32);
    const refused: [object, string][] = [
      [{ state: other }, 'malformed'],
      [{ study: other }, 'malformed'],
      [{ node: node(two).id }, 'malformed'],
      [{ noiseMultiplier: 0.01 }, 'malformed'],
      [{ values: [1, 2, 3] }, 'malformed'],
      [{ values: Array<number>(80).fill(0.5) }, 'malformed'],
      [{ epsilon: 5 }, 'study-refused'],
      [{ epsilon: -1 }, 'study-refused'],
      [{ agreement: hashOf(agreementSchema.parse(agreementDocument)) }, 'study-refused'],
      [{ agreement: others }, 'study-refused'],
      [{ agreement: other }, 'not-found'],
    ];
    for (const [changes, code] of refused)
      await expect(send(one, await metrics(one, 1, changes))).rejects.toMatchObject({ code });
    await expect(send(one, await metrics(two, 1))).rejects.toThrow(/not in the roster/);
    await expect(send(one, await metrics(one, 1), other)).rejects.toMatchObject({ code: 'not-found' });
    federation().clock.advance(366 * 24 * 3600);
    await expect(send(one, await metrics(one, 1))).rejects.toMatchObject({ code: 'agreement-expired' });
    expect(await entered()).toEqual([]);
  });
});
