import {
  inProcessRing,
  protocolSum,
  systemEntropy,
  type RingEngine,
  type RoundId,
  type SumRequest,
} from '../../../crypto/src/index.js';
import { exactIntegerSum } from '../../../crypto/src/testing/index.js';

const layout = { blocks: [{ name: 'counts', length: 3, laneBits: 20, limbs: 1 }] };
const committee = ['a', 'b', 'c', 'd', 'e'];
const request: SumRequest = {
  parameters: 'P2',
  layout,
  kMin: 3,
  committee,
  threshold: 4,
  contributions: new Map(committee.slice(1).map((name, index) => [name, Float64Array.of(index, -5, 7)])),
};

let engine: RingEngine;
beforeAll(async () => {
  engine = await inProcessRing(systemEntropy());
});
afterAll(() => engine.close());

test('erases the values it encrypts, also when it refuses them', async () => {
  const encrypt = (values: Float64Array): Promise<unknown> =>
    engine.encryptAndShare({
      parameters: 'P2',
      round: 'ac'.repeat(32) as RoundId,
      layout,
      values,
      threshold: 4,
      members: 5,
      takeChunk: () => undefined,
    });
  const good = Float64Array.of(1, 2, 3);
  await encrypt(good);
  expect([...good]).toEqual([0, 0, 0]);
  const bad = Float64Array.of(1, 2, 0.5);
  await expect(encrypt(bad)).rejects.toMatchObject({ code: 'values-invalid' });
  expect([...bad]).toEqual([0, 0, 0]);
});

describe.each([
  ['the protocol', () => protocolSum(engine, systemEntropy())],
  ['exact integers', () => exactIntegerSum(systemEntropy())],
])('%s', (_, create) => {
  test('adds what arrived, with a member away, and leaves the contributions alone', async () => {
    const result = await create().sum({ ...request, away: new Set(['a']) });
    expect([...result.values]).toEqual([6, -20, 28]);
    expect(result.size).toBe(4);
    expect([...request.contributions.get('c')!]).toEqual([1, -5, 7]);
  });

  test('opens nothing below k_min', async () => {
    await expect(create().sum({ ...request, kMin: 5 })).rejects.toMatchObject({
      code: 'too-few-contributions',
      details: { contributions: 4, kMin: 5 },
    });
  });

  test('opens nothing below the threshold', async () => {
    await expect(create().sum({ ...request, away: new Set(['a', 'b']) })).rejects.toMatchObject({
      code: 'too-few-shares',
    });
  });
});

test('each says what it is', () => {
  expect(protocolSum(engine, systemEntropy()).name).toBe('secure sum');
  expect(exactIntegerSum(systemEntropy()).name).toContain('WITHOUT ENCRYPTION');
});
