// Online Retail as the demo takes it: its cut into parties, its node.yaml and dictionary, and the node's own road from
// rows to people. Figures measured on these people are figures of what the product ships.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNodeConfig, preparePeople } from '@chorale/client-node';
import { selectPeople, type Agreement, type People, type Study } from '@chorale/models';
import { demoAgreement, demoNodeConfig, demoStudy, yamlText } from '../../demo/data/documents.ts';
import { isHeldOut } from '../../demo/data/held-out.ts';
import { splitOnlineRetail } from '../../demo/data/online-retail.ts';
import { together } from './simulate-study.ts';

/** The demo's documents for the data. @param epsilon at delta 1e-5, or null for mode `none`. */
export function onlineRetailDocuments(epsilon: number | null): { agreement: Agreement; study: Study } {
  return {
    agreement: demoAgreement('online-retail', epsilon, '2099-12-31'),
    study: demoStudy('online-retail'),
  };
}

export interface OnlineRetail {
  /** Training customers of each party: what its node would contribute. */
  readonly parties: readonly People[];
  /** Test customers of all parties; no node sees them. */
  readonly held: People;
}

export async function onlineRetail(file: string): Promise<OnlineRetail> {
  const folder = await mkdtemp(join(tmpdir(), 'chorale-online-retail-'));
  try {
    const { agreement, study } = onlineRetailDocuments(null);
    const parties: People[] = [];
    const held: People[] = [];
    for (const party of (await splitOnlineRetail(file, folder)).parties) {
      const path = join(folder, `${party.name}.yaml`);
      const document = demoNodeConfig('online-retail', party, 'http://127.0.0.1:7400', folder);
      await writeFile(path, yamlText(party.name, document));
      const { data } = await loadNodeConfig(path);
      const options = {
        purpose: 'training',
        rights: { purpose: 'research', isErased: undefined },
        features: study.features,
      } as const;
      parties.push((await preparePeople(data, agreement.dictionary, options)).people);
      const all = await preparePeople({ ...data, exclude: undefined }, agreement.dictionary, options);
      const positions = all.ids.flatMap((id, position) => (isHeldOut(id) ? [position] : []));
      held.push(selectPeople(all.people, positions));
    }
    return { parties, held: together(held) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
