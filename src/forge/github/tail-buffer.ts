const BOM = [0xef, 0xbb, 0xbf] as const;

/** True for the second and later bytes of a UTF-8 character. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Keeps the last `maxBytes` of a text that arrives in chunks, in bounded memory. */
export class TailBuffer {
  private chunks: Uint8Array[] = [];
  private size = 0;
  private truncated = false;
  /** Bytes of a byte-order mark matched at the start of the current file; null once past it. */
  private mark: number | null = 0;

  constructor(private readonly maxBytes: number) {}

  /** The next chunk begins a file: a byte-order mark there is dropped. */
  startFile(): void {
    this.mark = 0;
  }

  push(chunk: Uint8Array): void {
    const rest = this.mark === null ? chunk : this.withoutMark(chunk, this.mark);
    if (rest.length === 0) return;
    this.chunks.push(rest);
    this.size += rest.length;
    // Whole chunks only; the exact cut comes at the end.
    let first = this.chunks[0];
    while (first !== undefined && this.size - first.length >= this.maxBytes) {
      this.chunks.shift();
      this.size -= first.length;
      this.truncated = true;
      first = this.chunks[0];
    }
  }

  /** The kept text, starting at a whole character. */
  finish(): { text: string; truncated: boolean } {
    const all = Buffer.concat(this.chunks);
    if (all.length <= this.maxBytes) {
      return {
        text: all.subarray(this.truncated ? characterStart(all, 0) : 0).toString('utf8'),
        truncated: this.truncated,
      };
    }
    return { text: all.subarray(characterStart(all, all.length - this.maxBytes)).toString('utf8'), truncated: true };
  }

  private withoutMark(chunk: Uint8Array, matched: number): Uint8Array {
    let at = 0;
    while (at < chunk.length && matched + at < BOM.length && chunk[at] === BOM[matched + at]) at += 1;
    const complete = matched + at === BOM.length;
    if (!complete && at === chunk.length) {
      this.mark = matched + at;
      return new Uint8Array();
    }
    this.mark = null;
    // Not a mark after all: what was held back belongs to the text.
    return complete ? chunk.subarray(at) : Buffer.concat([Uint8Array.from(BOM.slice(0, matched)), chunk]);
  }
}

function characterStart(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + 3 && isContinuation(bytes[at])) at += 1;
  return at;
}
