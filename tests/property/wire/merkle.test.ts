import fc from 'fast-check';
import {
  consistencyPath,
  consistencyPathIn,
  inclusionPath,
  inclusionPathIn,
  leafHash,
  merkleRoot,
  MerkleFrontier,
  verifyConsistency,
  verifyInclusion,
} from '@chorale/crypto';

const leavesOf = (entries: readonly Uint8Array[]) => entries.map(leafHash);
const entries = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 40 });
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test("meets the test vectors of Certificate Transparency's reference implementation", () => {
  const inputs = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const leaves = leavesOf(inputs.map((input) => Buffer.from(input, 'hex')));
  roots.forEach((root, index) => expect(hexOf(merkleRoot(leaves.slice(0, index + 1)))).toBe(root));
  expect(hexOf(new MerkleFrontier().root())).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
});

test('every leaf proves its inclusion, and nothing else does', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.nat(), (values, pick, other) => {
      const leaves = leavesOf(values);
      const index = pick % leaves.length;
      const path = inclusionPath(leaves, index);
      const root = merkleRoot(leaves);
      expect(verifyInclusion(leaves[index]!, index, leaves.length, path, root)).toBe(true);
      expect(verifyInclusion(leafHash(Buffer.from('forged')), index, leaves.length, path, root)).toBe(false);
      const wrongIndex = other % leaves.length;
      if (hexOf(leaves[wrongIndex]!) !== hexOf(leaves[index]!))
        expect(verifyInclusion(leaves[index]!, wrongIndex, leaves.length, path, root)).toBe(false);
    }),
  );
});

test('every earlier tree proves to be a prefix, and a rewritten one does not', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (values, pick) => {
      const leaves = leavesOf(values);
      const oldSize = 1 + (pick % leaves.length);
      const [oldRoot, root] = [merkleRoot(leaves.slice(0, oldSize)), merkleRoot(leaves)];
      const path = consistencyPath(leaves, oldSize);
      expect(verifyConsistency(oldSize, oldRoot, leaves.length, root, path)).toBe(true);
      const rewritten = merkleRoot([leafHash(Buffer.from('rewritten')), ...leaves.slice(1, oldSize)]);
      expect(verifyConsistency(oldSize, rewritten, leaves.length, root, path)).toBe(false);
      if (path.length > 0)
        expect(verifyConsistency(oldSize, oldRoot, leaves.length, root, path.slice(1))).toBe(false);
    }),
  );
});

test('proofs from kept ranges are those from all leaves', async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.nat(), async (values, pick) => {
      const leaves = leavesOf(values);
      const rootOf = (first: number, count: number): Promise<Uint8Array> => {
        let power = 1;
        while (power < count) power *= 2;
        expect(first % power).toBe(0);
        return Promise.resolve(merkleRoot(leaves.slice(first, first + count)));
      };
      const index = pick % leaves.length;
      expect((await inclusionPathIn(rootOf, index, leaves.length)).map(hexOf)).toEqual(
        inclusionPath(leaves, index).map(hexOf),
      );
      expect((await consistencyPathIn(rootOf, index, leaves.length)).map(hexOf)).toEqual(
        consistencyPath(leaves, index).map(hexOf),
      );
    }),
  );
});
