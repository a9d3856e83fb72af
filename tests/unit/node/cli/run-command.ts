import { main as ledgerMain } from '../../../../client-node/src/cli/chorale-ledger.js';
import { main as nodeMain } from '../../../../client-node/src/cli/chorale-node.js';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  main: typeof nodeMain,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  terminal: { readonly interactive: boolean; readonly signal: AbortSignal } = {
    interactive: false,
    signal: new AbortController().signal,
  },
): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const code = await main(args, {
    environment,
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    ...terminal,
    onHangUp: () => undefined,
  });
  return { code, stdout, stderr };
}

/** `chorale-node ...` in this process, under an environment of its own. */
export function runNode(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return run(nodeMain, args, environment);
}
/** At a terminal where somebody breaks off whatever is asked, which is a no. */
export function runNodeSayingNo(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return run(nodeMain, args, environment, { interactive: true, signal: AbortSignal.abort() });
}
/** `chorale-ledger ...` in this process. */
export function runLedger(args: readonly string[]): Promise<Ended> {
  return run(ledgerMain, args, {});
}
