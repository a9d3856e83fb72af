// Six real processes and one budget: segments and a network by flattened, noised sums that the coordinator opens as well, and a
// study whose budget runs out in the middle, which ends with its last model; a party measures that one at home and releases the figures.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelCard, ReadableSegments, Study } from '@chorale/models';
import { parse, stringify } from 'yaml';
import { RealFederation, runRefused, type RealNode } from '../../support/real/real-federation.ts';
import { PARTIES, shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const EPSILON = 50;
const AGREEMENT = 'Noised';
const deadlines = { collectSeconds: 15, committeeSeconds: 15 };
const folder = temporaryFolders();
const agreement = {
  ...shopAgreement(AGREEMENT, EPSILON),
  computations: ['k-means', 'neural-network', 'logistic-regression'],
  release: 'coordinator' as const,
};

const reviewed = shopAgreement('Review', EPSILON);
const review = {
  ...reviewed,
  computations: ['evaluate'],
  privacy: { ...reviewed.privacy, mode: 'local' as const },
};

let federation: RealFederation;
beforeAll(async () => {
  federation = new RealFederation(folder());
  await federation.form(agreement, review);
  await federation.runNodes();
}, 240_000);
afterAll(() => federation.stop());

function study(computation: string, epsilon: number, settings: Study['settings']): Study {
  return {
    ...shopStudy(computation, AGREEMENT, deadlines, settings),
    computation,
    privacy: { epsilon },
  };
}

/** Runs the study to its end. @returns the folder that each party's results are in. */
async function finished(document: Study): Promise<string[]> {
  const { all } = await federation.startStudy(document);
  const ends = await all;
  expect(ends.map(({ status, reason }) => [status, reason])).toEqual(PARTIES.map(() => ['finished', '']));
  expect(new Set(ends.map(({ state }) => state)).size).toBe(1);
  return ends.map(({ model }) => model!);
}

test('k-means: the same segments at every party, and a count of persons that noise moved a little', async () => {
  const document = { ...study('k-means', 20, { segments: 2, starts: 1, rounds: 2 }), flatten: true };
  const results = (await finished(document)).map((model) => readFileSync(join(model, 'result.json'), 'utf8'));
  expect(new Set(results).size).toBe(1);
  const { result } = JSON.parse(results[0]!) as { result: ReadableSegments };
  expect(result.segments).toHaveLength(2);
  expect(Math.abs(result.persons - agreement.people)).toBeLessThan(30);
  // The coordinator turns opened sums back as the parties do: of the first round, count and moments of three columns.
  const sums = await federation.command<{ blocks: { name: string; values: number[] }[] }[]>(
    'study',
    'sums',
    'k-means',
  );
  expect(sums).toHaveLength(3);
  expect(sums[0]!.blocks.map(({ name, values }) => [name, values.length])).toEqual([
    ['count', 1],
    ['first', 3],
    ['second', 3],
  ]);
  expect(Math.abs(sums[0]!.blocks[0]!.values[0]! - agreement.people)).toBeLessThan(30);
}, 240_000);

test('a network by DP-SGD: the same model at every party, in files that other programs read', async () => {
  const models = await finished({
    ...study('neural-network', 20, { hidden: [3], rounds: 2, samplingRate: 0.5 }),
    flatten: true,
  });
  const files = models.map((model) => readFileSync(join(model, 'model.safetensors')));
  for (const file of files) expect(file.equals(files[0]!)).toBe(true);
  expect(existsSync(join(models[0]!, 'model.json'))).toBe(true);
}, 240_000);

test('a budget that is spent in the middle of a study ends it with its last model, and no error', async () => {
  const [first, second] = federation.nodes as [RealNode, RealNode];
  const { all } = await federation.startStudy(study('logistic-regression', 10, { gradientRounds: 20 }));
  await Promise.all([first.killAt('adopted', 2), second.killAt('adopted', 2)]);
  for (const node of [first, second]) {
    const [{ spent, reserved }] = (
      await node.command<{ positions: { spent: number; reserved: number }[] }>(
        ...['budget', '--config', node.configFile],
      )
    ).positions as [{ spent: number; reserved: number }];
    const config = parse(readFileSync(node.configFile, 'utf8')) as object;
    const budgetLimits = { purpose: { epsilon: spent + reserved + 1e-6, delta: 1e-5 } };
    writeFileSync(node.configFile, stringify({ ...config, budgetLimits }));
    await node.runUntilStarted();
  }
  const ends = await all;
  expect(ends.map(({ status }) => status)).toEqual(PARTIES.map(() => 'finished'));
  for (const { reason, model } of ends) {
    expect(reason).toMatch(/^budget spent at [23] nodes: .*node\.yaml/);
    expect(existsSync(join(model!, 'model.safetensors'))).toBe(true);
  }
  expect(new Set(ends.map(({ state }) => state)).size).toBe(1);
  // Exit code 0 (any other throws), and a line that says why it ended early.
  const where = federation.coordinatorSurroundings;
  const watched = ['study', 'status', 'logistic-regression', '--watch'];
  expect(await federation.programs.run('coordinator', watched, where)).toMatch(
    /logistic-regression: \d+ of at most 21 rounds closed, finished \(budget spent at/,
  );
  expect(await first.end('SIGINT')).toBe(0);
  const scored = await first.command<{ persons: number }>(
    ...['score', '--study', 'logistic-regression', '--config', first.configFile],
  );
  expect(scored).toBeDefined();
}, 240_000);

test('a party releases how good the model is on its own rows, once, and others show it under its name', async () => {
  const [, , third, fourth] = federation.nodes as [RealNode, RealNode, RealNode, RealNode];
  const asked = ['release-metrics', 'logistic-regression', '--epsilon', '30', '--config', third.configFile];
  const under = [...asked, '--agreement', review.title];
  interface Told {
    readonly isNew: boolean;
    readonly measures: Readonly<Record<string, number>>;
    readonly positions: readonly {
      readonly purpose: string | null;
      readonly left: number;
      readonly leftAfter: number;
    }[];
  }
  const [{ complaints }, unknown, { positions }] = await Promise.all([
    runRefused('node', asked, third.surroundings),
    runRefused('node', asked.with(1, 'no-such-study'), third.surroundings),
    third.command<Told>(...under, '--dry-run'),
  ]);
  expect(complaints).toMatch(/"Noised" is in mode pooled, .* mode local alone/);
  expect(unknown.complaints).toContain('no study "no-such-study" has finished at this node');
  const position = positions.find(({ purpose }) => purpose === review.purpose)!;
  expect(position.left).toBe(EPSILON);
  expect(position.leftAfter).toBeCloseTo(EPSILON - 30, 1);
  const { isNew, measures } = await third.command<Told>(...under);
  expect(isNew).toBe(true);
  expect(Math.abs(measures['rows']! - 60)).toBeLessThan(40);
  const ledger = join(folder(), 'ledger.jsonl');
  const [again] = await Promise.all([
    third.command<Told>(...under),
    federation.programs.run('coordinator', ['ledger', 'export', ledger], federation.coordinatorSurroundings),
  ]);
  expect(again).toMatchObject({ isNew: false, measures });
  const { card } = await fourth.command<{ card: ModelCard }>(
    ...[
      'card',
      '--study',
      'logistic-regression',
      '--ledger',
      ledger,
      '--output',
      join(folder(), 'card.json'),
    ],
  );
  expect(card.byParty).toMatchObject([
    {
      member: third.name,
      measures,
      ledger: [{ kind: 'party-metrics-released' }],
      privacy: { mode: 'local' },
    },
  ]);
}, 60_000);
