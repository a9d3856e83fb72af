import { hash32, heldOutCustomers, isHeldOut } from '../../../demo/data/held-out.ts';

describe('the demo test customers', () => {
  // python3: int(hashlib.sha256(b'12346').hexdigest()[:8], 16)
  test.each([
    ['12346', 886_122_741],
    ['17850', 2_155_017_815],
    ['half:17850', 3_334_579_921],
  ])('the hash of %s is that of any language', (text, hash) => {
    expect(hash32(text)).toBe(hash);
  });

  test('a fifth is held out, in the given order', () => {
    const customers = Array.from({ length: 5000 }, (_, index) => String(index));
    const heldOut = heldOutCustomers(customers);
    expect(heldOut).toEqual(customers.filter((id) => hash32(id) % 5 === 0));
    expect(heldOut.length / customers.length).toBeCloseTo(0.2, 1);
    expect(customers.filter(isHeldOut)).toEqual(heldOut);
  });
});
