import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandTools, writeData, type NodeFolder } from './command-tools.js';
import { sampleAgreement, type StandInCoordinator } from './stand-in-coordinator.js';

const { startCoordinator, newNode } = commandTools();

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
    [2, true, '2 nodes in the roster, kMin 3: no sum can be opened'],
    [5, false, '5 nodes in the roster, kMin 3, 4 of 5 members open a sum'],
    [17, true, '17 nodes in the roster, kMin 3: more nodes than the 16 that can sit on a committee'],
  ])('says whether %d nodes can open a sum', async (nodes, warning, detail) => {
    const coordinator = await startCoordinator();
    const node = newNode();
    await node.init(coordinator.invite('Quay Ltd'));
    for (let other = 1; other < nodes; other += 1) coordinator.admit(`pier-${other}`);
    coordinator.propose(sampleAgreement);
    const { checks } = await examine(node);
    expect(checks.find(({ name }) => name === 'cohort')).toMatchObject({ ok: true, warning, detail });
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
