// Who may be used, by random registers and columns, held against a plain calculation in JavaScript.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { dictionarySchema } from '@chorale/models';
import { dataSchema } from '../../../client-node/src/config/data-schema.js';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
const dictionary = dictionarySchema.parse({
  features: [{ name: 'age', type: 'number', lower: 0, upper: 100 }],
});
const persons = ['a', "b'c", 'd"e', '007', '7'];

const records = fc.array(
  fc.record({
    person: fc.constantFrom(...persons),
    purpose: fc.constantFrom('churn', 'ads'),
    status: fc.constantFrom('given', 'Withdrawn', 'GIVEN', 'revoked'),
    minute: fc.nat({ max: 5 }),
  }),
  { minLength: 1, maxLength: 20 },
);
const rows = fc.array(
  fc.record({ person: fc.constantFrom(...persons), agreed: fc.constantFrom('yes', 'no', '') }),
  { minLength: 1, maxLength: 12 },
);
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

test('the newest record of a person and purpose decides, a withdrawal before a consent of the same moment', async () => {
  await fc.assert(
    fc.asyncProperty(records, async (given) => {
      const made = folder();
      const [register, source] = [join(made, 'register.csv'), join(made, 'customers.csv')];
      const line = ({ person, purpose, status, minute }: (typeof given)[number]): string =>
        [quoted(person), purpose, status, `2025-01-01 00:0${minute}:00`].join(',');
      writeFileSync(
        register,
        ['who,what,state,at', ...given.map(line), 'z,churn,given,2025-01-01', ''].join('\n'),
      );
      writeFileSync(source, ['id,age', ...persons.map((id) => `${quoted(id)},30`), ''].join('\n'));
      const data = dataSchema.parse({
        shape: 'persons',
        source: { file: source },
        person: 'id',
        features: { age: 'age' },
        consent: {
          purposes: { keep: { register: 'churn' } },
          register: {
            source: { file: register },
            person: 'who',
            purpose: 'what',
            status: 'state',
            time: 'at',
          },
        },
      });
      const { ids, report } = await preparePeople(data, dictionary, {
        purpose: 'training',
        rights: { purpose: 'keep', isErased: undefined },
      });
      const allowed = persons.filter((person) => {
        const own = given.filter((record) => record.person === person && record.purpose === 'churn');
        const newest = Math.max(...own.map(({ minute }) => minute));
        const last = own.filter(({ minute }) => minute === newest);
        return last.length > 0 && last.every(({ status }) => status.toLowerCase() === 'given');
      });
      expect(ids).toEqual(allowed.toSorted());
      expect(report.leftOut.withoutConsent).toBe(persons.length - allowed.length);
    }),
    { numRuns: 40 },
  );
});

test('a column decides by all rows of a person', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const source = join(folder(), 'customers.csv');
      writeFileSync(
        source,
        ['id,age,agreed', ...given.map(({ person, agreed }) => `${quoted(person)},30,${agreed}`), ''].join(
          '\n',
        ),
      );
      const data = dataSchema.parse({
        shape: 'persons',
        source: { file: source },
        person: 'id',
        repeatedPerson: 'all',
        features: { age: 'age' },
        consent: { purposes: { keep: { column: 'agreed', values: ['yes'] } } },
      });
      const { ids } = await preparePeople(data, dictionary, {
        purpose: 'training',
        rights: { purpose: 'keep', isErased: undefined },
      });
      const allowed = persons.filter((person) => {
        const own = given.filter((row) => row.person === person);
        return own.length > 0 && own.every(({ agreed }) => agreed === 'yes');
      });
      expect(ids).toEqual(allowed.toSorted());
    }),
    { numRuns: 40 },
  );
});
