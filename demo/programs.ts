// Starts the product's own programs as separate processes, and never leaves one behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAMS = {
  coordinator: fileURLToPath(new URL('../coordinator/bin/chorale-coordinator.js', import.meta.url)),
  node: fileURLToPath(new URL('../client-node/bin/chorale-node.js', import.meta.url)),
  ledger: fileURLToPath(new URL('../client-node/bin/chorale-ledger.js', import.meta.url)),
};
export type Program = keyof typeof PROGRAMS;

/** A program ended with another exit code than 0. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
}

export interface Surroundings {
  /** CHORALE_HOME of the process. */
  readonly home: string;
  readonly passphraseFile: string;
  /** Further variables of its environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A process that runs until it is stopped, and its stdout line by line. */
export interface Daemon {
  readonly name: string;
  readonly process: ChildProcess;
  readonly lines: AsyncIterable<string>;
}

export class Programs {
  private readonly running = new Set<ChildProcess>();
  private stopping = false;

  /** Runs a command to its end. @returns its stdout. @throws ProgramFailed with the end of its stderr. */
  async run(program: Program, args: readonly string[], where: Surroundings): Promise<string> {
    const child = this.start(program, args, where);
    const [output, complaints] = await Promise.all([
      textOf(child.stdout!),
      textOf(child.stderr!),
      ended(child),
    ]);
    if (child.exitCode !== 0) throw failure(program, args, child, complaints);
    return output;
  }

  /** Runs a command with `--json` and parses what it prints. */
  async runJson<T>(program: Program, args: readonly string[], where: Surroundings): Promise<T> {
    return JSON.parse(await this.run(program, [...args, '--json'], where)) as T;
  }

  /** @param onFailure called when the process ends without being told to. */
  daemon(
    name: string,
    program: Program,
    args: readonly string[],
    where: Surroundings,
    onFailure: (reason: Error) => void,
  ): Daemon {
    const child = this.start(program, args, where);
    let complaints = '';
    child.stderr!.on('data', (data: Buffer) => (complaints = (complaints + data.toString()).slice(-2000)));
    child.once('exit', () => {
      if (!this.stopping) onFailure(failure(program, args, child, complaints));
    });
    return { name, process: child, lines: createInterface({ input: child.stdout! }) };
  }

  /** Stops everything; what does not end by itself within five seconds is killed. */
  async stop(): Promise<void> {
    this.stopping = true;
    const children = [...this.running];
    for (const child of children) child.kill('SIGTERM');
    const lastResort = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), 5_000);
    await Promise.all(children.map(ended));
    clearTimeout(lastResort);
  }

  private start(program: Program, args: readonly string[], where: Surroundings): ChildProcess {
    if (this.stopping) throw new ProgramFailed('the demo is stopping');
    const child = spawn(process.execPath, [PROGRAMS[program], ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C at the terminal reaches the launcher alone, which stops them in order.
      detached: true,
      env: {
        ...process.env,
        CHORALE_HOME: where.home,
        CHORALE_PASSPHRASE_FILE: where.passphraseFile,
        CHORALE_LOG_LEVEL: process.env.CHORALE_LOG_LEVEL ?? 'warn',
        ...where.variables,
      },
    });
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    return child;
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const part of stream) text += part.toString();
  return text;
}
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
function failure(
  program: Program,
  args: readonly string[],
  child: ChildProcess,
  complaints: string,
): ProgramFailed {
  const code = child.exitCode ?? child.signalCode;
  return new ProgramFailed(
    `chorale-${program} ${args.slice(0, 2).join(' ')} ended with ${code}: ${complaints.trim()}`,
  );
}
