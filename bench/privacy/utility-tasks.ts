// What accuracy is measured on: real data sets, their parties, and what a study's end is worth on persons whom no party
// trained on. Documents carry the computation's fixed defaults.
import {
  areaUnderCurve,
  computationByName,
  numbersOf,
  scorePeople,
  type Agreement,
  type People,
  type Study,
} from '@chorale/models';
import { onlineRetail, onlineRetailDocuments } from '../../tests/support/online-retail.ts';
import { agreementAndStudy } from '../../tests/support/people.ts';
import {
  bankMarketing,
  selectWhere,
  splitByParty,
  telcoChurn,
  type ReferenceData,
} from '../../tests/support/reference-data.ts';
import { onlineRetailRfm, RFM_INERTIA, rfmFeatures, rfmInertia } from '../../tests/support/rfm.ts';
import { noise } from '../models/four-ways.ts';
import type { StudyEnd } from '../../tests/support/simulate-study.ts';

export interface UtilityCase {
  readonly parties: readonly People[];
  /** @param epsilon in mode pooled, or null for mode none. */
  readonly documents: (epsilon: number | null) => { readonly agreement: Agreement; readonly study: Study };
  readonly worth: (end: StudyEnd, agreement: Agreement) => number | Promise<number>;
}

export interface UtilityTask {
  /** As in the row's id. */
  readonly name: string;
  /** In the folder that CHORALE_DATA names. */
  readonly file: string;
  readonly unit: string;
  readonly load: (file: string) => UtilityCase | Promise<UtilityCase>;
}

const onlineRetailTask: UtilityTask = {
  name: 'dp.auc.online-retail',
  file: 'online-retail/online_retail.csv.gz',
  unit: 'AUC',
  load: async (file) => {
    const { parties, held } = await onlineRetail(file);
    return { parties, documents: onlineRetailDocuments, worth: heldOutAuc(held) };
  },
};

const bankFile = 'bank-marketing/bank_full.csv.gz';
const bankTask: UtilityTask = {
  name: 'dp.auc.bank',
  file: bankFile,
  unit: 'AUC',
  load: (file) => oneTable(bankMarketing(file), 'logistic-regression', 8),
};
const bankNetworkTask: UtilityTask = {
  name: 'dp.auc.bank-mlp',
  file: bankFile,
  unit: 'AUC',
  load: (file) => oneTable(bankMarketing(file), 'neural-network', 8),
};

const telcoTask: UtilityTask = {
  name: 'dp.auc.telco',
  file: 'telco-churn/telco_customer_churn.csv.gz',
  unit: 'AUC',
  load: (file) => oneTable(telcoChurn(file), 'logistic-regression', 3),
};

const segmentsTask: UtilityTask = {
  name: 'dp.kmeans-ratio',
  file: 'online-retail/online_retail.csv.gz',
  unit: 'x central inertia',
  load: async (file) => {
    const parties = await onlineRetailRfm(file);
    const terms = { features: rfmFeatures, people: 4_500, computation: 'k-means', kMin: 4 };
    return {
      parties,
      documents: (epsilon) => agreementAndStudy({ ...terms, ...noise(epsilon) }),
      worth: ({ state }, { dictionary }) =>
        rfmInertia(parties, computationByName('k-means').result!(state, dictionary)) / RFM_INERTIA,
    };
  },
};

export const utilityTasks = {
  onlineRetail: onlineRetailTask,
  bank: bankTask,
  telco: telcoTask,
  segments: segmentsTask,
  bankNetwork: bankNetworkTask,
} as const;

function oneTable(data: ReferenceData, computation: string, kMin: number): UtilityCase {
  const terms = { features: data.features, people: data.people.size, computation, kMin };
  return {
    parties: splitByParty(data, (person) => !data.isTest[person]),
    documents: (epsilon) => agreementAndStudy({ ...terms, ...noise(epsilon) }),
    worth: heldOutAuc(selectWhere(data, (person) => data.isTest[person]!)),
  };
}

function heldOutAuc(held: People): UtilityCase['worth'] {
  return async ({ model }, { dictionary }) => {
    const probability = numbersOf(await scorePeople(model!, held), 'probability');
    return areaUnderCurve(probability, held.columns.get(dictionary.label!.name)!);
  };
}
