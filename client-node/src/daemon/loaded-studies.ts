// Studies that the running node has loaded: each is held against what was signed once, until what that was has changed.
import type { AgreementHash, StudyId } from '@chorale/crypto';
import type { NodeParts } from '../round/node-parts.js';
import { loadStudy, type LoadPeople } from '../study/load-study.js';
import type { StudyRuntime } from '../study/study-runtime.js';

interface LoadedStudy {
  readonly agreement: AgreementHash;
  readonly runtime: Promise<StudyRuntime>;
}

export class LoadedStudies {
  private readonly studies = new Map<StudyId, LoadedStudy>();

  constructor(
    private readonly node: NodeParts,
    private readonly options: {
      readonly loadPeople: LoadPeople;
      /** Folder for states and exported models. */
      readonly modelsFolder: string;
    },
  ) {}

  has(study: StudyId): boolean {
    return this.studies.has(study);
  }

  /** @throws RoundRefused where the study does not fit an agreement that this node signed; the next call tries again. */
  load(id: StudyId, agreement: AgreementHash): Promise<StudyRuntime> {
    const known = this.studies.get(id);
    if (known) return known.runtime;
    const { loadPeople, modelsFolder } = this.options;
    const runtime = loadStudy(this.node, id, agreement, loadPeople, modelsFolder);
    this.studies.set(id, { agreement, runtime });
    runtime.catch(() => this.forget(id));
    return runtime;
  }

  forget(study: StudyId): void {
    this.studies.delete(study);
  }

  /** What studies were held against has changed: they are loaded, and held against it, anew. */
  forgetUnder(isStale: (agreement: AgreementHash) => boolean): void {
    for (const [id, { agreement }] of this.studies) if (isStale(agreement)) this.forget(id);
  }
}
