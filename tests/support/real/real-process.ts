// A program of ours as a real process that may be killed and started again, and what it tells on stdout.
import { once } from 'node:events';
import type { Daemon, Program, Programs, Surroundings } from '../../../demo/programs.ts';

const PATIENCE_MS = 60_000;
const LAST_COMPLAINTS = 3_000;

/** How a program ended that could not do what it was asked to. */
export interface Refusal {
  readonly code: number | null;
  readonly complaints: string;
}

interface Waiter<Told> {
  readonly test: (told: Told) => boolean;
  readonly act: (told: Told) => void;
}

export class RealProcess<Told> {
  /** All that it told, over all its lives. */
  readonly told: Told[] = [];
  /** Address of the inspector, ws://, in a process that Node was told to open one for. */
  inspector: string | undefined;
  private complaints = '';
  private daemon: Daemon | undefined;
  private waiters: Waiter<Told>[] = [];
  readonly name: string;
  private readonly programs: Programs;
  private readonly program: Program;
  private readonly where: Surroundings;

  // Written out, because benchmarks run these files as they are, with their types stripped.
  constructor(name: string, programs: Programs, program: Program, where: Surroundings) {
    this.name = name;
    this.programs = programs;
    this.program = program;
    this.where = where;
  }

  /**
   * Starts the process; it runs when this returns, but is not ready yet.
   * @param variables further ones of its environment, in this life only.
   */
  start(args: readonly string[], variables: Readonly<Record<string, string>> = {}): void {
    const where = { ...this.where, variables: { ...this.where.variables, ...variables } };
    // It may end whenever the test wants; what is missing then shows where the test waits for it.
    const daemon = this.programs.daemon(this.name, this.program, args, where, () => undefined);
    this.daemon = daemon;
    this.inspector = undefined;
    daemon.process.stderr!.on('data', (data: Buffer) => {
      // A server begins again under its own flags, with an inspector at another port.
      this.inspector = /^Debugger listening on (ws:\S+)/m.exec(data.toString())?.[1] ?? this.inspector;
      this.complaints = (this.complaints + data.toString()).slice(-LAST_COMPLAINTS);
    });
    void this.listen(daemon);
  }

  /** The first thing told from now on that passes `test`. */
  next<Wanted extends Told>(test: (told: Told) => told is Wanted, patienceMs?: number): Promise<Wanted>;
  next(test: (told: Told) => boolean, patienceMs?: number): Promise<Told>;
  next(test: (told: Told) => boolean, patienceMs = PATIENCE_MS): Promise<Told> {
    return this.patiently((resolve) => this.waiters.push({ test, act: resolve }), patienceMs);
  }

  /** Kills `victim`, kill -9, the moment this process tells something that passes `test`; resolves when it is dead. */
  killWhen<Wanted extends Told>(
    victim: { kill(): Promise<void> },
    test: (told: Told) => told is Wanted,
  ): Promise<Wanted>;
  killWhen(victim: { kill(): Promise<void> }, test: (told: Told) => boolean): Promise<Told>;
  killWhen(victim: { kill(): Promise<void> }, test: (told: Told) => boolean): Promise<Told> {
    return this.patiently((resolve, reject) =>
      this.waiters.push({
        test,
        act: (told) => {
          victim.kill().then(() => resolve(told), reject);
        },
      }),
    );
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Resolves once it has been killed, by whoever did it. @throws when it ends otherwise, or not at all. */
  async killed(patienceMs = PATIENCE_MS): Promise<void> {
    const { process: child } = this.daemon!;
    if (child.exitCode === null && child.signalCode === null)
      await this.patiently((resolve) => child.once('exit', resolve), patienceMs);
    if (child.signalCode !== 'SIGKILL')
      throw new Error(`${this.name} was to be killed, and ended with ${child.exitCode}: ${this.complaints}`);
  }

  /** @returns the exit code, or the name of the signal that ended it. */
  async end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | NodeJS.Signals | null> {
    const { process: child } = this.daemon!;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    }
    return child.exitCode ?? child.signalCode;
  }

  /** Waits until it ends by itself. @throws when it ends well. */
  async refusal(): Promise<Refusal> {
    const { process: child } = this.daemon!;
    // Only then all of stderr has come.
    if (child.exitCode === null) await once(child, 'close');
    if (child.exitCode === 0) throw new Error(`${this.name} was not refused`);
    return { code: child.exitCode, complaints: this.complaints };
  }

  private async listen({ lines }: Daemon): Promise<void> {
    for await (const line of lines) {
      const told = JSON.parse(line) as Told;
      this.told.push(told);
      const called = this.waiters.filter(({ test }) => test(told));
      this.waiters = this.waiters.filter((waiter) => !called.includes(waiter));
      for (const { act } of called) act(told);
    }
  }

  private patiently<T>(
    wait: (resolve: (value: T) => void, reject: (reason: Error) => void) => void,
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const impatience = setTimeout(
        () => reject(new Error(`${this.name} did not get there; it told ${this.summary()}`)),
        patienceMs,
      );
      wait((value) => {
        clearTimeout(impatience);
        resolve(value);
      }, reject);
    });
  }

  private summary(): string {
    const lines = this.told.slice(-12).map((told) => JSON.stringify(told));
    return `\n${lines.join('\n')}\nand complained:\n${this.complaints}`;
  }
}
