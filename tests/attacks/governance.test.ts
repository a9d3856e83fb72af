// What members decide, against a coordinator that does not care: its own checks of votes, signatures and dates are taken
// out, and every node still holds each round against what its member signed.
import { jest } from '@jest/globals';
import {
  agreementConsent,
  ballotBox,
  roster as rosterMessage,
  rosterHash,
  signMessage,
  vote,
  type AgreementHash,
  type Hash,
} from '@chorale/crypto';
import type { FetchedRoster } from '../../client-node/src/agreement/fetch-roster.js';
import type {
  AttackedFederation as Federation,
  AttackedStudy,
} from '../support/attack/attacked-federation.js';
import type { AttackedNode, Tamper } from '../support/attack/attacked-node.js';
import { AttackedFederation, BudgetView, careless } from '../support/attack/careless-coordinator.js';
import { eventually } from '../support/attack/eventually.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const honest: Tamper = (_, forward) => forward();
const folder = temporaryFolders();
let federation: Federation;
let nodes: readonly AttackedNode[];
/** The one whose member approves by hand. */
let careful: AttackedNode;
/** Hash of the agreement that everybody signed. */
let agreed: string;
const id = (): string => federation.house.federation.id;

beforeAll(async () => {
  federation = await AttackedFederation.found(folder(), {}, 5, [4]);
  ({ nodes } = federation);
  careful = nodes[4]!;
  agreed = careful.store.agreements.all()[0]!.hash;
});
afterEach(async () => {
  careless.isOn = true;
  await federation.endStudies();
});
afterAll(() => federation.stop());

/** Reasons with which every node refuses the study's newest round, by code. */
async function refusals(study: AttackedStudy, of = nodes): Promise<Set<string>> {
  const told = await Promise.all(
    of.map((node) =>
      eventually('every node refuses', () => {
        const refused = node.told.findLast((event) => event.event === 'refused' && event.study === study.id);
        return refused?.event === 'refused' ? refused : undefined;
      }),
    ),
  );
  return new Set(told.map(({ code }) => code));
}

async function expectNothingContributed(study: AttackedStudy): Promise<void> {
  expect(await study.ledger('contribution-accepted')).toEqual([]);
  for (const { id: round } of await study.rounds())
    for (const { store } of nodes) expect(store.budget.find(round, 'customers')).toBeUndefined();
}

describe('a study that one member has not approved', () => {
  test('moves nobody, though the coordinator opens its round', async () => {
    const study = await federation.attack(honest);
    expect(await refusals(study)).toEqual(new Set(['study-unapproved']));
    await expectNothingContributed(study);
  });

  test('is not approved by what the coordinator makes up, replays or lends', async () => {
    const earlier = await federation.attack(honest);
    await careful.decide({ matter: 'study', subject: earlier.id, decision: 'approve', reason: 'fine' });
    const [replayed] = ballotBox
      .decode(await careful.client.request('ballots', { params: { subject: earlier.id } }))
      .ballots.slice(-1);
    await federation.endStudies();
    const study = await federation.attack(async ({ route, request }, forward) => {
      const answer = await forward();
      if (route !== 'ballots') return answer;
      const subject = request.params!.subject as Hash;
      const word = { matter: 'study', subject, decision: 'approve', reason: 'yes', at: 1e12 } as const;
      const keys = [federation.house.federation.key, nodes[0]!.key];
      const forged = keys.map((key) => signMessage(vote, key, id(), word).bytes);
      return ballotBox.encode({ ballots: [...ballotBox.decode(answer).ballots, ...forged, replayed!] });
    });
    expect(await refusals(study)).toEqual(new Set(['study-unapproved']));
    await expectNothingContributed(study);
  });

  test('waits at an honest coordinator, and runs once its administrator has approved it', async () => {
    careless.isOn = false;
    const unfit = federation.nodes.find((node) => node !== careful)!;
    unfit.unfit = 'node.yaml does not fit it';
    const attacked = federation.attack(honest);
    const proposed = await eventually('three of five approve', async () => {
      const found = (await federation.house.progress.studies()).find(({ status }) => status === 'proposed');
      const report = found && (await federation.house.progress.study(found.study));
      return report?.approvals.length === 3 && unfit.told.some(({ event }) => event === 'study-waits')
        ? report
        : undefined;
    });
    expect(proposed.awaiting).toHaveLength(2);
    expect(proposed.rounds).toEqual([]);
    const subject = proposed.study;
    expect(unfit.told).toContainEqual(
      expect.objectContaining({ event: 'study-waits', study: subject, reason: 'node.yaml does not fit it' }),
    );
    await unfit.decide({ matter: 'study', subject, decision: 'approve', reason: 'mended' });
    await careful.decide({ matter: 'study', subject, decision: 'approve', reason: 'read and agreed' });
    const study = await attacked;
    await study.everybodyTells(['adopted']);
  });

  test('is one that its member rejected: its node stays out of the rounds of a coordinator that does not care', async () => {
    const study = await federation.attack(honest);
    await careful.decide({ matter: 'study', subject: study.id, decision: 'reject', reason: 'asks too much' });
    expect(await refusals(study, [careful])).toEqual(new Set(['study-unapproved']));
    const { id: round } = await study.round();
    expect(careful.store.contributions.find(round)).toBeUndefined();
  });
});

