import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandTools, writeData, type NodeFolder } from './command-tools.js';
import { sampleAgreement, type StandInCoordinator } from './stand-in-coordinator.js';

const { startCoordinator, newNode } = commandTools();

function pierNames(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `pier-${first + index}`);
}

describe('doctor', () => {
  interface Report {
    readonly ok: boolean;
    readonly checks: readonly {
      name: string;
      ok: boolean;
      warning: boolean;
      detail: string;
      remedy?: string;
    }[];
  }
  const examine = async (node: NodeFolder, ...more: string[]): Promise<Report & { code: number }> => {
    const ended = await node.run('doctor', '--dev', '--json', '--config', node.config, ...more);
    return { ...(JSON.parse(ended.stdout) as Report), code: ended.code };
  };
  const failures = ({ checks }: Report): string[] => checks.filter(({ ok }) => !ok).map(({ name }) => name);
  const config = (coordinator: StandInCoordinator, rest: string): string =>
    ['format: chorale-node/1', 'name: quay', `coordinator: ${coordinator.url}`, 'data:', rest].join('\n');
  const persons = '  { shape: persons, source: { file: customers.csv }, person: customer_id,';
  const mapping = `${persons}\n    features: { orders: orders, plan: plan }, label: { column: returns } }`;

  async function readyNode(): Promise<{ coordinator: StandInCoordinator; node: NodeFolder }> {
    const coordinator = await startCoordinator();
    const node = newNode();
    await node.init(coordinator.invite('Quay Ltd'));
    writeData(node.folder);
    writeFileSync(node.config, config(coordinator, mapping));
    coordinator.propose(sampleAgreement);
    return { coordinator, node };
  }
  it('finds nothing wrong with a node that is ready', async () => {
    const { node } = await readyNode();
    const report = await examine(node);
    expect(failures(report)).toEqual([]);
    expect(report).toMatchObject({ ok: true, code: 0 });
    const names = report.checks.map(({ name }) => name);
    for (const name of [
      'home',
      'keys',
      'enrolment',
      'configuration',
      'coordinator',
      'clock',
      'roster',
      'agreement',
      'cohort',
    ])
      expect(names).toContain(name);
    const { stdout } = await node.run('doctor', '--dev', '--config', node.config);
    expect(stdout).toMatch(/^ok {4}home: /);
    expect(stdout).toMatch(/look {2}agreement: "Who comes back" waits for this node\n {6}Read it with/);
  });
  it('names each failure with its remedy', async () => {
    const { coordinator, node } = await readyNode();
    coordinator.skewMs = 120_000;
    writeFileSync(node.config, config(coordinator, mapping.replace('plan: plan', 'plan: plna')));
    const report = await examine(node);
    expect(report.code).toBe(1);
    expect(failures(report)).toEqual(['clock', 'columns']);
    const clock = report.checks.find(({ name }) => name === 'clock')!;
    expect(clock.detail).toMatch(/this clock is 1\d\d\.\d s behind/);
    expect(clock.remedy).toContain('NTP');
    await coordinator.stop();
    writeFileSync(node.config, config(coordinator, `${mapping}\nnmae: x`));
    const later = await examine(node);
    expect(failures(later)).toEqual(['configuration', 'coordinator']);
    expect(later.checks.map(({ detail }) => detail).join('\n')).toMatch(/nmae/);
  });
  it('notices a configuration that belongs to another node', async () => {
    const { coordinator, node } = await readyNode();
    writeFileSync(node.config, config(coordinator, mapping).replace('name: quay', 'name: pier'));
    const { checks } = await examine(node);
    expect(checks.find(({ name }) => name === 'configuration')).toMatchObject({ ok: true, warning: true });
  });
  it.each([
    [2, true, '2 nodes bring rows, kMin 3: no sum can be opened'],
    [5, false, '5 nodes bring rows, kMin 3'],
  ])('says whether %d nodes are enough for a sum', async (nodes, warning, detail) => {
    const coordinator = await startCoordinator();
    const node = newNode();
    await node.init(coordinator.invite('Quay Ltd'));
    for (let other = 1; other < nodes; other += 1) coordinator.admit(`pier-${other}`);
    coordinator.propose(sampleAgreement);
    const { checks } = await examine(node);
    expect(checks.find(({ name }) => name === 'cohort')).toMatchObject({ ok: true, warning, detail });
  });
  it.each<[number, readonly string[] | undefined, boolean, RegExp]>([
    [5, undefined, false, /^4 of 5 members open a sum \(all nodes\)$/],
    [17, undefined, true, /^17 nodes are too many to sit on a committee together; name 7 or more/],
    [17, pierNames(1, 7), false, /^5 of 7 members open a sum \(as the agreement names it\)$/],
    [5, pierNames(1, 7), true, /names "pier-5", "pier-6", "pier-7" for the committee, but no such node/],
  ])(
    'of %d nodes with committee %j: says whether it can open a sum',
    async (nodes, committee, warning, detail) => {
      const coordinator = await startCoordinator();
      const node = newNode();
      await node.init(coordinator.invite('Quay Ltd'));
      for (const name of pierNames(1, nodes - 1)) coordinator.admit(name);
      coordinator.propose({ ...sampleAgreement, ...(committee && { committee: [...committee] }) });
      const found = (await examine(node)).checks.find(({ name }) => name === 'committee');
      expect(found).toMatchObject({ ok: true, warning });
      expect(found!.detail).toMatch(detail);
    },
  );
  it('asks a node that only sits on the committee for neither node.yaml nor data', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    await node.init(coordinator.invite('Auditors LLP', 'committee'));
    for (const name of pierNames(1, 4)) coordinator.admit(name);
    coordinator.propose(sampleAgreement);
    const report = await examine(node);
    expect(report).toMatchObject({ ok: true, code: 0 });
    expect(report.checks.find(({ name }) => name === 'configuration')?.detail).toMatch(/none is needed/);
    const detailOf = (check: string): string | undefined =>
      report.checks.find(({ name }) => name === check)?.detail;
    expect(detailOf('cohort')).toBe('4 nodes bring rows, kMin 3');
    expect(detailOf('committee')).toMatch(/^4 of 5 members/);
    expect(report.checks.map(({ name }) => name)).not.toContain('data');
  });
  it('sends to sign where the first roster waits for signatures', async () => {
    const { coordinator, node } = await readyNode();
    coordinator.rosterHolds = false;
    const { checks } = await examine(node);
    expect(checks.find(({ name }) => name === 'roster')).toMatchObject({
      ...{ warning: true, detail: expect.stringContaining('until everybody has signed') as string },
      remedy: expect.stringContaining('agreement sign') as string,
    });
  });
  it('says which of several agreements data are held against', async () => {
    const { coordinator, node } = await readyNode();
    const hashes = [
      coordinator.propose(sampleAgreement),
      coordinator.propose({ ...sampleAgreement, title: 'Berths' }),
    ];
    coordinator.agreementsHold = true;
    const { rosterFingerprint } = await node.runJson('members', '--dev');
    for (const hash of hashes)
      await node.run(
        'agreement',
        'sign',
        '--dev',
        '--agreement',
        hash,
        '--roster-fingerprint',
        String(rosterFingerprint),
      );
    const { checks } = await examine(node);
    expect(checks.find(({ name }) => name === 'agreement')).toMatchObject({
      ...{ warning: true, detail: expect.stringMatching(/"Berths".* 1 other agreement/) as string },
      remedy: expect.stringContaining('--agreement FILE') as string,
    });
  });
  it("finds a limit of the node's own whose delta is a person or more", async () => {
    const { coordinator, node } = await readyNode();
    const limit = `budgetLimits: { total: { epsilon: 1, delta: ${1 / sampleAgreement.people} } }`;
    writeFileSync(node.config, config(coordinator, `${mapping}\n${limit}`));
    const report = await examine(node);
    expect(failures(report)).toEqual(['budget limits']);
    expect(report.checks.find(({ name }) => name === 'budget limits')?.detail).toMatch(
      /budgetLimits\.total\.delta in node\.yaml .* below 1\/people/,
    );
  });
  it('works before anything exists, and creates nothing', async () => {
    const node = newNode();
    const report = await examine(node);
    expect(failures(report)).toEqual(['home', 'configuration']);
    expect(existsSync(node.home)).toBe(false);
  });
  it('holds data against a draft of the agreement', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    await node.init(coordinator.invite('Quay Ltd'));
    writeData(node.folder);
    writeFileSync(node.config, config(coordinator, mapping));
    const draft = join(node.folder, 'agreement.yaml');
    writeFileSync(draft, JSON.stringify(sampleAgreement));
    expect((await examine(node)).checks.at(-1)).toMatchObject({ name: 'data', warning: true });
    const report = await examine(node, '--agreement', draft);
    expect(report.checks.find(({ name }) => name === 'persons')?.detail).toContain('120 persons');
  });
});
