import type { ParsedLog } from './log.types';
import { LogReader } from './reader';

/** What is read of the end of a log that is longer than may be read: failures stand at the end. */
const END_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 10;

function lineFeedsIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

/**
 * Reads a log of any length: up to `maxBytes` all of it, beyond that its end too, while of the lines between nothing but
 * their number is looked at.
 */
export class CappedLog {
  private readonly reader: LogReader;
  private read = 0;
  private end: Uint8Array[] = [];
  private endSize = 0;
  /** Line feeds in what was let go. */
  private passed = 0;

  /** `keep` is how many characters of lines may be kept, see `LogReader`. */
  constructor(
    private readonly maxBytes: number,
    keep: number,
    private readonly endBytes = END_BYTES,
  ) {
    this.reader = new LogReader(keep);
  }

  push(piece: Uint8Array): void {
    const now = piece.subarray(0, Math.max(0, this.maxBytes - this.read));
    this.read += piece.length;
    if (now.length > 0) this.reader.push(now);
    if (now.length < piece.length) this.hold(piece.subarray(now.length));
  }

  finish(): { readonly parsed: ParsedLog; readonly truncated: boolean } {
    const truncated = this.passed > 0 || this.endSize + this.maxBytes < this.read;
    if (truncated) this.skipToLine();
    for (const piece of this.end) this.reader.push(piece);
    return { parsed: this.reader.finish(), truncated };
  }

  private hold(piece: Uint8Array): void {
    this.end.push(piece);
    this.endSize += piece.length;
    let first = this.end[0];
    while (first !== undefined && this.endSize - first.length >= this.endBytes) {
      this.passed += lineFeedsIn(first);
      this.endSize -= first.length;
      this.end.shift();
      first = this.end[0];
    }
  }

  /** What is left begins in the middle of a line; the line that was begun before ends here. */
  private skipToLine(): void {
    for (let first = this.end[0]; first !== undefined; first = this.end[0]) {
      const at = first.indexOf(LINE_FEED);
      this.passed += at < 0 ? 0 : 1;
      if (at >= 0) {
        this.end[0] = first.subarray(at + 1);
        break;
      }
      this.end.shift();
    }
    this.reader.skip(Math.max(0, this.passed - 1));
  }
}
