// What it costs not to know from the start what to offer: policies that learn lose less and less.
import { scorePeople } from '@chorale/models';
import {
  byParty,
  decisions,
  drawn,
  expectedEarning,
  OFFERS,
  peopleOf,
  run,
  uniform,
  type Row,
} from '../../support/offer-market.ts';

/** Regret of each batch in turn, each policy taught by all batches before. */
async function regrets(policy: string | null, batches: number, size: number): Promise<number[]> {
  const rows: Row[] = decisions(12);
  const found: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const people = peopleOf(decisions(size));
    let taken: number[];
    if (policy === null) taken = Array.from({ length: size }, () => drawn.uint32() % 3);
    else {
      const terms = { settings: { action: 'offer', reward: 'earned', policy }, people: rows.length };
      const { model } = await run(terms, byParty(rows));
      const { outputs } = await scorePeople(model!, people, { random: drawn });
      taken = (outputs.get('action') as string[]).map((action) => OFFERS.indexOf(action));
    }
    let regret = 0;
    taken.forEach((offer, person) => {
      const context = {
        age: people.columns.get('age')![person]!,
        member: people.columns.get('member')![person]!,
      };
      const earning = (each: number): number => expectedEarning(each, context);
      regret += Math.max(...OFFERS.map((_, each) => earning(each))) - earning(offer);
      rows.push({ ...context, offer, chance: 1, earned: earning(offer) + 2 * (uniform() - 0.5) });
    });
    found.push(regret);
  }
  return found;
}

describe('regret', () => {
  const [runs, batches, size] = [60, 16, 24];
  /** Student's t with 59 degrees of freedom passes it once in 2000; linear growth would make the difference 0. */
  const RARE = 3.5;
  /** By run: regret of the second half of batches, less that of the first. */
  async function slowdown(policy: string | null): Promise<{ mean: number; error: number; first: number }> {
    const differences: number[] = [];
    let first = 0;
    for (let each = 0; each < runs; each += 1) {
      const found = await regrets(policy, batches, size);
      const half = (from: number): number => found.slice(from, from + batches / 2).reduce((a, b) => a + b, 0);
      differences.push(half(batches / 2) - half(0));
      first += half(0) / runs;
    }
    const mean = differences.reduce((a, b) => a + b, 0) / runs;
    const variance = differences.reduce((total, value) => total + (value - mean) ** 2, 0) / (runs - 1);
    return { mean, error: Math.sqrt(variance / runs), first };
  }

  // Six times measured over 60 runs, the second half was 0.34 to 0.70 of the first for LinUCB, 0.13 to 0.28 for Thompson.
  test.each([
    ['linucb', 1],
    ['thompson', 0.5],
  ])('of %s grows ever more slowly: its second half is below %d of its first', async (policy, share) => {
    const { mean, error, first } = await slowdown(policy);
    expect(mean / error).toBeLessThan(-RARE);
    expect(first + mean).toBeLessThan(share * first);
  });

  test('of chance alone grows on and on', async () => {
    const { mean, error } = await slowdown(null);
    expect(Math.abs(mean / error)).toBeLessThan(RARE);
  });
});
