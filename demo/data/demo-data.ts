// What both kinds of demo data have in common: five parties, one file of transaction lines each.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '@chorale/models';
import { heldOutCustomers } from './held-out.ts';

/** Which data the demo runs on. */
export type DemoKind = 'retail-chain' | 'online-retail';

/** One party of the demo and its file. */
export interface DemoParty {
  /** Lower-case letters, digits and `-`; names the node. */
  readonly name: string;
  readonly title: Readonly<Record<Language, string>>;
  /** CSV of transaction lines with a header, sorted by time. */
  readonly file: string;
  readonly lines: number;
  /** Ids of the party's test customers, one a line: what node.yaml excludes from training. */
  readonly heldOut: string;
}

/** Files on disk that the demo's nodes read. */
export interface DemoData {
  readonly kind: DemoKind;
  readonly parties: readonly DemoParty[];
  /** What the maker of the data has to say to the person running the demo; empty when all is as expected. */
  readonly warnings: readonly string[];
}

/** Writes the ids of a party's test customers beside its file, and returns the path. */
export async function writeHeldOut(
  directory: string,
  name: string,
  customers: Iterable<string>,
): Promise<string> {
  const file = join(directory, `${name}.held-out.txt`);
  await writeFile(
    file,
    heldOutCustomers(customers)
      .map((id) => `${id}\n`)
      .join(''),
  );
  return file;
}
