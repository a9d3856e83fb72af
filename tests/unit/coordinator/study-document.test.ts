// A study that names its network by a file beside it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStudyDocument } from '../../../coordinator/src/cli/study-document.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const temporaryFolder = temporaryFolders();
const topology = {
  class_name: 'Sequential',
  config: { name: 'own', layers: [{ class_name: 'Dense', config: { name: 'out' } }] },
};
const weightsManifest = [
  { paths: ['w.bin'], weights: [{ name: 'out/kernel', shape: [2, 1], dtype: 'float32' }] },
];
const taken = {
  modelTopology: topology,
  weightsManifest: [{ weights: [{ name: 'out/kernel', shape: [2, 1] }] }],
};

function folderWith(model: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'networks'));
  writeFileSync(join(folder, 'networks', 'model.json'), model);
  const study = join(folder, 'study.yaml');
  writeFileSync(study, 'name: own\nsettings: { rounds: 3, layersModel: networks/model.json }\n');
  return study;
}

test.each([
  ['as tf.js saves it', { format: 'layers-model', modelTopology: topology, weightsManifest }],
  [
    'as the converter makes it of Keras',
    { modelTopology: { keras_version: '2', model_config: topology }, weightsManifest },
  ],
])('the layers are taken in, %s', (_, model) => {
  expect(readStudyDocument(folderWith(JSON.stringify(model)))).toEqual({
    name: 'own',
    settings: { rounds: 3, layersModel: taken },
  });
});

test('other studies are read as they stand', () => {
  const file = join(temporaryFolder(), 'study.yaml');
  writeFileSync(file, 'name: other\nsettings: { rounds: 2 }\n');
  expect(readStudyDocument(file)).toEqual({ name: 'other', settings: { rounds: 2 } });
});

test.each([
  ['PK not JSON', /model\.json is no JSON object; give the model\.json/],
  ['[1]', /is no JSON object/],
  [JSON.stringify(topology), /has no modelTopology and weightsManifest.*tensorflowjs_converter/],
  [
    JSON.stringify({ modelTopology: topology, weightsManifest, filling: 'x'.repeat(1_000_001) }),
    /bytes, 1000000 are the most/,
  ],
])('a file that is no network says what to give', (text, expected) => {
  expect(() => readStudyDocument(folderWith(text))).toThrow(expected);
});

test('a file that is not there is named', () => {
  const file = join(temporaryFolder(), 'study.yaml');
  writeFileSync(file, 'settings: { layersModel: gone.json }\n');
  expect(() => readStudyDocument(file)).toThrow(/settings\.layersModel: .*gone\.json is not there/);
});
