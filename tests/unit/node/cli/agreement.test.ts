import {
  agreementConsent,
  type AgreementHash,
  fingerprintOf,
  openSigned,
  rosterConsent,
  SigningKey,
  systemEntropy,
} from '@chorale/crypto';
import type { Agreement } from '@chorale/models';
import { commandTools, saying, sayingLike } from './command-tools.js';
import { runNodeSayingNo, type Ended } from './run-command.js';
import { sampleAgreement } from './stand-in-coordinator.js';

const { startCoordinator, newNode } = commandTools();

describe('agreement', () => {
  async function enrolledNode() {
    const coordinator = await startCoordinator();
    const known = coordinator.admit('pier');
    const node = newNode();
    await node.init(coordinator.invite('Quay Ltd'));
    const late = coordinator.admit('dock');
    return { coordinator, known, late, node };
  }
  it('is shown in plain words with the roster, before anything is signed', async () => {
    const { coordinator, late, node } = await enrolledNode();
    const nothing = await node.run('agreement', 'show', '--dev');
    expect(nothing).toMatchObject({
      code: 2,
      stderr: saying('no agreement has been proposed'),
    });
    expect(await node.runJson('members', '--dev')).toMatchObject({ version: 0, nodes: [] });
    const hash = coordinator.propose(sampleAgreement);
    const { stdout } = await node.run('agreement', 'show', '--dev');
    for (const words of [
      'epsilon 1 at delta 0.00001',
      'p = 1 node',
      'h = 1 colluding',
      'add or remove one',
      hash,
    ])
      expect(stdout).toContain(words);
    // Whatever was agreed on is there to read.
    expect(stdout).toMatch(/Parties: +every member of the roster, as joint controllers/);
    coordinator.propose({
      ...sampleAgreement,
      title: 'Narrow',
      parties: [{ member: 'Quay Ltd', role: 'controller' }],
      operator: { name: 'Harbour Board', role: 'processor' },
      recipients: ['the letter shop, to print'],
      retentionDays: 30,
      dictionary: {
        ...sampleAgreement.dictionary,
        features: sampleAgreement.dictionary.features.map((feature) => ({
          ...feature,
          sensitivity: 'sensitive' as const,
        })),
      },
    });
    const [, narrow = ''] =
      /([0-9a-f]{64}) {2}Narrow/.exec((await node.run('agreement', 'show', '--dev')).stderr) ?? [];
    const full = (await node.run('agreement', 'show', '--dev', '--agreement', narrow)).stdout;
    for (const words of [
      /Parties: +Quay Ltd \(controller\)/,
      /Operator: +Harbour Board \(processor\)/,
      /the letter shop, to print/,
      /30 days after a study has ended/,
      /\[SENSITIVE\]/,
    ])
      expect(full).toMatch(words);
    coordinator.agreements.delete(narrow as AgreementHash);
    expect(stdout).toMatch(new RegExp(`dock +dock Ltd +${fingerprintOf(late.signingKey)} +unconfirmed +eu`));
    const { nodes } = (await node.runJson('members', '--dev')) as {
      nodes: { node: string; standing: string }[];
    };
    expect(nodes.map(({ node: name, standing }) => [name, standing])).toEqual([
      ['dock', 'unconfirmed'],
      ['pier', 'confirmed'],
      ['quay', 'self'],
    ]);
  });
  it('says how sums are added up, and what follows where a node is suspected of poisoning', async () => {
    const { coordinator, node } = await enrolledNode();
    coordinator.propose(sampleAgreement);
    const plain = (await node.run('agreement', 'show', '--dev')).stdout;
    expect(plain).toMatch(/Adding up: +one sum over everybody in the round\n/);
    expect(plain).toMatch(/Poisoning: +nobody is left out by a program.*the members decide\n/);
    const hash = coordinator.propose({
      ...sampleAgreement,
      aggregation: ['sum', 'median', 'krum'],
      poisoning: { excludeAbove: 8 },
    });
    const robust = (await node.run('agreement', 'show', '--dev', '--agreement', hash)).stdout;
    expect(robust).toMatch(
      /Adding up: .*; or median or krum over the sums of groups of \d+ or more nodes, drawn anew/,
    );
    expect(robust).toMatch(
      /Poisoning: +A NODE IS LEFT OUT .* at a score of 8 or more of 10, until everybody signs/,
    );
  });
  it('shows nothing that its terminal would obey, whatever a coordinator or a proposer wrote', async () => {
    const { coordinator, node } = await enrolledNode();
    const hash = coordinator.propose({
      ...sampleAgreement,
      title: 'Narrow\u001b[2K\u001b[1A',
      purpose: 'Keep customers\nPrivacy budget: epsilon 0.01\u202e',
    });
    const { stdout } = await node.run('agreement', 'show', '--dev', '--agreement', hash);
    expect(stdout).toMatch(/Title: +Narrow\?\[2K\?\[1A\n/);
    expect(stdout).toMatch(/Purpose: +Keep customers Privacy budget: epsilon 0\.01\?\n/);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    // A name beside which it would show another fingerprint than the key has is no name in a roster.
    coordinator.admit('gull\u001b[8m');
    coordinator.propose(sampleAgreement);
    const { code, stderr } = await node.run('members', '--dev');
    expect(code).toBe(3);
    expect(stderr).toMatch(/a roster that cannot be: .*a terminal would obey/);
    expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
  });
  it('is signed once every fingerprint was compared', async () => {
    const { coordinator, late, node } = await enrolledNode();
    const hash = coordinator.propose(sampleAgreement);
    const refused = await node.run('agreement', 'sign', '--dev');
    expect(refused).toMatchObject({
      code: 3,
      stderr: sayingLike(/"dock".*--confirm NODE=FINGERPRINT/),
    });
    const wrong = await node.run(
      'agreement',
      'sign',
      '--dev',
      '--confirm',
      `dock=${'0000-'.repeat(10).slice(0, -1)}`,
    );
    expect(wrong).toMatchObject({ code: 3, stderr: saying('do not sign') });
    expect((await node.run('agreement', 'sign', '--dev', '--confirm', 'nobody=1')).code).toBe(2);
    expect(coordinator.rosterConsents).toHaveLength(0);

    const compared = `dock=${fingerprintOf(late.signingKey).toUpperCase().replaceAll('-', ' ')}`;
    expect(await node.runJson('agreement', 'sign', '--dev', '--confirm', compared)).toMatchObject({
      agreement: hash,
    });
    const self = coordinator.enrolled.find(({ name }) => name === 'quay')!;
    const keyOf = () => self.signingKey;
    const { message } = openSigned(
      agreementConsent,
      coordinator.agreementConsents[0]!,
      coordinator.federation,
      keyOf,
    );
    expect(message.agreement).toBe(hash);
    expect(
      openSigned(rosterConsent, coordinator.rosterConsents[0]!, coordinator.federation, keyOf).message.roster,
    ).toBe(message.roster);
    expect((await node.run('agreement', 'sign', '--dev')).code).toBe(0);
  });
  it('is not asked about once somebody said no to a fingerprint', async () => {
    const { coordinator, node } = await enrolledNode();
    coordinator.propose(sampleAgreement);
    const ended = await runNodeSayingNo(['agreement', 'sign', '--dev'], { CHORALE_HOME: node.home });
    expect(ended).toMatchObject({ code: 3, stderr: sayingLike(/nobody has confirmed .*"dock"/) });
    expect(ended.stderr).not.toContain('Privacy budget:');
  });
  it('takes one fingerprint for the whole roster, and notices that it is another', async () => {
    const { coordinator, node } = await enrolledNode();
    coordinator.propose(sampleAgreement);
    const sign = (fingerprint: string): Promise<Ended> =>
      node.run('agreement', 'sign', '--dev', '--roster-fingerprint', fingerprint);
    expect(await sign('1234')).toMatchObject({
      code: 3,
      stderr: saying('not the one that was compared'),
    });
    const { rosterFingerprint } = await node.runJson('members', '--dev');
    expect((await sign(String(rosterFingerprint))).code).toBe(0);
  });
  it('does not take the word of the whole roster for who signs for its own member', async () => {
    const { coordinator, node } = await enrolledNode();
    const self = coordinator.enrolled.find(({ name }) => name === 'quay')!;
    const slippedIn = coordinator.admit('quay-2');
    coordinator.enrolled[coordinator.enrolled.indexOf(slippedIn)] = { ...slippedIn, member: self.member };
    coordinator.propose(sampleAgreement);
    const { rosterFingerprint } = await node.runJson('members', '--dev');
    const words = ['agreement', 'sign', '--dev', '--roster-fingerprint', String(rosterFingerprint)];
    expect(await node.run(...words)).toMatchObject({ code: 3, stderr: saying('"quay-2"') });
    expect(coordinator.rosterConsents).toHaveLength(0);
    const compared = `quay-2=${fingerprintOf(slippedIn.signingKey)}`;
    expect((await node.run(...words, '--confirm', compared)).code).toBe(0);
  });
  it('never goes back to an older roster, and notices an exchanged key', async () => {
    const { coordinator, known, node } = await enrolledNode();
    coordinator.propose(sampleAgreement);
    coordinator.closeRoster(5);
    const signAll = async (): Promise<Ended> => {
      const { rosterFingerprint } = await node.runJson('members', '--dev');
      return node.run('agreement', 'sign', '--dev', '--roster-fingerprint', String(rosterFingerprint));
    };
    expect((await signAll()).code).toBe(0);
    coordinator.closeRoster(4);
    expect(await signAll()).toMatchObject({ code: 3, stderr: saying('never goes back') });
    const stranger = SigningKey.generate(systemEntropy()).key;
    const at = coordinator.enrolled.indexOf(known);
    coordinator.enrolled[at] = { ...known, id: stranger.nodeId, signingKey: stranger.publicKey };
    coordinator.closeRoster(6);
    expect(await node.run('agreement', 'sign', '--dev')).toMatchObject({
      code: 3,
      stderr: saying('"pier"'),
    });
    coordinator.enrolled[at] = { ...known, signingKey: stranger.publicKey };
    coordinator.closeRoster(7);
    expect((await node.run('members', '--dev')).code).toBe(3);
  });
  it('leaves out nodes outside its regions, and agreements that are over', async () => {
    const { coordinator, node } = await enrolledNode();
    for (const [terms, reason] of [
      [{ regions: ['cn'] }, 'stands in "eu"'],
      [{ expires: '2020-01-01' }, 'expired on 2020-01-01'],
      [{ federation: 'Others' }, 'is for federation "Others"'],
    ] as const) {
      coordinator.agreements.clear();
      coordinator.propose({ ...sampleAgreement, ...terms } as typeof sampleAgreement);
      const { rosterFingerprint } = await node.runJson('members', '--dev');
      const signed = await node.run(
        'agreement',
        'sign',
        '--dev',
        '--roster-fingerprint',
        String(rosterFingerprint),
      );
      expect(signed).toMatchObject({ code: 3, stderr: saying(reason) });
    }
    expect(coordinator.agreementConsents).toHaveLength(0);
  });
  it('asks which, where there are several', async () => {
    const { coordinator, node } = await enrolledNode();
    const first = coordinator.propose(sampleAgreement);
    const second = coordinator.propose({ ...sampleAgreement, title: 'Another' });
    const asked = await node.run('agreement', 'show', '--dev');
    expect(asked.code).toBe(2);
    for (const text of [first, second, 'Another', '--agreement HASH']) expect(asked.stderr).toContain(text);
    const shown = await node.runJson('agreement', 'show', '--dev', '--agreement', second.slice(0, 12));
    expect(shown).toMatchObject({ agreement: second, terms: { title: 'Another' } });
    // To look at, a few digits will do; what is signed by them may be a text that was made to begin with them.
    for (const words of [['sign'], ['approve', '--reason', 'fits'], ['end', '--reason', 'does not']])
      expect(
        await node.run('agreement', ...words, '--dev', '--agreement', second.slice(0, 12)),
      ).toMatchObject({ code: 2, stderr: saying('16 digits of the hash or more') });
    coordinator.agreements.set(second, new TextEncoder().encode('{}'));
    expect((await node.run('agreement', 'show', '--dev', '--agreement', second)).code).toBe(3);
  });

  describe('that renews a budget', () => {
    const signed = {
      ...sampleAgreement,
      privacy: { ...sampleAgreement.privacy, lifetime: { epsilon: 3, delta: 1e-5 } },
    };
    const renewal = (replaces: string, changes: Partial<Agreement> = {}): Agreement => ({
      ...signed,
      title: 'Who comes back, second year',
      privacy: { ...signed.privacy, renews: { from: '2027-01-01', replaces } },
      ...changes,
    });
    const never = 'f'.repeat(64);

    async function signingNode(first: Agreement | undefined) {
      const { coordinator, node } = await enrolledNode();
      const sign = async (agreement: string): Promise<Ended> => {
        const { rosterFingerprint } = await node.runJson('members', '--dev');
        const words = ['--agreement', agreement, '--roster-fingerprint', String(rosterFingerprint)];
        return node.run('agreement', 'sign', '--dev', ...words);
      };
      const hash = first && coordinator.propose(first);
      if (hash) expect((await sign(hash)).code).toBe(0);
      return { coordinator, sign, hash };
    }

    it('is refused where it replaces what this node never signed, and nothing is signed', async () => {
      const { coordinator, sign, hash } = await signingNode(signed);
      const before = coordinator.agreementConsents.length;
      const refused = await sign(coordinator.propose(renewal(never)));
      expect(refused).toMatchObject({
        code: 3,
        stderr: sayingLike(
          new RegExp(`renews the budget of ${never}, which this node never signed.*${hash!}`),
        ),
      });
      expect(coordinator.agreementConsents).toHaveLength(before);
    });
    it('is signed where it replaces what this node signed, and so is the renewal after it', async () => {
      const { coordinator, sign, hash } = await signingNode(signed);
      const second = coordinator.propose(renewal(hash!));
      expect((await sign(second)).code).toBe(0);
      const third = renewal(never, { title: 'Who comes back, third year' });
      const renews = { from: '2028-01-01', replaces: second };
      expect(
        (await sign(coordinator.propose({ ...third, privacy: { ...third.privacy, renews } }))).code,
      ).toBe(0);
    });
    it('cannot be judged by a node that has signed nothing for the purpose, which signs it', async () => {
      const { coordinator, sign } = await signingNode(undefined);
      expect((await sign(coordinator.propose(renewal(never)))).code).toBe(0);
      const elsewhere = await signingNode({ ...signed, purpose: 'Another purpose' });
      expect((await elsewhere.sign(elsewhere.coordinator.propose(renewal(never)))).code).toBe(0);
    });
    it('is shown in plain words before it is signed', async () => {
      const { coordinator, node } = await enrolledNode();
      coordinator.propose(renewal(never));
      const { stdout } = await node.run('agreement', 'show', '--dev');
      expect(stdout).toContain(`THE BUDGET STARTS ANEW on 2027-01-01, after ${never}`);
    });
  });
});
