// Bands of counts of persons in the ledger: one word a node and study, and no other word after it.
import { personBand, personsLeftOut, signMessage, type PersonBand, type StudyId } from '@chorale/crypto';
import { LedgerPayloads } from '../../../coordinator/src/storage/tables/ledger-tables.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import type { PaperNode } from '../../support/coordinator/paper-node.js';

onEachFederation((federation) => {
  const word = (node: PaperNode, study: StudyId, withoutConsent: PersonBand | undefined): Uint8Array =>
    signMessage(personsLeftOut, node.key, federation().house.federation.id, {
      study,
      node: node.id,
      withoutConsent,
      erased: 'fewer than 10',
    }).bytes;
  const entered = async (): Promise<unknown[]> => {
    const rows = await federation().house.database.read((manager) => manager.find(LedgerPayloads));
    return rows
      .map(({ payload }) => JSON.parse(payload) as Record<string, unknown>)
      .filter((payload) => 'withoutConsent' in payload)
      .map(({ withoutConsent, erased }) => [withoutConsent, erased]);
  };

  test("a node's first word on a study stands", async () => {
    const study = await federation().startStudy();
    const [first, second] = federation().nodes as [PaperNode, PaperNode];
    const { leftOut } = federation().house;
    await leftOut.accept(federation().callerOf(first), study, word(first, study, '10 to 99'));
    await leftOut.accept(federation().callerOf(first), study, word(first, study, '100 to 999'));
    await leftOut.accept(federation().callerOf(second), study, word(second, study, undefined));
    expect(await entered()).toEqual([
      ['10 to 99', 'fewer than 10'],
      [null, 'fewer than 10'],
    ]);
  });

  test('a word of another node, or on another study, is refused and enters nothing', async () => {
    const study = await federation().startStudy();
    const [first, second] = federation().nodes as [PaperNode, PaperNode];
    const { leftOut } = federation().house;
    const caller = federation().callerOf(first);
    await expect(leftOut.accept(caller, study, word(second, study, '10 to 99'))).rejects.toThrow(
      /not in the roster/,
    );
    const elsewhere = 'ab'.repeat(32) as StudyId;
    await expect(leftOut.accept(caller, study, word(first, elsewhere, '10 to 99'))).rejects.toMatchObject({
      code: 'malformed',
    });
    await expect(leftOut.accept(caller, elsewhere, word(first, elsewhere, '10 to 99'))).rejects.toMatchObject(
      {
        code: 'not-found',
      },
    );
    expect(await entered()).toEqual([]);
  });
});

test.each([
  [0, 'fewer than 10'],
  [9, 'fewer than 10'],
  [10, '10 to 99'],
  [99, '10 to 99'],
  [100, '100 to 999'],
  [9_999, '1000 to 9999'],
  [10_000, '10000 or more'],
  [123_456_789, '10000 or more'],
])('%d persons are told as %s', (persons, band) => {
  expect(personBand(persons)).toBe(band);
});
