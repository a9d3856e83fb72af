// How many chunks of one node a round holds at most, whichever way they come.
import { onSqlite } from '../../support/coordinator/place.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

/** Uploads for each chunk of a contribution, which is one chunk here. */
const MOST_HELD = 4;
const folder = temporaryFolders();
let federation: TestFederation;

beforeAll(async () => {
  federation = await TestFederation.found(onSqlite(folder()));
  await federation.startStudy();
});
afterAll(() => federation.close());

test('a node fills no more of the disk by sending chunks side by side', async () => {
  const [filling] = federation.nodes;
  const { contributions } = federation.house;
  const caller = federation.callerOf(filling!);
  const present = await federation.present();
  const descriptor = federation.descriptorOf(present);
  const variants = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  let settled = 0;
  let open: () => void;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const oneMore = (): void => {
    settled += 1;
    if (settled === variants.length) open();
  };
  // Nothing of any arrives before each has been let in or refused.
  async function* arriving(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    oneMore();
    await gate;
    yield chunk;
  }
  const codes = await Promise.all(
    variants.map(async (variant) => {
      const { chunks, hashes } = filling!.contribution(present.id, descriptor, variant);
      return contributions.putChunk(caller, present.id, hashes[0]!, arriving(chunks[0]!)).then(
        () => 'kept',
        (error: unknown) => {
          oneMore();
          return (error as { code: string }).code;
        },
      );
    }),
  );
  expect(codes.filter((code) => code === 'kept')).toHaveLength(MOST_HELD);
  expect(codes.filter((code) => code === 'too-large')).toHaveLength(variants.length - MOST_HELD);
});
