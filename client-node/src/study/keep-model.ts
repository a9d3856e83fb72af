// The models of a study in this node's home: every state a round led to, and the last one in formats that other programs read.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, type StudyId } from '@chorale/crypto';
import { toLayersModel, toSafetensors } from '@chorale/models';
import { writeFileAtomically } from '../storage/atomic-file.js';
import type { NodeStore } from '../storage/node-store.js';
import type { KnownState, StudyRuntime } from './study-runtime.js';

/** Holds the last state of a study that has ended. */
export const FINAL_STATE_FILE = 'final.state';

/** Name of the file that holds the state after `rounds` closed rounds. */
export function stateFile(rounds: number): string {
  return `round-${String(rounds).padStart(4, '0')}.state`;
}

export class ModelFolder {
  constructor(
    private readonly folder: string,
    private readonly store: NodeStore,
  ) {}

  folderOf({ study }: StudyRuntime): string {
    return join(this.folder, study.name);
  }

  keepState(study: StudyRuntime, state: KnownState, rounds: number): void {
    this.write(study, stateFile(rounds), state.bytes);
  }

  /** Keeps the last state, and the model where the computation makes one: tf.js LayersModel and safetensors. */
  keepFinal(study: StudyRuntime, state: KnownState): void {
    const model = study.computation.model(state.value);
    if (model) {
      const { modelJson, weights } = toLayersModel(model);
      this.write(study, 'model.json', new TextEncoder().encode(modelJson));
      this.write(study, 'weights.bin', weights);
      this.write(study, 'model.safetensors', toSafetensors(model));
    }
    this.write(study, FINAL_STATE_FILE, state.bytes);
  }

  hasFinal(study: StudyId): boolean {
    return this.store.studies.modelFiles(study).some(({ file }) => file === FINAL_STATE_FILE);
  }

  private write(study: StudyRuntime, file: string, bytes: Uint8Array): void {
    const folder = this.folderOf(study);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileAtomically(join(folder, file), bytes, 0o600);
    this.store.studies.recordModelFile({ study: study.id, file, sha256: contentHash(bytes) });
  }
}
