// Malicious nodes: contributions that are malformed, copied, replayed, out of range, oversized or badly dealt. They are
// refused at the door, left out and named, or found when the sum is opened; nobody else's vector comes out.
import {
  adoption,
  contentHash,
  contribution,
  envelope,
  manifest as manifestMessage,
  ciphertextRoot,
  signMessage,
  type Hash,
  type Manifest,
  type StateHash,
} from '@chorale/crypto';
import { AttackedFederation, NODES, type AttackedStudy } from '../support/attack/attacked-federation.js';
import { eventually } from '../support/attack/eventually.js';
import type { AttackedNode, Tamper } from '../support/attack/attacked-node.js';
import {
  addConstant,
  changingRequests,
  manifestOf,
  swallowing,
  together,
} from '../support/attack/tampering.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const folder = temporaryFolders();
let federation: AttackedFederation;
let nodes: readonly AttackedNode[];
/** The malicious node. */
let evil: AttackedNode;
let victim: AttackedNode;
beforeAll(async () => {
  federation = await AttackedFederation.found(folder());
  ({ nodes } = federation);
  [evil, victim] = [nodes[1]!, nodes[3]!];
});
afterEach(() => federation.endStudies());
afterAll(() => federation.stop());

const isEvil = (node: AttackedNode): boolean => node === evil;

/** A contribution whose manifest is changed and signed anew. */
function signedAnew(bytes: Uint8Array, change: (manifest: Manifest) => Partial<Manifest>): Uint8Array {
  const upload = contribution.decode(bytes);
  const body = manifestOf(upload.manifest);
  const { bytes: manifest } = signMessage(manifestMessage, evil.key, body.round, {
    ...body,
    ...change(body),
  });
  return contribution.encode({ ...upload, manifest });
}

/** The same ciphertext, with two members' sealed shares exchanged. */
function dealtInAnotherOrder(bytes: Uint8Array): Uint8Array {
  const upload = contribution.decode(bytes);
  const [first, second, ...rest] = upload.sealedShares;
  const sealedShares = [second!, first!, ...rest];
  const changed = contribution.encode({ ...upload, sealedShares });
  return signedAnew(changed, () => ({ sealedShares: sealedShares.map(contentHash) }));
}

const refused: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array, string])[] = [
  ['cut short', (bytes) => bytes.subarray(0, bytes.length - 1), 'malformed'],
  ['with bytes to spare', (bytes) => Buffer.concat([bytes, Buffer.of(0)]), 'malformed'],
  ['of noise', (bytes) => bytes.map((byte, at) => (at * 7 + byte) & 255), 'malformed'],
  [
    'for another round',
    (bytes) => signedAnew(bytes, () => ({ round: '55'.repeat(32) as Manifest['round'] })),
    'malformed',
  ],
  ["in another node's name", (bytes) => signedAnew(bytes, () => ({ node: victim.id })), 'malformed'],
  [
    'of more polynomials than the layout takes',
    (bytes) => signedAnew(bytes, ({ polynomials }) => ({ polynomials: polynomials + 1 })),
    'malformed',
  ],
  [
    'of fewer chunks than the layout takes',
    (bytes) => signedAnew(bytes, () => ({ chunks: [], ciphertextRoot: ciphertextRoot([]) })),
    'malformed',
  ],
  [
    'of one chunk twice',
    (bytes) => signedAnew(bytes, ({ chunks }) => ({ chunks: [chunks[0]!, chunks[0]!] })),
    'malformed',
  ],
  [
    'under a root that is not that of its chunks',
    (bytes) => signedAnew(bytes, () => ({ ciphertextRoot: '66'.repeat(32) as Hash })),
    'malformed',
  ],
  [
    'with other shares than it signed',
    (bytes) => {
      const upload = contribution.decode(bytes);
      return contribution.encode({ ...upload, sealedShares: upload.sealedShares.toReversed() });
    },
    'malformed',
  ],
  [
    'with a share too few',
    (bytes) => {
      const upload = contribution.decode(bytes);
      return contribution.encode({ ...upload, sealedShares: upload.sealedShares.slice(1) });
    },
    'malformed',
  ],
  [
    'of chunks that never came',
    (bytes) =>
      signedAnew(bytes, ({ chunks }) => {
        const other = chunks.map(() => '77'.repeat(32) as Hash);
        return { chunks: other, ciphertextRoot: ciphertextRoot(other) };
      }),
    'chunks-missing',
  ],
];
test('contributes what is malformed, of another size or for another round: refused at the door, and its true one counts', async () => {
  const codes: string[] = [];
  const study = await federation.attack(async ({ route, from, request }, forward) => {
    if (route === 'contribute' && from === evil && codes.length === 0)
      for (const [, change] of refused)
        codes.push(await codeOf(forward({ ...request, body: change(request.body!) })));
    return forward();
  });
  await study.reached('closed');
  expect(refused.map(([what], at) => [what, codes[at]])).toEqual(
    refused.map(([what, , code]) => [what, code]),
  );
});

