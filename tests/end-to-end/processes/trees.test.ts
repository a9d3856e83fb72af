// Boosted trees through real processes: rows with missing numbers and categories come out of each party's file, a node is
// killed in the middle of a tree, all end with one model, a customer list is scored at home, and the model is measured.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { areaUnderCurve, type Agreement, type ReadableTrees, type Study } from '@chorale/models';
import type { ReadableEvaluation } from '../../../models/src/computations/evaluation/evaluate-result.js';
import type { ClassifierMeasures } from '../../../models/src/computations/evaluation/score-bins.js';
import { RealFederation } from '../../support/real/real-federation.ts';
import { shopAgreement, shopData, type PartyData } from '../../support/real/shop-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const PARTIES = ['ash', 'beech', 'cherry', 'elder'];
const folder = temporaryFolders();
let federation: RealFederation;
afterAll(() => federation.stop());

const base = shopAgreement('Trees', null);
const agreement: Agreement = {
  ...base,
  people: 240,
  dictionary: {
    ...base.dictionary,
    features: [
      { name: 'visits', type: 'number', lower: 0, upper: 50, transform: 'none' },
      { name: 'spent', type: 'number', lower: 0, upper: 900, transform: 'none' },
      { name: 'tier', type: 'category', categories: ['basic', 'gold'] },
    ],
  },
  computations: ['boosted-trees', 'evaluate'],
};
const study: Study = {
  format: 'chorale-study/1',
  name: 'returns',
  agreement: 'Trees',
  computation: 'boosted-trees',
  features: ['visits', 'spent', 'tier'],
  settings: { trees: 2, depth: 2, minChildWeight: 1, monotone: { visits: 1 } },
  deadlines: { collectSeconds: 20, committeeSeconds: 10 },
};

const quality: Study = {
  ...study,
  name: 'quality',
  computation: 'evaluate',
  settings: { model: { study: 'returns' }, groupBy: 'tier', importance: true },
};

/** Every seventh customer's visits are unknown; members have a tier, and one a tier that nobody agreed on. */
function withTiers(csv: string): string {
  const [, ...rows] = csv.trimEnd().split('\n');
  const told = rows.map((row, index) => {
    const [person, visits, spent, member, returned] = row.split(',');
    const tier = index === 3 ? 'platinum' : member === '1' ? 'gold' : 'basic';
    return [person, index % 7 === 0 ? '' : visits, spent, tier, returned].join(',');
  });
  return `${['person,visits,spent,tier,returned', ...told].join('\n')}\n`;
}

const tiered: PartyData = {
  csv: (party) => withTiers(shopData.csv(party)),
  document: (party, coordinator, file) => {
    const document = shopData.document(party, coordinator, file) as { data: object };
    return {
      ...document,
      data: { ...document.data, features: { visits: 'visits', spent: 'spent', tier: 'tier' } },
    };
  },
};

interface Scored {
  readonly person: string;
  readonly probability: number;
  readonly reasons: readonly { readonly feature: string }[];
}

/** Every customer of a party, by the model of `returns`; the list lies beside the first party's model. */
async function scoredAtHome(party: number, folderOfModel: string): Promise<Scored[]> {
  const node = federation.nodes[party]!;
  const output = join(folderOfModel, `scored-${party}.json`);
  await node.command('score', '--study', 'returns', '--output', output, '--config', node.configFile);
  return JSON.parse(readFileSync(output, 'utf8')) as Scored[];
}

/** What came of each customer of all parties, as in their files. */
function returnedByPerson(): Map<string, number> {
  return new Map(
    PARTIES.flatMap((party) => tiered.csv(party).trimEnd().split('\n').slice(1)).map((row) => {
      const [person, , , , returned] = row.split(',');
      return [person!, Number(returned)];
    }),
  );
}

test('a federation grows trees, survives a kill between two levels, scores at home and measures its model', async () => {
  federation = new RealFederation(folder(), [], {}, PARTIES, tiered);
  await federation.form(agreement);
  await federation.runNodes();
  const killed = federation.nodes[2]!;
  // Rounds 0 to 2 count bins, 3 and 4 are the first tree.
  const gone = killed.killAt('adopted', 3);
  const { all } = await federation.startStudy(study);
  await gone;
  killed.run();
  const ended = await all;
  expect(ended.map(({ status }) => status)).toEqual(PARTIES.map(() => 'finished'));
  expect(new Set(ended.map(({ state }) => state)).size).toBe(1);
  const model = ended[0]!.model!;
  const { result } = JSON.parse(readFileSync(join(model, 'result.json'), 'utf8')) as {
    result: ReadableTrees;
  };
  expect(result).toMatchObject({ persons: 240, trees: 2, ending: 'all trees grown', constant: [] });
  const { trees } = JSON.parse(readFileSync(join(model, 'trees.json'), 'utf8')) as { trees: unknown[] };
  expect(trees).toHaveLength(2);

  const scored = await scoredAtHome(0, model);
  expect(scored).toHaveLength(60);
  expect(scored.map(({ probability }) => probability)).toEqual(
    scored.map(({ probability }) => probability).sort((one, other) => other - one),
  );
  expect(scored.flatMap(({ reasons }) => reasons.map(({ feature }) => feature))).toContain('visits');
  const [node] = federation.nodes;
  const page = join(model, 'page.html');
  await node!.command('report', '--study', 'returns', '--lang', 'zh-CN', '--output', page);
  expect(readFileSync(page, 'utf8')).toContain('树在问什么');

  const measured = await (await federation.startStudy(quality)).all;
  const { result: measures } = JSON.parse(readFileSync(join(measured[0]!.model!, 'result.json'), 'utf8')) as {
    result: ReadableEvaluation;
  };
  const everybody = (await Promise.all(PARTIES.map((_, party) => scoredAtHome(party, model)))).flat();
  const returned = returnedByPerson();
  const auc = areaUnderCurve(
    Float64Array.from(everybody, ({ probability }) => probability),
    Float64Array.from(everybody, ({ person }) => returned.get(person)!),
  );
  expect(measures.model).toBe('returns');
  expect((measures.everybody as ClassifierMeasures).auc).toBeCloseTo(auc, 4);
  expect(measures.groups.map(({ group }) => group)).toEqual(['basic', 'gold', 'other']);
  expect(measures.groups.reduce((rows, group) => rows + group.rows, 0)).toBeCloseTo(240, 6);
  expect(measures.importance.map(({ feature }) => feature).sort()).toEqual(['spent', 'tier', 'visits']);
  expect((await federation.verifiedLedger()).verified).toBe(true);
}, 300_000);
