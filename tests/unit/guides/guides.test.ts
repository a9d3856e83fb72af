// What the guides tell people to type exists, and what they tell them to write is accepted.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { agreementSchema, designColumns, studySchema } from '@chorale/models';
import { main as chorale_ledger } from '../../../client-node/src/cli/chorale-ledger.js';
import { main as chorale_node } from '../../../client-node/src/cli/chorale-node.js';
import type { Surroundings } from '../../../client-node/src/cli/surroundings.js';
import { parseYaml } from '../../../client-node/src/config/load-yaml.js';
import { nodeConfigSchema } from '../../../client-node/src/config/node-config.js';
import { runProgram as chorale_coordinator } from '../../../coordinator/src/cli/program.js';

const folder = join(import.meta.dirname, '../../../docs/guides');
const guides = readdirSync(folder).filter((name) => name.endsWith('.md'));
const schemas = {
  'node.yaml': nodeConfigSchema,
  'agreement.yaml': agreementSchema,
  'study.yaml': studySchema,
};

interface Block {
  readonly language: string;
  /** What the block stands for, such as agreement.yaml. */
  readonly file: string;
  readonly text: string;
}

function blocksOf(guide: string): Block[] {
  const text = readFileSync(join(folder, guide), 'utf8');
  return [...text.matchAll(/^```(\w+) ?(\S*)\n(.*?)^```/gms)].map(
    ([, language = '', file = '', content = '']) => ({ language, file, text: content }),
  );
}

/** Commands of our programs in blocks and in running text, each as its words. */
function commandsOf(guide: string): string[][] {
  const text = readFileSync(join(folder, guide), 'utf8');
  const code = [
    ...blocksOf(guide)
      .filter(({ language }) => language === 'sh')
      .map((block) => block.text),
    ...[...text.replace(/^```.*?^```/gms, '').matchAll(/`([^`]+)`/g)].map(([, inline = '']) => inline),
  ].join('\n');
  return [...code.matchAll(/chorale-(?:node|coordinator|ledger)(?= )[^\n;|>)]*/g)].map(([command]) =>
    command
      .replace(/"[^"]*"?/g, 'TEXT')
      .split(/\s+/)
      .filter(Boolean),
  );
}

const shownHelp = new Map<string, Promise<string>>();
function helpOf(program: string, path: readonly string[]): Promise<string> {
  const key = [program, ...path].join(' ');
  const help = shownHelp.get(key) ?? readHelp(program, [...path, '--help']);
  shownHelp.set(key, help);
  return help;
}

async function readHelp(program: string, words: readonly string[]): Promise<string> {
  let text = '';
  if (program === 'chorale-coordinator') {
    const stdout = new PassThrough();
    stdout.on('data', (part: Buffer) => (text += part.toString()));
    await chorale_coordinator(words, { stdout, stderr: new PassThrough() });
    stdout.end();
    return text;
  }
  const surroundings: Surroundings = {
    environment: {},
    stdout: (part) => (text += part),
    stderr: () => undefined,
    interactive: false,
    onHangUp: () => undefined,
    signal: new AbortController().signal,
  };
  await (program === 'chorale-node' ? chorale_node : chorale_ledger)(words, surroundings);
  return text;
}

const listed = (help: string, heading: string): string[] => {
  const section = help.split(new RegExp(`^${heading}:\n`, 'm'))[1] ?? '';
  return section
    .split('\n\n')[0]!
    .split('\n')
    .flatMap((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? []);
};

/** What is wrong with a command line, in words; empty where nothing is. */
async function mistakesIn([program = '', ...all]: readonly string[]): Promise<string[]> {
  const path: string[] = [];
  let help = await helpOf(program, path);
  // Options of the program itself may stand before its commands, each with its value where it takes one.
  const words = [...all];
  while (words[0]?.startsWith('--') && help.includes(` ${words[0]}`))
    words.splice(0, help.includes(` ${words[0]} <`) ? 2 : 1);
  if (words.length === 0 && all.length > 0) return [];
  for (const word of words) {
    if (!listed(help, 'Commands').includes(word)) break;
    path.push(word);
    help = await helpOf(program, path);
  }
  const commands = listed(help, 'Commands').filter((name) => name !== 'help');
  const next = words[path.length];
  if (commands.length > 0 && next?.startsWith('-') !== true)
    return [`${program} ${words.join(' ')}: no command "${next ?? ''}"; there are ${commands.join(', ')}`];
  return words
    .filter((word) => word.startsWith('--') && !help.includes(` ${word}`))
    .map((flag) => `${program} ${path.join(' ')} knows no ${flag}`);
}

describe.each(guides)('%s', (guide) => {
  test('names only commands and flags that exist', async () => {
    const mistakes = await Promise.all(commandsOf(guide).map(mistakesIn));
    expect(mistakes.flat()).toEqual([]);
  });

  test('shows only configuration that is accepted', () => {
    const blocks = blocksOf(guide).filter(({ language }) => language === 'yaml');
    for (const { file, text } of blocks) {
      expect(Object.keys(schemas)).toContain(file);
      expect(() => parseYaml<unknown>(text, file, schemas[file as keyof typeof schemas])).not.toThrow();
    }
  });
});

test('the first federation: agreement, study and node fit each other', () => {
  const blocks = blocksOf('first-federation.md');
  const textOf = (file: string): string => blocks.find((block) => block.file === file)!.text;
  const agreement = parseYaml(textOf('agreement.yaml'), 'agreement.yaml', agreementSchema);
  const study = parseYaml(textOf('study.yaml'), 'study.yaml', studySchema);
  const node = parseYaml(textOf('node.yaml'), 'node.yaml', nodeConfigSchema);
  expect(study.agreement).toBe(agreement.title);
  expect(designColumns(agreement.dictionary, study.features).length).toBeGreaterThanOrEqual(
    study.features.length,
  );
  expect(Object.keys(node.data.features)).toEqual(agreement.dictionary.features.map(({ name }) => name));
});

test('a command that does not exist would be noticed', async () => {
  expect(await mistakesIn(['chorale-node', 'sing'])).toHaveLength(1);
  expect(await mistakesIn(['chorale-node', 'agreement', 'sing'])).toHaveLength(1);
  expect(await mistakesIn(['chorale-node', 'score', '--all'])).toHaveLength(1);
  expect(await mistakesIn(['chorale-coordinator', 'study', 'status', 'NAME', '--follow'])).toHaveLength(1);
  expect(await mistakesIn(['chorale-ledger', 'verify', 'FILE', '--head', 'SIZE:ROOT'])).toEqual([]);
});
