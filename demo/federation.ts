// Sets up a federation of five parties the way people would, with the product's own commands, and runs one study. The
// launcher plays everybody's part: administrator, the five members, and the telephone between them.
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadNodeConfig, type NodeConfig, type NodeEvent } from '@chorale/client-node';
import type { Agreement, Study } from '@chorale/models';
import type { DemoData, DemoParty } from './data/demo-data.ts';
import { demoNodeConfig, yamlText } from './data/documents.ts';
import { ProgramFailed, type Daemon, type Programs, type Surroundings } from './programs.ts';

/** One party's node and the files it lives from. */
export interface PartyNode {
  readonly party: DemoParty;
  readonly where: Surroundings;
  readonly configFile: string;
  readonly config: NodeConfig;
}

export interface Federation {
  readonly coordinator: Surroundings;
  readonly nodes: readonly PartyNode[];
  readonly agreementHash: string;
  /** When the first node began to enrol, milliseconds. */
  readonly startedAt: number;
}

/** All of the demo's nodes receive the model. */
export type StudyEnded = Extract<NodeEvent, { event: 'study-ended' }> & { readonly model: string };

interface Setting {
  readonly programs: Programs;
  readonly data: DemoData;
  readonly agreement: Agreement;
  /** Folder for everything that the six processes write. */
  readonly folder: string;
  readonly onFailure: (reason: Error) => void;
}

/** Starts the coordinator and takes five nodes from invitation to signed agreement. */
export async function formFederation(setting: Setting): Promise<Federation> {
  const { programs, data, folder } = setting;
  const coordinator = await surroundings(folder, 'coordinator');
  const url = await startCoordinator(setting, coordinator);
  const startedAt = Date.now();
  const tokens: string[] = [];
  for (const { name } of data.parties) {
    const args = ['invite', '--member', name];
    tokens.push((await programs.runJson<{ token: string }>('coordinator', args, coordinator)).token);
  }
  const nodes = await inTurns(data.parties, (party) => describeNode(folder, data, party, url));
  const fingerprints = new Map<string, string>();
  await inTurns(nodes, async ({ party, where, configFile }, index) => {
    const args = [
      'init',
      '--invite',
      tokens[index]!,
      '--name',
      party.name,
      '--confirm',
      '--config',
      configFile,
    ];
    const { fingerprint } = await programs.runJson<{ fingerprint: string }>('node', args, where);
    fingerprints.set(party.name, fingerprint);
  });
  const agreementHash = await signAgreement(setting, coordinator, nodes, fingerprints);
  return { coordinator, nodes, agreementHash, startedAt };
}

/** Starts the five nodes and the study. @returns the nodes' processes, whose stdout tells what they do. */
export async function startStudy(
  { programs, folder, onFailure }: Setting,
  { coordinator, nodes }: Federation,
  study: Study,
): Promise<Daemon[]> {
  const daemons = nodes.map(({ party, where, configFile }) =>
    programs.daemon(party.name, 'node', ['start', '--json', '--config', configFile], where, onFailure),
  );
  const file = join(folder, 'study.yaml');
  await writeFile(file, yamlText('What the demo asks.', study));
  await programs.runJson('coordinator', ['study', 'start', file], coordinator);
  return daemons;
}

/** Every member reads the agreement, hears the others' fingerprints over the telephone, and signs. */
async function signAgreement(
  { programs, agreement, folder }: Setting,
  coordinator: Surroundings,
  nodes: readonly PartyNode[],
  fingerprints: ReadonlyMap<string, string>,
): Promise<string> {
  const file = join(folder, 'agreement.yaml');
  await writeFile(file, yamlText('What the five parties sign.', agreement));
  const proposed = await programs.runJson<{ agreement: string }>(
    'coordinator',
    ['agreement', 'propose', file],
    coordinator,
  );
  const heard = [...fingerprints].flatMap(([name, fingerprint]) => ['--confirm', `${name}=${fingerprint}`]);
  await inTurns(nodes, ({ where, configFile }) =>
    programs.runJson('node', ['agreement', 'sign', '--config', configFile, ...heard], where),
  );
  return proposed.agreement;
}

async function startCoordinator({ programs, onFailure }: Setting, where: Surroundings): Promise<string> {
  const args = ['serve', '--port', '0', '--federation', 'demo'];
  const { lines } = programs.daemon('coordinator', 'coordinator', args, where, onFailure);
  for await (const line of lines) {
    const { ready, url } = JSON.parse(line) as { ready?: boolean; url?: string };
    if (ready && url) return url;
  }
  throw new ProgramFailed('the coordinator ended before it listened');
}

async function describeNode(
  folder: string,
  data: DemoData,
  party: DemoParty,
  url: string,
): Promise<PartyNode> {
  const where = await surroundings(folder, party.name);
  const configFile = join(where.home, 'node.yaml');
  const document = demoNodeConfig(data.kind, party, url, where.home);
  await writeFile(configFile, yamlText(`How ${party.name} maps its own file onto the dictionary.`, document));
  return { party, where, configFile, config: await loadNodeConfig(configFile) };
}

/** A home and a passphrase of its own. */
async function surroundings(folder: string, name: string): Promise<Surroundings> {
  const home = join(folder, name);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const passphraseFile = join(folder, `${name}.passphrase`);
  await writeFile(passphraseFile, randomBytes(24).toString('base64'), { mode: 0o600 });
  return { home, passphraseFile };
}

/** Two at a time: as many as the smallest machine has cores. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index]!, index);
  };
  await Promise.all([worker(), worker()]);
  return results;
}
