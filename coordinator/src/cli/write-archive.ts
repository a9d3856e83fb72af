// An archive on its way to a file: hashed as it is written, durable before anybody lets go of what it holds.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { envelope, ledgerHead, type HeadLine, type LedgerPreamble } from '@chorale/crypto';
import { ConfigurationError } from '../platform/config.js';

export interface WrittenArchive {
  readonly from: number;
  /** Size of the signed head in its last line. */
  readonly to: number;
  readonly sha256: string;
}

/**
 * @param file that does not exist yet.
 * @returns once all of it is on the disk under its name.
 * @throws ConfigurationError where the file exists; what reading throws, and then nothing is left behind.
 */
export async function writeArchive(file: string, bytes: AsyncIterable<Uint8Array>): Promise<WrittenArchive> {
  if (existsSync(file)) throw new ConfigurationError([`${file} exists; give the archive another name`]);
  const partial = `${file}.partial`;
  const hash = createHash('sha256');
  const lines = new EndLines();
  try {
    const handle = await open(partial, 'w', 0o600);
    try {
      for await (const part of bytes) {
        hash.update(part);
        lines.see(part);
        await handle.writeFile(part);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const range = rangeOf(lines);
    await rename(partial, file);
    await syncFolder(dirname(file));
    return { ...range, sha256: hash.digest('hex') };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** The first and the last line of what passes. */
class EndLines {
  private readonly firstParts: Buffer[] = [];
  private tail: Buffer[] = [];
  private isFirstDone = false;

  see(part: Uint8Array): void {
    const text = Buffer.from(part);
    if (!this.isFirstDone) {
      const end = text.indexOf(0x0a);
      this.firstParts.push(end === -1 ? text : text.subarray(0, end));
      this.isFirstDone = end !== -1;
    }
    // The last line is what follows the line end before the last.
    const end = text.length > 1 ? text.lastIndexOf(0x0a, text.length - 2) : -1;
    const endsBefore = this.tail.at(-1)?.at(-1) === 0x0a && text.length > 0;
    this.tail = end !== -1 ? [text.subarray(end + 1)] : endsBefore ? [text] : [...this.tail, text];
  }
  first(): string {
    return Buffer.concat(this.firstParts).toString();
  }
  last(): string {
    return Buffer.concat(this.tail).toString();
  }
}

function rangeOf(lines: EndLines): { readonly from: number; readonly to: number } {
  const { from = 0 } = JSON.parse(lines.first()) as LedgerPreamble;
  const { head } = JSON.parse(lines.last()) as HeadLine;
  const { body } = envelope.decode(new Uint8Array(Buffer.from(head, 'base64')));
  return { from, to: ledgerHead.decode(body).size };
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and has its own journal for names.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
