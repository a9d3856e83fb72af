// Who may open sums and holds no model reads the same measures from them as the nodes that hold it.
import { computationByName, evaluationOfSums, type LogisticModel } from '@chorale/models';
import { testEntropy } from '@chorale/crypto/testing';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const model: LogisticModel = {
  kind: 'logistic',
  columns: ['x'],
  normaliser: { centre: Float64Array.of(0), scale: Float64Array.of(1), limit: null },
  weights: Float64Array.of(2),
  means: Float64Array.of(0),
  intercept: 0,
};

test.each(['none', 'local'] as const)('in mode %s', async (mode) => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'evaluate', mode, people: 80 },
    features: [
      { name: 'x', type: 'number', lower: -1, upper: 1 },
      { name: 'nearby', type: 'binary' },
    ],
    settings: { groupBy: 'nearby', model: { study: 'earlier' } },
  });
  const parties = Array.from({ length: 4 }, (_, party) => {
    const x = Array.from({ length: 20 }, (__, person) => ((7 * person + 3 * party) % 20) / 10 - 1);
    return peopleOfColumns({
      x,
      nearby: x.map((_value, person) => person % 2),
      label: x.map((value, person) => Number(value + (person % 3) / 4 > 0)),
    });
  });
  const { state } = await simulateStudy(
    agreement,
    study,
    parties,
    testEntropy('sums'),
    undefined,
    undefined,
    model,
  );
  const { sums } = state as { readonly sums: Readonly<Record<string, Float64Array>> };
  const blocks = Object.entries(sums).map(([name, values]) => ({ name, values: [...values] }));
  const found = evaluationOfSums(agreement, study, parties.length, blocks);
  expect(found).toEqual(computationByName('evaluate').result!(state, agreement.dictionary));
  expect(found.groups).toHaveLength(2);
});
