// What surrounds a command: environment, streams and the wish to stop. Tests hand in their own.
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** A person sits at a terminal and can be asked. */
  readonly interactive: boolean;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Calls `listener` at each SIGHUP, which ends a process that nobody asked this of. */
  readonly onHangUp: (listener: () => void) => void;
  /** The compiled thread that reads rows anew; left out: the one beside this program's compiled modules. */
  readonly readingWorker?: URL;
}

/** The process's own; the first SIGINT or SIGTERM asks to stop, the second ends at once. */
export function processSurroundings(): Surroundings {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
      stop.abort(new Error(`stopped by ${name}`));
    });
  endWithReader();
  return {
    environment: process.env,
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    signal: stop.signal,
    onHangUp: (listener) => process.on('SIGHUP', listener),
  };
}

/** Whoever reads the results, such as `head`, may have had enough: no reason for a stack trace. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
