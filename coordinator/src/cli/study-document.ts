// A study as a person writes it: an own network may stand in a file beside it, by name.
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigurationError } from '../platform/config.js';
import { readDocument } from './read-document.js';

/** Layers and shapes are a few kilobytes; weights belong elsewhere, and are not used. */
const MOST_BYTES = 1_000_000;

/**
 * The document, with what `settings.layersModel` names by its path taken in, so that the study's text, and its hash, hold the layers.
 * @throws ConfigurationError naming the file.
 */
export function readStudyDocument(path: string): unknown {
  const study = readDocument(path);
  const settings = recordOf(recordOf(study)?.['settings']);
  const named = settings?.['layersModel'];
  if (typeof named !== 'string') return study;
  const layersModel = readLayersModel(resolve(dirname(path), named));
  return { ...recordOf(study), settings: { ...settings, layersModel } };
}

/** What matters of a tf.js model.json: layers, and the names and shapes of their weights. */
function readLayersModel(file: string): object {
  const refuse = (reason: string): never => {
    throw new ConfigurationError([`settings.layersModel: ${file} ${reason}`]);
  };
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? refuse('is not there');
  if (bytes > MOST_BYTES)
    refuse(`has ${bytes} bytes, ${MOST_BYTES} are the most; give model.json without weights`);
  const model =
    recordOf(parsed(file)) ??
    refuse('is no JSON object; give the model.json that tf.js saves beside the weights');
  const { modelTopology, weightsManifest } = model;
  if (recordOf(modelTopology) === undefined || !Array.isArray(weightsManifest))
    refuse(
      'has no modelTopology and weightsManifest: save the network with model.save() of tf.js, or convert one of Keras with ' +
        '"tensorflowjs_converter --input_format keras"',
    );
  // Keras puts the layers of what it converts a level deeper.
  const topology = recordOf(recordOf(modelTopology)?.['model_config']) ?? modelTopology;
  return { modelTopology: topology, weightsManifest: (weightsManifest as unknown[]).map(withoutValues) };
}

function withoutValues(group: unknown): unknown {
  const weights = recordOf(group)?.['weights'];
  if (!Array.isArray(weights)) return group;
  return {
    weights: weights.map((weight: unknown) => {
      const { name, shape } = recordOf(weight) ?? {};
      return { name, shape };
    }),
  };
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
