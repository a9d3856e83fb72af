// Agreements and studies that cannot be: each refused by name, and nothing is kept of it.
import { join } from 'node:path';
import { agreementDocument, inFreshFederation } from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();

function place() {
  const made = folder();
  const location = { kind: 'sqlite', file: join(made, 'coordinator.sqlite') } as const;
  return Promise.resolve({ folder: made, location });
}

inFreshFederation(place, (federation) => {
  const propose = (changes: object) =>
    federation().house.agreements.propose({ ...agreementDocument, ...changes });
  const start = (changes: object) =>
    federation().house.studies.start({ ...federation().studyDocument, ...changes });

  test.each([
    [{ federation: 'Another' }, 'agreement-refused', 'Another'],
    [{ computations: ['mind-reading'] }, 'malformed', 'mind-reading'],
    [{ expires: '2020-01-01' }, 'agreement-refused', '2020-01-01'],
    [{ regions: ['cn'] }, 'region-refused', 'node-1'],
    [{ cohort: { kMin: 6 } }, 'too-few-nodes', 'kMin is 6'],
    [{ surprise: true }, 'malformed', 'surprise'],
  ])('an agreement with %j is refused as %s', async (changes, code, named) => {
    await federation().enrol(5);
    await expect(propose(changes)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(named) as string,
    });
    expect(await federation().house.agreements.list()).toEqual([]);
  });

  test.each([
    [{ agreement: 'Unknown' }, 'not-found', 'Unknown'],
    [{ computation: 'neural-network' }, 'study-refused', 'does not allow'],
    [{ features: ['recency', 'shoe_size'] }, 'study-refused', 'shoe_size'],
    [{ privacy: { epsilon: 5 } }, 'study-refused', 'epsilon 5'],
    [{ settings: { nonsense: 1 } }, 'malformed', 'nonsense'],
    [{ colour: 'red' }, 'malformed', 'colour'],
  ])('a study with %j is refused as %s', async (changes, code, named) => {
    await federation().enrol(5);
    await federation().agree();
    await expect(start(changes)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(named) as string,
    });
    expect(await federation().house.progress.studies()).toEqual([]);
  });
});
