// Fits a federated network to the customers of this node: rows, features, candidates, choice. Nothing of it leaves.
import type { Entropy } from '@chorale/crypto';
import {
  inputOf,
  personaliseNetwork,
  type Agreement,
  type NetworkModel,
  type PersonalChoice,
  type Study,
} from '@chorale/models';
import type { DataConfig } from '../config/data-schema.js';
import { preparePeople } from '../features/prepare-people.js';
import type { Rights } from '../rights/rights.js';

export interface PersonalParts {
  readonly agreement: Agreement;
  readonly study: Study;
  readonly model: NetworkModel;
  readonly data: DataConfig;
  readonly rights: Rights;
  readonly entropy: Entropy;
}

/**
 * Learns from those persons whom the study may learn from: the dictionary's hold-out stays held out.
 * @throws DataError; RangeError for too few persons, or labels that are all alike.
 */
export async function personaliseStudy(
  parts: PersonalParts,
): Promise<{ readonly choice: PersonalChoice; readonly warnings: readonly string[] }> {
  const { agreement, study, model, data, rights, entropy } = parts;
  const { people, report } = await preparePeople(data, agreement.dictionary, {
    purpose: 'training',
    rights,
    features: study.features,
    input: inputOf(model),
  });
  // A study that ended in a network had a label.
  const choice = await personaliseNetwork(model, people, agreement.dictionary.label!.name, entropy);
  return { choice, warnings: report.warnings };
}
