// Makes what a scoring service is measured on: a home with a finished study, and customers, one of whom was erased, so that every
// answer asks the records with a pseudonym. Run as a process of its own: it needs the built packages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eraseAt, finishedHome } from '../../tests/support/finished-home.ts';

const [folder, persons] = process.argv.slice(2) as [string, string];
const lines = Array.from(
  { length: Number(persons) },
  (_, person) => `c${person},${person % 100},${(person * 7) % 1000},no`,
);
writeFileSync(join(folder, 'customers.csv'), ['id,age,spent,no_mail', ...lines, ''].join('\n'));
const { home, storageKey } = await finishedHome(folder, [
  { name: 'churn', computation: 'logistic-regression' },
]);
eraseAt(home, storageKey, 'c0');