async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

test('uploads coefficients above the modulus, chunks too long, too short and of another name: refused at the door', async () => {
  const codes: string[] = [];
  const study = await federation.attack(async ({ route, from, request }, forward) => {
    if (route !== 'putChunk' || from !== evil || codes.length > 0) return forward();
    const right = request.body!;
    const put = (body: Uint8Array, chunk: Hash = contentHash(body)): Promise<string> =>
      codeOf(forward({ ...request, params: { ...request.params, chunk }, body }));
    codes.push(
      await put(right.subarray(1)),
      await put(Buffer.concat([right, right])),
      await put(right, '88'.repeat(32) as Hash),
    );
    const tooLarge = new Uint8Array(right.length).fill(255);
    codes.push(await put(tooLarge));
    const round = request.params!.round!;
    const upload = evil.store.contributions.find(round as Manifest['round'])!.upload;
    const chunks = manifestOf(contribution.decode(upload).manifest).chunks.with(0, contentHash(tooLarge));
    const body = signedAnew(upload, () => ({ chunks, ciphertextRoot: ciphertextRoot(chunks) }));
    codes.push(await codeOf(forward({ params: { round }, body }, 'contribute')));
    return forward();
  });
  await study.reached('closed');
  expect(codes.slice(0, 3)).not.toContain('accepted');
  expect(codes.slice(3)).toEqual(['accepted', 'chunk-content']);
});

test('replays its contribution of an earlier round, and changes its mind: refused', async () => {
  let old: Uint8Array | undefined;
  const first = await federation.attack(changingRequests('contribute', isEvil, (bytes) => (old = bytes)));
  await first.reached('closed');
  const codes: string[] = [];
  const study = await federation.attack(async ({ route, from, request }, forward) => {
    if (route !== 'contribute' || from !== evil || codes.length > 0) return forward();
    codes.push(await codeOf(forward({ ...request, body: old! })));
    const answer = await forward();
    codes.push(await codeOf(forward({ ...request, body: dealtInAnotherOrder(request.body!) })));
    return answer;
  });
  await study.reached('closed');
  expect(codes).toEqual(['wrong-signature', 'contribution-differs']);
});

test("copies a victim's ciphertext under its own name: refused as a copy", async () => {
  let copied: Uint8Array | undefined;
  let arrived = false;
  const codes: string[] = [];
  const study = await federation.attack(async ({ route, from, request }, forward) => {
    if (route === 'putChunk' && from === victim) copied = request.body!.slice();
    if (route === 'contribute' && from === victim) {
      const answer = await forward();
      arrived = true;
      return answer;
    }
    if (route !== 'contribute' || from !== evil || codes.length > 0) return forward();
    await eventually('the victim has contributed', () => arrived || undefined);
    const chunks = [contentHash(copied!)];
    await forward({ params: { ...request.params, chunk: chunks[0]! }, body: copied! }, 'putChunk');
    const body = signedAnew(request.body!, () => ({ chunks, ciphertextRoot: ciphertextRoot(chunks) }));
    codes.push(await codeOf(forward({ ...request, body })));
    return forward();
  });
  await study.reached('closed');
  expect(codes).toEqual(['contribution-copied']);
});

test("re-randomises a victim's ciphertext with shares of a key of its own: no copy, and it opens for nobody", async () => {
  let copied: Uint8Array | undefined;
  evil.arithmetic = async (ring, request) => {
    const shares = await ring.encryptAndShare({ ...request, takeChunk: () => undefined });
    // T more in every residue: another error, the same message.
    await request.takeChunk(
      addConstant('P2', await eventually('the victim uploads', () => copied), 2n ** 40n),
      0,
    );
    return shares;
  };
  const study = await federation.attack(({ route, from, request }, forward) => {
    if (route === 'putChunk' && from === victim) copied = request.body!.slice();
    return forward();
  });
  expect((await study.reached('spent')).reason).toMatch(/did not open/);
  expect(await study.ledger('contribution-accepted')).toHaveLength(NODES);
  expect(study.whoTold('adopted')).toEqual([]);
});

const badShares: readonly (readonly [string, (share: Uint8Array) => Uint8Array])[] = [
  ['of three bytes', () => Uint8Array.of(1, 2, 3)],
  ['with coefficients above the modulus', (share) => share.slice().fill(255)],
];
test.each(badShares)(
  'deals one member a share %s: left out before the set is fixed, and named',
  async (_what, bad) => {
    evil.arithmetic = async (ring, request) => {
      const shares = await ring.encryptAndShare(request);
      return shares.with(3, bad(shares[3]!));
    };
    const study = await federation.attack((_, forward) => forward());
    await study.reached('closed');
    expect(await study.ledger('share-reported-bad')).toMatchObject([{ of: [evil.id] }]);
    const leftOut = [{ node: evil.id, reason: `its share did not open for ${nodes[3]!.id}` }];
    expect(await study.ledger('set-fixed')).toMatchObject([{ leftOut }]);
  },
);

