/** Which lines of a log are asked for; the first line is 1. */
export interface LineRange {
  readonly from: number;
  readonly max: number;
}

/**
 * Lets the lines of a range through, each once: a log that broke off and is given again from its start goes on where it
 * broke off.
 */
export class LineWindow {
  /** Lines seen of this giving. */
  private seen = 0;
  private sent = 0;

  constructor(private readonly range: LineRange) {}

  /** True when nothing that follows is asked for. */
  get isOver(): boolean {
    return this.sent >= this.range.max;
  }

  /** The log is given from its start, perhaps again. */
  restart(): void {
    this.seen = 0;
  }

  /** Those lines of a block that are asked for and were not let through yet, each with its end. */
  take(block: string): string {
    const lines = block.split('\n');
    const start = Math.max(0, this.range.from + this.sent - 1 - this.seen);
    const wanted = lines.slice(start, start + this.range.max - this.sent);
    this.seen += lines.length;
    this.sent += wanted.length;
    return wanted.length === 0 ? '' : `${wanted.join('\n')}\n`;
  }
}
