// A ledger as files: archives and the newest export, packed or not, in whatever order they are named.
import { createHash, type Hash as Hasher } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline, Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A file that cannot be read, or not to its end. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  constructor(
    message: string,
    /** Whether it can be opened, and breaks off or is damaged. */
    readonly isBroken: boolean,
  ) {
    super(message);
  }
}

export class LedgerFile {
  private hasher: Hasher = createHash('sha256');

  private constructor(
    readonly file: string,
    /** Position of its first entry, by its first line; verified when it is read. */
    readonly from: number,
  ) {}

  /** @throws UnreadableFile */
  static async open(file: string): Promise<LedgerFile> {
    const lines = linesOf(file, await contentOf(file));
    const { value } = await lines.next();
    await lines.return(undefined);
    return new LedgerFile(file, typeof value === 'string' ? fromOf(value) : 0);
  }

  /** @throws UnreadableFile where it breaks off or is damaged as a file. */
  async *lines(): AsyncGenerator<string> {
    const hasher = (this.hasher = createHash('sha256'));
    const hashing = new Transform({
      transform(part: Uint8Array, _, done) {
        hasher.update(part);
        done(null, part);
      },
    });
    const content = await contentOf(this.file);
    yield* linesOf(
      this.file,
      pipeline(content, hashing, () => undefined),
    );
  }

  /** Of what {@link lines} gave; to be called once, at its end. */
  sha256(): string {
    return this.hasher.digest('hex');
  }
}

/** Oldest entries first. @throws UnreadableFile */
export async function openLedger(files: readonly string[]): Promise<LedgerFile[]> {
  const opened = await Promise.all(files.map((file) => LedgerFile.open(file)));
  return opened.sort((a, b) => a.from - b.from);
}

/** What a first line says that is no first line does not matter here: the verifier tells. */
function fromOf(line: string): number {
  const [, from] = /"from":(\d{1,15})\}$/.exec(line) ?? [];
  return from === undefined ? 0 : Number(from);
}

async function contentOf(file: string): Promise<Readable> {
  const magic = new Uint8Array(2);
  try {
    const handle = await open(file);
    try {
      await handle.read(magic, 0, 2, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UnreadableFile(
      `${file} cannot be read (${code}); name the file that "ledger export" wrote`,
      false,
    );
  }
  const stream = createReadStream(file);
  const zipped = magic[0] === 0x1f && magic[1] === 0x8b;
  // A damaged archive ends the unpacked stream with its error, which whoever reads the lines gets.
  return zipped ? pipeline(stream, createGunzip(), () => undefined) : stream;
}

async function* linesOf(file: string, content: Readable): AsyncGenerator<string, undefined, undefined> {
  try {
    yield* createInterface({ input: content, crlfDelay: Infinity });
  } catch (error) {
    if (content.errored === null) throw error;
    throw new UnreadableFile(
      `${file} cannot be read to its end (${content.errored.message}); fetch it again`,
      true,
    );
  } finally {
    content.destroy();
  }
  return undefined;
}
