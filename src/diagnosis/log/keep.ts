import { surenessOf } from '../detectors/sureness';
import type { LogLine } from './log.types';
import { strengthOf } from './weigh';

/** Lines at the start and the end of a step that stay whatever they say. */
const KEEP_FIRST = 50;
const KEEP_LAST = 2000;
/** Characters that the end of a step may have beyond which long lines leave it early. */
const MAX_LAST = 1_000_000;
/** What stays around a line that weighs something: what leads to an error is shorter than what explains it. */
const BEFORE = 6;
const AFTER = 12;
/** The hundredth line of a kind says little. */
const KEEP_OF_KIND = 100;
/** Kinds that are told apart. */
const MAX_KINDS = 20_000;

/** How much a line is wanted: 2 for the ends of steps and findings, 1 for what weighs something, 0 for the rest. */
export type Want = 0 | 1 | 2;

/** Characters and objects that a kept line takes, roughly. */
export function sizeOf(line: LogLine): number {
  return line.text.length + (line.json?.length ?? 0) + 60;
}

function sizesOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, line) => sum + sizeOf(line), 0);
}

function kindOf(text: string): string {
  return text.slice(0, 160).replace(/\d{1,20}/g, '#');
}

const copyOf = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

/** Part of a larger string, its characters of its own: a kept line must not keep the block it was read with. */
function detached(line: LogLine): LogLine {
  const text = copyOf(line.text);
  return line.json === undefined ? { ...line, text } : { ...line, text, json: copyOf(line.json) };
}

/**
 * The lines of one step. All of them while the log is short; once it is not, `judge` was called, and a line is kept
 * from then on only when it says something or stands near one that does.
 */
export class StepLines {
  private kept: LogLine[] = [];
  private wants: Want[] | null = null;
  /** The newest lines of a judged step: whatever they say, they may be its end. */
  private recent: LogLine[] = [];
  private recentWants: Want[] = [];
  private recentSize = 0;
  private readonly kinds = new Map<string, number>();
  /** Lines still to come that stand near one that says something, and how much they are wanted. */
  private after = 0;
  private afterWant: Want = 0;
  private count = 0;
  private over = false;
  /** Characters of what is kept. */
  size = 0;
  /** Lines that were left out. */
  dropped = 0;

  add(line: LogLine): void {
    this.size += sizeOf(line);
    if (this.wants === null) this.kept.push(line);
    else this.addRecent(line);
  }

  /** All that is kept, in order. */
  get lines(): readonly LogLine[] {
    return this.recent.length === 0 ? this.kept : [...this.kept, ...this.recent];
  }

  get isEmpty(): boolean {
    return this.kept.length === 0 && this.recent.length === 0;
  }

  /** The step is over: its newest lines are its end. */
  close(): void {
    this.over = true;
    if (this.wants === null) return;
    this.leave(Math.max(0, this.recent.length - KEEP_LAST));
    this.kept.push(...this.recent.map(detached));
    this.wants.push(...this.recent.map((): Want => 2));
    this.recent = [];
    this.recentWants = [];
    this.kinds.clear();
  }

  /** Leaves out what is wanted least until some `most` characters are kept; the step must have been judged. */
  thin(most: number): void {
    const wants = this.wants ?? [];
    const findings = bothEnds(
      this.kept.filter((_, index) => wants[index] === 2),
      most,
    );
    const others = bothEnds(
      this.kept.filter((_, index) => wants[index] !== 2),
      most - sizesOf(findings),
    );
    const left = new Set([...findings, ...others]);
    this.dropped += this.kept.length - left.size;
    const stay = this.kept.map((line) => left.has(line));
    this.wants = wants.filter((_, index) => stay[index]);
    this.kept = this.kept.filter((_, index) => stay[index]);
    this.size = sizesOf(this.kept) + sizesOf(this.recent);
  }

  /** From now on lines are judged as they come; those that came already are judged now. */
  judge(): void {
    if (this.wants !== null) return;
    const all = this.kept;
    this.kept = [];
    this.wants = [];
    this.size = 0;
    for (const line of all) this.add(line);
    if (this.over) this.close();
  }

  private addRecent(line: LogLine): void {
    this.count += 1;
    let want: Want = this.count <= KEEP_FIRST || line.role === 'marker' ? 2 : 0;
    const own = this.wantOf(line);
    if (own > 0) {
      want = Math.max(want, own) as Want;
      this.raise(own);
      this.after = AFTER;
      this.afterWant = own;
    } else if (this.after > 0) {
      this.after -= 1;
      want = Math.max(want, this.afterWant) as Want;
    }
    this.recent.push(line);
    this.recentWants.push(want);
    this.recentSize += sizeOf(line);
    if (this.recent.length >= 2 * KEEP_LAST || this.recentSize > MAX_LAST) this.leave(this.recent.length >> 1);
  }

  /** What a line is wanted for its own words. */
  private wantOf(line: LogLine): Want {
    const weighs = strengthOf(line) > 0;
    const sure = surenessOf(line, weighs);
    if (!weighs && sure === 0) return 0;
    const kind = kindOf(line.text);
    const count = (this.kinds.get(kind) ?? 0) + 1;
    if (count > 1 || this.kinds.size < MAX_KINDS) this.kinds.set(kind, count);
    return count <= KEEP_OF_KIND ? (Math.max(1, sure) as Want) : 0;
  }

  private raise(want: Want): void {
    const last = this.recentWants.length;
    for (let at = Math.max(0, last - BEFORE); at < last; at += 1)
      this.recentWants[at] = Math.max(this.recentWants[at] ?? 0, want) as Want;
  }

  /** The first of the newest lines are no longer near the end: kept where they are wanted. */
  private leave(count: number): void {
    for (let at = 0; at < count; at += 1) {
      const line = this.recent[at];
      const want = this.recentWants[at] ?? 0;
      if (line === undefined) continue;
      this.recentSize -= sizeOf(line);
      if (want > 0) {
        this.kept.push(detached(line));
        this.wants?.push(want);
      } else {
        this.size -= sizeOf(line);
        this.dropped += 1;
      }
    }
    this.recent = this.recent.slice(count);
    this.recentWants = this.recentWants.slice(count);
  }
}

/** As many lines as `most` characters allow, of both ends alike. */
function bothEnds(lines: readonly LogLine[], most: number): LogLine[] {
  let first = 0;
  let last = lines.length;
  let size = 0;
  while (first < last && size < most) {
    const line = first <= lines.length - last ? lines[first++] : lines[--last];
    if (line) size += sizeOf(line);
  }
  return [...lines.slice(0, first), ...lines.slice(last)];
}
