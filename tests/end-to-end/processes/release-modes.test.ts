// Who opens a sum, with real processes: five parties and an auditor that only sits on the committee. With release: members
// the coordinator never sees one; with release: coordinator it opens what the parties open; the auditor sees none either way.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agreement, Study } from '@chorale/models';
import { RealFederation, type RealNode } from '../../support/real/real-federation.ts';
import { PARTIES, shopAgreement } from '../../support/real/shop-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

interface OpenedSum {
  readonly blocks: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const folder = temporaryFolders();
const agreementFor = (release: Agreement['release']): Agreement => ({
  ...shopAgreement(`release to ${release}`, null),
  computations: ['statistics'],
  release,
});
const studyUnder = ({ title, release }: Agreement): Study => ({
  format: 'chorale-study/1',
  name: `count-for-${release}`,
  agreement: title,
  computation: 'statistics',
  features: ['visits'],
  settings: { bins: 5 },
  deadlines: { collectSeconds: 30, committeeSeconds: 30 },
});

const agreements = [agreementFor('members'), agreementFor('coordinator')] as const;
let federation: RealFederation;
let auditor: RealNode;
beforeAll(async () => {
  federation = new RealFederation(folder(), ['auditor']);
  await federation.form(...agreements);
  await federation.runNodes();
  auditor = federation.nodes.at(-1)!;
}, 180_000);
afterAll(() => federation.stop());

/** Runs the study to its end. @returns the count of persons that each party's result shows. */
async function countsAtParties(study: Study): Promise<number[]> {
  const { all } = await federation.startStudy(study);
  const ends = await all;
  expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 'finished'));
  const folders = ends.flatMap(({ model }) => (model === null ? [] : [model]));
  expect(folders).toHaveLength(PARTIES.length);
  expect(ends.at(-1)!.model).toBeNull();
  return folders.map((model) => {
    const { result } = JSON.parse(readFileSync(join(model, 'result.json'), 'utf8')) as {
      result: { persons: number };
    };
    return Math.round(result.persons);
  });
}

test.each(agreements)(
  'release: $release',
  async (agreement) => {
    const study = studyUnder(agreement);
    const counts = await countsAtParties(study);
    expect(counts).toEqual(PARTIES.map(() => agreement.people));
    const sums = await federation.command<OpenedSum[]>('study', 'sums', study.name);
    const values = sums.flatMap(({ blocks }) => blocks.flatMap((block) => block.values));
    if (agreement.release === 'members') expect(sums).toEqual([]);
    else expect(values.map(Math.round)).toContain(agreement.people);

    const [round] = (await federation.studyReport(study.name)).rounds;
    expect(round!.contributed).toHaveLength(PARTIES.length);
    expect(round!.contributed).not.toContain('auditor');
    expect(round!.adopted).not.toContain('auditor');
    const { role, budgets, studies } = await auditor.status();
    expect({ role, budgets }).toEqual({ role: 'committee', budgets: [] });
    expect(studies.find(({ name }) => name === study.name)).toMatchObject({
      roundsReleased: 1,
      roundsAdopted: 0,
      state: null,
      running: [],
    });
  },
  120_000,
);

test('the auditor holds the ledger to its heads like any other node', async () => {
  const { verified, entries } = await federation.verifiedLedger();
  expect(verified).toBe(true);
  const enrolled = entries.filter(({ kind }) => kind === 'node-enrolled').map(({ payload }) => payload);
  expect(enrolled.find(({ name }) => name === 'auditor')).toMatchObject({ role: 'committee' });
  const opened = entries.filter(({ kind }) => kind === 'sum-opened-by-coordinator');
  expect(opened).toHaveLength(1);
}, 60_000);
