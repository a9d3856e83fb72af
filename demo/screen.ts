// Where the launcher speaks: at a terminal the line of progress changes in place, elsewhere only what lasts is printed.
import type { WriteStream } from 'node:tty';

export class Screen {
  private passing = false;

  private readonly stream: WriteStream;

  constructor(stream: WriteStream) {
    this.stream = stream;
  }

  line(text: string): void {
    this.clear();
    this.stream.write(`${text}\n`);
  }

  /** @param lasts keep the line; others give way to the next one. */
  progress(text: string, lasts: boolean): void {
    if (lasts) this.line(text);
    else if (this.stream.isTTY) {
      this.clear();
      this.stream.write(text.slice(0, this.stream.columns - 1));
      this.passing = true;
    }
  }

  private clear(): void {
    if (this.passing) this.stream.write('\r\x1b[2K');
    this.passing = false;
  }
}
