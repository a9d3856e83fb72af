// Whom a mail moves: Hillstrom's women's mail and control, over the exact integer sum WITHOUT ENCRYPTION (tests pin the protocol
// equal to it), learned on one half and measured on the other in each of 20 splits: by regressions beside pooled rows and each party alone,
// and by trees, whose federation grows the trees of the pooled rows bit for bit.
import { systemEntropy } from '@chorale/crypto';
import { numbersOf, scorePeople, type People } from '@chorale/models';
import {
  hillstromPersons,
  hillstromUpliftFeatures,
  hillstromUpliftPeople,
  isTestedIn,
  type HillstromPerson,
} from '../../tests/support/hillstrom.ts';
import { agreementAndStudy } from '../../tests/support/people.ts';
import { qiniOfPersons } from '../../tests/support/qini.ts';
import { referenceFile } from '../../tests/support/reference-data.ts';
import { simulateStudy } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

const SPLITS = 20;
const ID = 'models.uplift.qini';

export async function uplift(): Promise<BenchRow[]> {
  const file = referenceFile('hillstrom/hillstrom_women_control.csv.gz');
  if (file === undefined) return [];
  const persons = hillstromPersons(file);
  const zips = [...new Set(persons.map(({ zip }) => zip))];
  const nobody: People = {
    ...hillstromUpliftPeople(persons.slice(0, 1)),
    size: 0,
    rowStart: Uint32Array.of(0),
  };
  const byOne = (some: readonly HillstromPerson[]): People[] =>
    zips.map((_, party) => (party === 0 ? hillstromUpliftPeople(some) : nobody));
  const totals = { federated: 0, pooled: 0, alone: 0 };
  let sum = '';
  for (let split = 0; split < SPLITS; split += 1) {
    const learned = persons.filter((_, row) => !isTestedIn(split, row));
    const tested = persons.filter((_, row) => isTestedIn(split, row));
    const ofZip = zips.map((zip) => learned.filter((each) => each.zip === zip));
    const federated = await qini(ofZip.map(hillstromUpliftPeople), tested);
    sum = federated.sum;
    totals.federated += federated.value / SPLITS;
    totals.pooled += (await qini(byOne(learned), tested)).value / SPLITS;
    for (const own of ofZip) totals.alone += (await qini(byOne(own), tested)).value / SPLITS / zips.length;
  }
  return [
    { id: `${ID}.federated`, value: totals.federated, unit: 'Qini', sum },
    { id: `${ID}.pooled`, value: totals.pooled, unit: 'Qini' },
    { id: `${ID}.alone`, value: totals.alone, unit: 'Qini' },
  ];
}

/** T- and X-learner on boosted trees. */
export async function upliftByTrees(): Promise<BenchRow[]> {
  const file = referenceFile('hillstrom/hillstrom_women_control.csv.gz');
  if (file === undefined) return [];
  const persons = hillstromPersons(file);
  const zips = [...new Set(persons.map(({ zip }) => zip))];
  const rows: BenchRow[] = [];
  for (const learner of ['t', 'x']) {
    let [total, sum] = [0, ''];
    for (let split = 0; split < SPLITS; split += 1) {
      const learned = persons.filter((_, row) => !isTestedIn(split, row));
      const tested = persons.filter((_, row) => isTestedIn(split, row));
      const parties = zips.map((zip) => hillstromUpliftPeople(learned.filter((each) => each.zip === zip)));
      const found = await qini(parties, tested, { computation: 'uplift-trees', settings: { learner } });
      total += found.value / SPLITS;
      sum = found.sum;
    }
    rows.push({ id: `models.uplift-trees-${learner}.qini.federated`, value: total, unit: 'Qini', sum });
  }
  return rows;
}

interface Learner {
  readonly computation: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

async function qini(
  parties: readonly People[],
  tested: readonly HillstromPerson[],
  { computation, settings }: Learner = { computation: 'uplift', settings: {} },
): Promise<{ value: number; sum: string }> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation, mode: 'none', kMin: 3, features: hillstromUpliftFeatures },
    people: parties.reduce((total, { size }) => total + size, 0),
    settings: { treated: 'mailed', outcome: 'visit', splits: 0, ...settings },
  });
  const { model, sum } = await simulateStudy(agreement, study, parties, systemEntropy());
  const scores = numbersOf(await scorePeople(model!, hillstromUpliftPeople(tested)), 'uplift');
  const measured = tested.map(({ values }, person) => ({
    ...{ score: scores[person]!, treated: values['mailed']!, outcome: values['visit']! },
  }));
  return { value: qiniOfPersons(measured), sum };
}
