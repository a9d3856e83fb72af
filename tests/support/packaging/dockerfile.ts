import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

interface Instruction {
  readonly name: string;
  readonly text: string;
}

export interface Stage {
  readonly image: string;
  readonly alias: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The build stages of a Dockerfile, in order. */
export function readDockerfile(folder: string): Stage[] {
  const text = readFileSync(join(ROOT, folder, 'Dockerfile'), 'utf8');
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '');
  const stages: { image: string; alias: string | undefined; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) throw new Error(`${folder}/Dockerfile: "${line}"`);
    if (name === 'FROM') {
      const [image, , alias] = rest.split(' ');
      stages.push({ image: image!, alias, instructions: [] });
    } else stages.at(-1)!.instructions.push({ name, text: rest });
  }
  return stages;
}

/** The texts of one kind of instruction. */
export function texts({ instructions }: Stage, name: string): string[] {
  return instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);
}

/** What an image runs: the program's file in this repository, and its arguments. */
export function startCommand(folder: string): { readonly file: string; readonly args: readonly string[] } {
  const last = readDockerfile(folder).at(-1)!;
  const [interpreter, file] = words(texts(last, 'ENTRYPOINT')[0]!);
  if (interpreter !== 'node' || !file?.startsWith('/opt/chorale/')) throw new Error(`${folder}: ENTRYPOINT`);
  return { file: join(ROOT, file.slice('/opt/chorale/'.length)), args: words(texts(last, 'CMD')[0]!) };
}

/** The path that the image's health check asks for. */
export function healthPath(folder: string): string {
  const check = texts(readDockerfile(folder).at(-1)!, 'HEALTHCHECK')[0] ?? '';
  return /fetch\('http:\/\/127\.0\.0\.1:7400(\/[a-z]*)'\)/.exec(check)?.[1] ?? '';
}

/** The exec form of an instruction. */
export function words(text: string): string[] {
  return JSON.parse(text) as string[];
}