/** A multiple of x^4 makes a polynomial of degree 4 of one of degree 3, whose five values no four of them give. */
const badDealings: readonly (readonly [string, (x: number) => bigint])[] = [
  ['off every polynomial of degree t-1', (x) => BigInt(x) ** 4n],
  ['of another key than its ciphertext', () => 1n],
];
test.each(badDealings)(
  'deals shares %s: found, nothing opens, nobody is named, and a round without it closes',
  async (_what, offset) => {
    evil.arithmetic = async (ring, request) => {
      const shares = await ring.encryptAndShare(request);
      return shares.map((share, at) => addConstant('P2', share, offset(at + 1)));
    };
    const study = await federation.attack((_, forward) => forward());
    expect((await study.reached('spent')).reason).toMatch(/did not open/);
    const failures = await study.ledger<{ reason: string }>('opening-failed');
    expect(failures.length).toBeGreaterThan(0);
    // With a spare share or without: the reasons blame no member.
    for (const { reason } of failures)
      expect(reason).toMatch(/no 4 of the [45] released shares open this sum/);
    expect(await study.ledger('share-reported-bad')).toEqual([]);
    expect(study.whoTold('adopted')).toEqual([]);

    const without = await federation.attack(swallowing(['contribute'], isEvil));
    await without.sharesChecked(NODES * (NODES - 1));
    await without.timePasses(61);
    await without.reached('closed');
  },
);

test('deals one member a share off its polynomial: the sum opens, and that honest member is not named alone; a round without the dealer clears it', async () => {
  evil.arithmetic = async (ring, request) => {
    const shares = await ring.encryptAndShare(request);
    return shares.with(3, addConstant('P2', shares[3]!, 1n));
  };
  const study = await federation.attack(victimReleasesFirst());
  await study.reached('closed');
  // What docs/adr/0015 says: nobody but the dealer knows better.
  const dealers = nodes.map(({ id }) => id).filter((id) => id !== victim.id);
  expect(await study.ledger('round-closed')).toMatchObject([{ badShares: [{ member: victim.id, dealers }] }]);
  expect(dealers).toContain(evil.id);
  expect(await study.ledger('set-fixed')).toMatchObject([{ nodes: nodes.map(({ id }) => id) }]);

  const without = await federation.attack(
    together(swallowing(['contribute'], isEvil), victimReleasesFirst()),
  );
  await without.sharesChecked(NODES * (NODES - 1));
  await without.timePasses(61);
  await without.reached('closed');
  expect(await without.ledger('round-closed')).toMatchObject([{ badShares: [] }]);
});

/** Recipients try the victim's share before they could open without it. */
function victimReleasesFirst(): Tamper {
  let released = false;
  return async ({ route, from }, forward) => {
    if (route === 'release' && from !== victim)
      await eventually('the victim has released', () => released || undefined);
    const answer = await forward();
    if (route === 'release' && from === victim) released = true;
    return answer;
  };
}

test('seals to one member what was meant for another: left out before the set is fixed, and named', async () => {
  const study = await federation.attack(
    changingRequests('contribute', isEvil, (bytes) => {
      const upload = contribution.decode(bytes);
      const sealedShares = upload.sealedShares.with(0, upload.sealedShares[2]!);
      const changed = contribution.encode({ ...upload, sealedShares });
      return signedAnew(changed, () => ({ sealedShares: sealedShares.map(contentHash) }));
    }),
  );
  await study.reached('closed');
  expect(await study.ledger('share-reported-bad')).toMatchObject([{ of: [evil.id] }]);
});

test.each([
  ['0', -1n],
  ['2', 1n],
])('sets its canary to %s: found before anything is adopted', async (_canary, shift) => {
  evil.arithmetic = (ring, request) =>
    ring.encryptAndShare({
      ...request,
      takeChunk: (chunk, position) => request.takeChunk(addConstant('P2', chunk, shift), position),
    });
  const study = await federation.attack((_, forward) => forward());
  expect((await study.reached('spent')).reason).toMatch(/did not open/);
  expect(study.whoTold('adopted')).toEqual([]);
});

test('signs another state than the others derive: the study stops, and the ledger shows who differs', async () => {
  const study: AttackedStudy = await federation.attack(
    changingRequests('adopt', isEvil, (bytes) => {
      const body = adoption.decode(envelope.decode(bytes).body);
      return signMessage(adoption, evil.key, body.round, { ...body, state: '99'.repeat(32) as StateHash })
        .bytes;
    }),
  );
  const { reason } = await study.reached('spent', 'closed');
  await eventually('the study is stopped', async () => (await study.status()) === 'stopped' || undefined);
  expect(reason === '' || /derived different states/.test(reason)).toBe(true);
});
