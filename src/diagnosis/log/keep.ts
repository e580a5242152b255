import { surenessOf } from '../detectors/sureness';
import type { LineRole, LogLine } from './log.types';
import { RecentLines, type RecentLine, type Want } from './recent';
import { LineReading } from './weigh';

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

const reading = new LineReading();

const copyOf = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

/** A line of its own, its characters too: a kept line must not keep the block it was read with. */
function detached({ number, text, role, annotated, json, strength }: RecentLine): LogLine {
  const line: LogLine = { number, text: copyOf(text), role, annotated, strength };
  return json === null ? line : { ...line, json: copyOf(json) };
}

/**
 * The lines of one step. All of them while the log is short; once it is not, `judge` was called, and a line is kept
 * from then on only when it says something or stands near one that does.
 */
export class StepLines {
  private kept: LogLine[] = [];
  private wants: Want[] = [];
  private judged = false;
  /** The newest lines of a judged step: whatever they say, they may be its end. */
  private recent: RecentLines | null = null;
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

  add(number: number, text: string, role: LineRole, annotated: boolean, json: string | null): void {
    const { recent } = this;
    reading.read(text, annotated);
    if (recent === null) {
      const line = { number, text, role, annotated, strength: reading.strength };
      this.kept.push(json === null ? line : { ...line, json });
      this.size += sizeOf(line) + (json?.length ?? 0);
      return;
    }
    const line = recent.next();
    line.number = number;
    line.text = text;
    line.role = role;
    line.annotated = annotated;
    line.json = json;
    line.strength = reading.strength;
    this.size += sizeOf(line);
    this.judgeNewest(recent, line);
  }

  /** All that is kept, in order; the step must have been closed. */
  get lines(): readonly LogLine[] {
    return this.kept;
  }

  get isEmpty(): boolean {
    return this.kept.length === 0 && (this.recent?.length ?? 0) === 0;
  }

  /** The step is over: its newest lines are its end. */
  close(): void {
    this.over = true;
    const { recent } = this;
    if (recent === null) return;
    this.leave(recent, recent.length - KEEP_LAST);
    for (let line = recent.shift(); line !== null; line = recent.shift()) {
      this.kept.push(detached(line));
      this.wants.push(2);
    }
    this.recent = null;
    this.recentSize = 0;
    this.kinds.clear();
  }

  /** Leaves out what is wanted least until some `most` characters are kept; the step must have been judged. */
  thin(most: number): void {
    const { wants } = this;
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
    this.size = sizesOf(this.kept) + this.recentSize;
  }

  /** From now on lines are judged as they come; those that came already are judged now. */
  judge(): void {
    if (this.judged) return;
    this.judged = true;
    this.recent = new RecentLines(2 * KEEP_LAST);
    const all = this.kept;
    this.kept = [];
    this.size = 0;
    for (const { number, text, role, annotated, json } of all)
      this.add(number, text, role, annotated === true, json ?? null);
    if (this.over) this.close();
  }

  private judgeNewest(recent: RecentLines, line: RecentLine): void {
    this.count += 1;
    line.want = this.count <= KEEP_FIRST || line.role === 'marker' ? 2 : 0;
    const own = this.wantOf(line);
    if (own > 0) {
      recent.raise(1 + BEFORE, own);
      this.after = AFTER;
      this.afterWant = own;
    } else if (this.after > 0) {
      this.after -= 1;
      recent.raise(1, this.afterWant);
    }
    this.recentSize += sizeOf(line);
    if (recent.length >= 2 * KEEP_LAST || this.recentSize > MAX_LAST) this.leave(recent, recent.length >> 1);
  }

  /** What the line that was read last is wanted for its own words. */
  private wantOf(line: LogLine): Want {
    const weighs = reading.strength > 0;
    if (!weighs && !reading.isQuiet) return 0;
    const sure = surenessOf(line, weighs);
    if (!weighs && sure === 0) return 0;
    const kind = kindOf(line.text);
    const count = (this.kinds.get(kind) ?? 0) + 1;
    if (count > 1 || this.kinds.size < MAX_KINDS) this.kinds.set(kind, count);
    return count <= KEEP_OF_KIND ? (Math.max(1, sure) as Want) : 0;
  }

  /** The oldest `count` of the newest lines are no longer near the end: kept where they are wanted. */
  private leave(recent: RecentLines, count: number): void {
    for (let left = count; left > 0; left -= 1) {
      const line = recent.shift();
      if (line === null) return;
      this.recentSize -= sizeOf(line);
      if (line.want > 0) {
        this.kept.push(detached(line));
        this.wants.push(line.want);
      } else {
        this.size -= sizeOf(line);
        this.dropped += 1;
      }
    }
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
