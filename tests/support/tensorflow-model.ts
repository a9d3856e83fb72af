// A released model as other programs open it: tf.js reads its model.json and weights.bin.
import { modelFiles, type People, type ReleasedModel } from '@chorale/models';
import { openTensorFlow } from '../../models/src/tensor/backend.js';

interface LayersModelFile {
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly weights: { name: string; shape: number[]; dtype: 'float32' }[];
  }[];
  readonly userDefinedMetadata: { readonly columns: readonly string[] };
}

/** What tf.js makes of persons of one row each, by the columns that the file itself names. */
export async function predictedByTensorFlow(
  model: ReleasedModel,
  people: People,
): Promise<{ readonly columns: readonly string[]; readonly predicted: ArrayLike<number> }> {
  const tf = await openTensorFlow();
  const fileOf = (file: string): Uint8Array => modelFiles(model).find(({ name }) => name === file)!.bytes;
  const json = JSON.parse(new TextDecoder().decode(fileOf('model.json'))) as LayersModelFile;
  const loaded = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest[0]!.weights,
      weightData: fileOf('weights.bin').slice().buffer,
    }),
  );
  const { columns } = json.userDefinedMetadata;
  const rows = Array.from({ length: people.size }, (_, row) =>
    columns.map((column) => people.columns.get(column)![row]!),
  );
  const predicted = await [loaded.predict(tf.tensor2d(rows))].flat()[0]!.data();
  loaded.dispose();
  return { columns, predicted };
}
