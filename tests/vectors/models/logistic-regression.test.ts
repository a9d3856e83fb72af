import { testEntropy } from '@chorale/crypto/testing';
import { areaUnderCurve, numbersOf, scorePeople, type LogisticModel } from '@chorale/models';
import { readFileSync } from 'node:fs';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';
import { onlineRetail, onlineRetailDocuments } from '../../support/online-retail.ts';
import { testWithData } from '../../support/reference-data.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const readVectors = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

test("Newton rounds end at scikit-learn's optimum, whatever the split", async () => {
  const vectors = readVectors('logistic-regression.json') as Record<string, number[]> & { intercept: number };
  const { amount, age, constant, member, label } = vectors;
  const { agreement, study } = agreementAndStudy({
    features: [
      { name: 'amount', type: 'number', lower: 0, upper: 10_000, transform: 'log1p' },
      { name: 'age', type: 'number', lower: 0, upper: 120 },
      { name: 'constant', type: 'number', lower: 0, upper: 10 },
      { name: 'member', type: 'binary' },
    ],
    people: 120,
    computation: 'logistic-regression',
    mode: 'none',
    kMin: 3,
  });
  const all = {
    amount: amount!.map(Math.log1p),
    age: age!,
    constant: constant!,
    member: member!,
    label: label!,
  };
  const part = (from: number, to: number): ReturnType<typeof peopleOfColumns> =>
    peopleOfColumns(
      Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.slice(from, to)])),
    );
  const { model } = await simulateStudy(
    agreement,
    study,
    [part(0, 7), part(7, 7), part(7, 90), part(90, 120)],
    testEntropy('split'),
  );
  const { weights, intercept } = model as LogisticModel;
  expect(intercept).toBeCloseTo(vectors.intercept, 6);
  weights.forEach((weight, column) => expect(weight).toBeCloseTo(vectors['weights']![column]!, 6));
});

testWithData(
  'Online Retail: the pooled optimum from five parties',
  'online-retail/online_retail.csv.gz',
  async (file) => {
    const vectors = readVectors('online-retail.json') as {
      customers: number;
      testCustomers: number;
      baseRate: number;
      auc: number;
      intercept: number;
      weights: Record<string, number>;
    };
    const { parties, held } = await onlineRetail(file);
    const labels = [...parties, held].flatMap(({ columns }) => [...columns.get('buys_again')!]);
    expect(labels).toHaveLength(vectors.customers);
    expect(held.size).toBe(vectors.testCustomers);
    expect(labels.reduce((a, b) => a + b) / labels.length).toBeCloseTo(vectors.baseRate, 12);

    const { agreement, study } = onlineRetailDocuments(null);
    const { model, rounds } = await simulateStudy(agreement, study, parties, testEntropy('online retail'));
    const logistic = model as LogisticModel;
    expect(Math.abs(logistic.intercept - vectors.intercept)).toBeLessThan(1e-5);
    logistic.columns.forEach((name, column) => {
      expect(Math.abs(logistic.weights[column]! - vectors.weights[name]!)).toBeLessThan(1e-5);
    });
    const probability = numbersOf(await scorePeople(logistic, held), 'probability');
    expect(areaUnderCurve(probability, held.columns.get('buys_again')!)).toBeCloseTo(vectors.auc, 6);
    expect(rounds).toBeLessThanOrEqual(8);
  },
);