test('what a member says counts as its later word, though it spoke before by a clock that is an hour ahead', async () => {
  const study = await federation.attack(honest);
  const at = federation.inside.clock.now() + 3_600_000;
  const earlier = {
    matter: 'study',
    subject: study.id as string as Hash,
    decision: 'approve',
    reason: 'yes',
    at,
  } as const;
  await federation.house.votes.cast(signMessage(vote, careful.key, id(), earlier).bytes);
  await careful.decide({ matter: 'study', subject: study.id, decision: 'reject', reason: 'no' });
  const report = await federation.house.progress.study(study.id);
  const own = careful.parts.roster().nodes.find(({ id: node }) => node === careful.id)!.member;
  expect(report.approvals.find(({ member }) => member === own)).toMatchObject({ decision: 'reject' });
});

describe('an agreement', () => {
  /** Proposes what everybody signed with changes, for these nodes to sign. */
  async function signedBy(signers: readonly AttackedNode[], changes: object): Promise<string> {
    const terms = JSON.parse(
      Buffer.from(careful.store.agreements.find(agreed as AgreementHash)!.bytes).toString(),
    ) as object;
    const { agreement } = await federation.house.agreements.propose({ ...terms, ...changes });
    for (const node of signers) await node.signAgreement(agreement);
    return agreement;
  }
  /** Why a node takes no part in a study, whether it found out when it read it or at its round. */
  const refusalOf = (node: AttackedNode, study: AttackedStudy): Promise<string> =>
    eventually('the node stays out', () => {
      const told = node.told.findLast(
        (event) => (event.event === 'refused' || event.event === 'study-refused') && event.study === study.id,
      );
      return told && 'code' in told ? told.code : undefined;
    });

  test('that its member has not signed moves nobody, though the coordinator says that all did', async () => {
    const agreement = await signedBy(nodes.slice(0, 4), { title: 'Unsigned', purpose: 'something else' });
    const study = await federation.attack(honest, { agreement });
    expect(await refusalOf(careful, study)).toBe('unknown-agreement');
    await expectNothingContributed(study);
  });

  test('that was amended holds as its member signed it: the amendment binds nobody who has not', async () => {
    const amended = await signedBy(nodes.slice(0, 4), {
      title: 'Amended',
      replaces: agreed,
      retentionDays: 3650,
    });
    const study = await federation.attack(honest, { agreement: amended });
    expect(await refusalOf(careful, study)).toBe('unknown-agreement');
    await expectNothingContributed(study);
    careless.forgotten.add(amended);
  });

  test('that was amended is not gone back to by a coordinator that forgets the amendment', async () => {
    const [amended] = [...careless.forgotten];
    federation.inside.clock.advance(1);
    await careful.signAgreement(amended!);
    const study = await federation.attack(honest, { agreement: agreed });
    expect(new Set(await Promise.all(nodes.map((node) => refusalOf(node, study))))).toEqual(
      new Set(['agreement-replaced']),
    );
    await expectNothingContributed(study);
    await federation.endStudies();
    // Its people may go back to it, by their own signatures.
    federation.inside.clock.advance(1);
    for (const node of nodes) await node.signAgreement(agreed);
  });

  test('is signed by nobody where a node stands outside its regions, nor by a node that is shown elsewhere', async () => {
    const regional = await signedBy([], { title: 'Regional', regions: ['eu'] });
    for (const node of nodes)
      await expect(node.signAgreement(regional)).rejects.toMatchObject({ code: 'region-outside' });
    const moved = (honestly: FetchedRoster): FetchedRoster => {
      const message = {
        ...honestly.message,
        nodes: honestly.nodes.map((node) => ({ ...node, region: 'eu' })),
      };
      const bytes = rosterMessage.encode(message);
      return { ...honestly, message, nodes: message.nodes, bytes, hash: rosterHash(bytes) };
    };
    for (const node of nodes)
      await expect(node.signAgreement(regional, moved)).rejects.toMatchObject({ code: 'roster-malformed' });
    // One member signs all the same, with a node that looks at nothing.
    const consent = { agreement: regional as AgreementHash, roster: careful.parts.roster().hash, at: 1 };
    const { bytes: body } = signMessage(agreementConsent, nodes[0]!.key, id(), consent);
    await nodes[0]!.client.request('consentToAgreement', { params: { agreement: regional }, body });
    const study = await federation.attack(honest, { agreement: regional });
    for (const node of nodes) expect(await refusalOf(node, study)).toBe('unknown-agreement');
    await expectNothingContributed(study);
  });

  test('that its member ended binds the node no more, whatever the coordinator says of it', async () => {
    const subject = agreed;
    await careful.decide({
      matter: 'agreement',
      subject,
      decision: 'reject',
      reason: 'no legal basis any more',
    });
    const study = await federation.attack(honest);
    expect(await refusalOf(careful, study)).toBe('agreement-ended');
    const { id: round } = await study.round();
    expect(careful.store.contributions.find(round)).toBeUndefined();
    // The others count its word as well: nobody runs under an agreement that a party ended.
    await eventually(
      'all others stay out',
      () =>
        nodes.every((node) =>
          node.told.some(
            (event) =>
              (event.event === 'study-refused' || event.event === 'study-waits') &&
              event.study === study.id &&
              /no legal basis any more|ended agreement/.test(event.reason),
          ),
        ) || undefined,
    );
    federation.inside.clock.advance(1);
    await careful.decide({ matter: 'agreement', subject, decision: 'approve', reason: 'taken up again' });
  });

  test('that has expired moves nobody, though the coordinator opens the round', async () => {
    federation.inside.clock.advance(366 * 24 * 3600);
    const accounts = jest.spyOn(BudgetView.prototype, 'refusalOf').mockResolvedValue(undefined);
    const late = await federation.attack(honest, { name: 'late', settings: { bins: 77 } });
    expect(await refusals(late, nodes.slice(0, 4))).toEqual(new Set(['agreement-expired']));
    await expectNothingContributed(late);
    accounts.mockRestore();
  });
});
