import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { areaUnderCurve } from '@chorale/models';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import { nodeConfigSchema, resolveDataPaths } from '../../../client-node/src/config/node-config.js';
import { demoAgreement, demoNodeConfig, demoStudy } from '../../../demo/data/documents.ts';
import {
  predictReference,
  splitHeldOut,
  stack,
  trainReference,
  type TrainAndTest,
} from '../../../demo/data/measure.ts';
import { generateRetailChain } from '../../../demo/data/retail-chain.ts';
import { temporaryFolders } from '../../support/temporary-folder.js';

const newFolder = temporaryFolders();

async function digests(folder: string, names: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(names.map((name) => readFile(`${folder}/${name}`)));
  return texts.map((text) => createHash('sha256').update(text).digest('hex'));
}

describe('the retail chain', () => {
  test('is the same every time', async () => {
    const [one, other] = [newFolder(), newFolder()];
    const { parties } = await generateRetailChain(one);
    await generateRetailChain(other);
    const names = parties.flatMap(({ name }) => [`${name}.csv`, `${name}.held-out.txt`]);
    expect(await digests(other, names)).toEqual(await digests(one, names));
    expect(parties.map(({ name }) => name)).toEqual(['north', 'south', 'harbour', 'alps', 'isles']);
    const lines = parties.reduce((sum, party) => sum + party.lines, 0);
    expect(lines).toBeGreaterThan(80_000);
    expect(lines).toBeLessThan(130_000);
  });

  test('is neither too easy nor too hard, and small regions gain', async () => {
    const folder = newFolder();
    const data = await generateRetailChain(folder);
    const agreement = demoAgreement('retail-chain', 1, '2099-12-31');
    const study = demoStudy('retail-chain');
    const parties: TrainAndTest[] = [];
    for (const party of data.parties) {
      const config = nodeConfigSchema.parse(
        demoNodeConfig('retail-chain', party, 'http://127.0.0.1:7400', folder),
      );
      const { exclude, ...all } = resolveDataPaths(config.data, folder);
      expect(exclude).toBeDefined();
      const { people, ids, report } = await preparePeople(all, agreement.dictionary, {
        purpose: 'training',
        rights: { purpose: 'research', isErased: undefined },
      });
      // What the agreement calls impossible does not happen, so that no figure of the demo is clamped.
      expect(report.warnings).toEqual([]);
      parties.push(splitHeldOut(people, ids, study.features, 'buys_again'));
    }
    const sizes = parties.map(({ train, test: held }) => train.labels.length + held.labels.length);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(80);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(4_000);
    expect(total).toBeLessThan(6_000);
    // The declared number that averages divide by.
    expect(Math.abs(total / agreement.people - 1)).toBeLessThan(0.05);

    const test = stack(parties.map((party) => party.test));
    const auc = (train: TrainAndTest['train']): number =>
      areaUnderCurve(predictReference(trainReference(train), test), test.labels);
    const pooled = auc(stack(parties.map(({ train }) => train)));
    expect(pooled).toBeGreaterThan(0.7);
    expect(pooled).toBeLessThan(0.82);
    const gains = parties.map(({ train }) => pooled - auc(train));
    expect(gains.filter((gain) => gain >= 0.02).length).toBeGreaterThanOrEqual(2);
  });
});
