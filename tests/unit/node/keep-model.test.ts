import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testEntropy } from '@chorale/crypto/testing';
import { encodeState, stateHash } from '@chorale/models';
import { openNodeStore } from '../../../client-node/src/storage/node-store.js';
import { ModelFolder } from '../../../client-node/src/study/keep-model.js';
import { StudyRuntime } from '../../../client-node/src/study/study-runtime.js';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.js';
import { simulateStudy } from '../../support/simulate-study.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { agreement as agreementHash, bytes, study as studyHash } from './storage/samples.js';

const newFolder = temporaryFolders();
const parties = [0, 1, 2, 3].map((party) => {
  const age = Array.from({ length: 50 }, (_, person) => 20 + ((person + party) % 40));
  return peopleOfColumns({ age, label: age.map((value) => value % 2) });
});
const features = [{ name: 'age', type: 'number', unit: 'years', lower: 0, upper: 100 }];

/** Files that the end of a study leaves, and the folder they lie in. */
async function endOf(
  computation: string,
  mode: 'pooled' | 'none',
): Promise<{ files: string[]; folder: string; hasEnd: boolean }> {
  const { agreement, study } = agreementAndStudy({ features, people: 200, epsilon: 2, computation, mode });
  const runtime = new StudyRuntime(studyHash, study, agreementHash, agreement, 4, () =>
    Promise.resolve({ people: parties[0]!, changesUnheard: false, isCurrent: () => true }),
  );
  const { state } = await simulateStudy(agreement, study, parties, testEntropy('keep'));
  const home = newFolder();
  const store = openNodeStore(home, 'run');
  try {
    store.agreements.receive(agreementHash, bytes('{}'));
    store.studies.receive({
      study: studyHash,
      agreement: agreementHash,
      name: study.name,
      bytes: bytes('{}'),
    });
    const models = new ModelFolder(join(home, 'models'), store);
    models.keepFinal(runtime, runtime.readState(encodeState(state)));
    expect(stateHash(state)).toBe(
      runtime.readState(models.finalState({ study: studyHash, name: study.name })).hash,
    );
    return {
      files: store.studies.modelFiles(studyHash).map(({ file }) => file),
      folder: models.folderOf(runtime),
      hasEnd: models.hasEnd(studyHash),
    };
  } finally {
    store.close();
  }
}

test('a study without a model leaves a result that people can read, with the privacy that it cost', async () => {
  const { files, folder, hasEnd } = await endOf('statistics', 'pooled');
  expect(files.sort()).toEqual(['final.state', 'result.json']);
  expect(hasEnd).toBe(true);
  const document = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as Record<string, unknown>;
  expect(document).toMatchObject({
    study: 'test',
    computation: 'statistics',
    privacy: {
      statement: expect.stringMatching(/^epsilon .* per person, add or remove one/) as string,
      delta: 1e-5,
    },
    result: {
      columns: [
        { name: 'age', of: 'years', histogram: { unit: 'years' } },
        { name: 'label', of: 'share of persons' },
      ],
    },
  });
});

test('a model is kept as a model', async () => {
  const { files } = await endOf('logistic-regression', 'none');
  expect(files.sort()).toEqual([
    ...['final.state', 'model.json', 'model.safetensors', 'result.json', 'weights.bin'],
  ]);
});
