// `chorale-coordinator ...` in this process, from the home of a test server.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runProgram } from '../../../coordinator/src/cli/program.js';
import { ADMIN_TOKEN, type TestServer } from './test-server.js';

/** Leaves in a folder what `serve` leaves there for other commands, and makes it the home of those that follow. */
export function homeOf(server: TestServer, home: string): void {
  writeFileSync(join(home, 'address.json'), JSON.stringify({ url: server.url, serverName: '127.0.0.1' }));
  writeFileSync(join(home, 'admin-token'), `${ADMIN_TOKEN}\n`);
  process.env['CHORALE_HOME'] = home;
}

class Captured extends Writable {
  text = '';
  override _write(part: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += part.toString();
    done();
  }
}

export async function runCoordinator(
  ...words: string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [stdout, stderr] = [new Captured(), new Captured()];
  const code = await runProgram(words, { stdout, stderr });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
