import { redact } from './redact';
import { openKeyAt } from './redact-keys';

/** Characters that redaction gets at once. A string of more than 128 KB costs V8 pages of its own, each time. */
const BLOCK = 1 << 15;
/** A log whose first characters have no line feed but this many carriage returns ends its lines with them. */
const HEAD = 16_384;
const MANY_RETURNS = 20;

/** The longest text without a blank that may be a secret's: a private key with its line feeds written as `\n`. */
const MAX_SECRET = 20_000;
/** What is kept of the start of a longer line, for reports in JSON, and of its end, for what draws over itself there. */
const LINE_START = 64_000 + MAX_SECRET;
const LINE_END = 8000 + MAX_SECRET;
const MAX_LINE = LINE_START + LINE_END;

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** The start of a long line up to its last blank: the word at a cut may be half a secret, which no rule knows. */
function startOf(line: string): string {
  let to = LINE_START;
  while (to > LINE_START - MAX_SECRET && !isBlank(line.charCodeAt(to - 1))) to -= 1;
  return line.slice(0, to);
}

function endOf(line: string): string {
  let from = line.length - LINE_END;
  const latest = from + MAX_SECRET;
  while (from < latest && !isBlank(line.charCodeAt(from))) from += 1;
  return line.slice(from);
}

/** Both ends of a line that is longer than anybody looks at. */
function bounded(line: string): string {
  return line.length <= MAX_LINE ? line : `${startOf(line)} ${endOf(line)}`;
}

/**
 * Makes of a log's bytes, cut anywhere, blocks of whole lines without secrets. The same blocks whatever the cuts; holds
 * no more than one block and one line's two ends.
 */
export class LogBlocks {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** The start of the log until it is long enough to tell how its lines end, then null. */
  private head: string | null = '';
  private bareReturns = false;
  /** What has no block yet. */
  private pending = '';
  /** Characters of the log in `pending`, of its last line also those that were let go. */
  private length = 0;
  private empty = true;

  /** `take` gets blocks, without the last line's end. */
  constructor(private readonly take: (block: string) => void) {}

  push(piece: Uint8Array | string): void {
    const text = typeof piece === 'string' ? piece : this.decoder.decode(piece, { stream: true });
    if (this.head === null) {
      this.append(text);
      return;
    }
    this.head += text;
    if (this.head.length >= HEAD) this.start(this.head);
  }

  /** Gives what is left. */
  finish(): void {
    this.flush();
    if (this.empty) this.emit('');
  }

  /** Gives what there is: the line that was begun ends here. */
  flush(): void {
    this.push(this.decoder.decode());
    if (this.head !== null) this.start(this.head);
    if (this.pending !== '') this.emit(this.pending.replace(/\n$/, ''));
    this.pending = '';
    this.length = 0;
  }

  /** Decides how lines end once enough has been seen. */
  private start(head: string): void {
    this.head = null;
    const sample = head.slice(0, HEAD);
    this.bareReturns = !sample.includes('\n') && sample.split('\r').length > MANY_RETURNS;
    this.append(head);
  }

  private append(piece: string): void {
    const text = this.bareReturns ? piece.replaceAll('\r', '\n') : piece;
    let from = 0;
    for (;;) {
      const end = text.indexOf('\n', from + Math.max(0, BLOCK - this.length));
      if (end < 0) break;
      const block = `${this.pending}${text.slice(from, end + 1)}`;
      // A key's first lines wait for the rest of it.
      const whole = openKeyAt(block);
      this.pending = block.slice(whole);
      this.length = this.pending.length;
      if (whole > 0) this.emit(block.slice(0, whole - 1));
      from = end + 1;
    }
    this.pending += text.slice(from);
    this.length += text.length - from;
    if (this.pending.length > BLOCK + 2 * MAX_LINE) this.letGo();
  }

  /** Of a line that does not end, as much as nobody could tell from the whole. */
  private letGo(): void {
    const start = this.pending.lastIndexOf('\n') + 1;
    const line = this.pending.slice(start);
    if (line.length > MAX_LINE + 2)
      this.pending = `${this.pending.slice(0, start)}${line.slice(0, LINE_START + 1)}${line.slice(-LINE_END - 1)}`;
  }

  private emit(block: string): void {
    this.empty = false;
    const lines = block.length <= MAX_LINE ? block : block.split('\n').map(bounded).join('\n');
    this.take(redact(lines));
  }
}
