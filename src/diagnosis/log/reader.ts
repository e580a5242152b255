import { sizeOf, thin } from './keep';
import type { LineRole, LogLine, ParsedLog } from './log.types';
import { redact } from './redact';
import { MAX_RAW_LINE } from './strip-ansi';
import type { RawLine } from './unwrap';
import { unwrap } from './unwrap';
import { strength } from './weigh';

const EXIT = /^(?:##\[error\]|Error: )Process completed with exit code (\d{1,10})/;
const GITLAB_FAILED = /^ERROR: Job failed(?:: exit (?:code|status) (\d{1,10})| \(system failure\)|: )?/;
const TRAVIS_FAILED = /^The command ".{1,900}" (?:exited with|failed and exited with) ([1-9]\d{0,9})\b/;
const JENKINS_FAILED =
  /^(?:Build step '.{1,200}' (?:marked build as failure|changed build result to FAILURE)|Finished: FAILURE$)/;
/** What the verdicts above and `##[error]` start with. */
const MAY_END = /^[#ETBF]/;
const HEADER_DETAIL = /^(?:shell: |with:|env:)/;
/** The runner's own clean-up: what it complains about comes after the cause. */
const POST_JOB = /^(?:Post job cleanup\.|Cleaning up orphan processes)/;
const FRAME = /^##\[(?:group|endgroup|section|command|debug)\]/;
const REMARK = /^##\[(?:warning|notice)\]/;
const COMMAND = /^##\[[a-z]{1,10}\]/;

/** Characters that redaction gets at once; a private key cut in two is found in both parts. */
const BLOCK = 1 << 16;
/** No header is longer than the 65,536 characters a script may have; 5,000 lines bound a group that never ends. */
const MAX_HEADER = 5000;
/** What is kept of a log before it is thinned; all that is kept of a log of any length. About 10 MB as objects. */
const MAX_KEPT = 5_000_000;
/** A log whose first characters have no line feed but this many carriage returns ends its lines with them. */
const HEAD = 16_384;
const MANY_RETURNS = 20;
/** No honest job has more; the rest of a log that pretends to goes to the last. */
const MAX_STEPS = 10_000;

interface OpenStep {
  readonly name: string | null;
  lines: LogLine[];
  failed: boolean;
  exitCode: number | null;
}

/** The start of a line that does not end, at twice the length anybody looks at. */
function bounded(line: string): string {
  if (line.length <= 2 * MAX_RAW_LINE) return line;
  // The word at the cut may be half a secret, which no rule knows.
  const cut = 2 * MAX_RAW_LINE;
  return line.slice(0, cut - 400) + line.slice(cut - 400, cut).replace(/\S{1,400}$/, '');
}

/**
 * Reads a job's log piece by piece: takes off the runner's envelope, removes secrets, splits it into steps, and tells
 * the program's output from the runner's words. Understands GitHub Actions' downloaded logs, `gh run view --log`, text
 * pasted from its page, GitLab's sections with and without stamps, Travis, Jenkins, and plain tool output (one step
 * without a name). Line numbers are those of the input, counted at `\n`. Linear; keeps at most some 10 MB of any log:
 * of a longer one the lines that say something, with what stands around them.
 */
export class LogReader {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private readonly steps: OpenStep[] = [];
  private open: OpenStep = { name: null, lines: [], failed: false, exitCode: null };
  /** A line that has begun. */
  private rest = '';
  private begun = false;
  /** Lines of what may be a step's header, from `##[group]Run` on. */
  private header: RawLine[] = [];
  /** The start of the log until it is long enough to tell how its lines end, then null. */
  private head: string | null = '';
  private bareReturns = false;
  private cleanup = false;
  private count = 0;
  private kept = 0;
  private dropped = 0;
  /** Number of the last line that was looked at when the log was last thinned. */
  private thinnedTo = 0;

  /** Takes the next piece, cut anywhere. */
  push(piece: Uint8Array | string): void {
    const text = typeof piece === 'string' ? piece : this.decoder.decode(piece, { stream: true });
    if (this.head === null) {
      this.take(text);
      return;
    }
    this.head += text;
    if (this.head.length >= HEAD) this.start(this.head);
  }

  /** Decides how lines end once enough has been seen. */
  private start(head: string): void {
    this.head = null;
    const sample = head.slice(0, HEAD);
    this.bareReturns = !sample.includes('\n') && sample.split('\r').length > MANY_RETURNS;
    this.take(head);
  }

  private take(piece: string): void {
    const text = this.bareReturns ? piece.replaceAll('\r', '\n') : piece;
    const last = text.lastIndexOf('\n');
    if (last >= 0) {
      this.block(this.rest + text.slice(0, last));
      this.rest = '';
    }
    this.rest = bounded(this.rest + text.slice(last + 1));
  }

  /** Ends the log. The reader is of no use afterwards. */
  finish(): ParsedLog {
    this.push(this.decoder.decode());
    if (this.head !== null) this.start(this.head);
    if (this.rest !== '' || !this.begun) this.block(this.rest);
    this.settle(false);
    this.begin(null);
    const failed = this.steps.filter((step) => step.failed);
    return {
      lines: this.steps.flatMap((step) => step.lines),
      steps: this.steps,
      // A step with an exit code ended by it; an annotation alone may come from a step that was allowed to go on.
      failedStep: failed.find((step) => step.exitCode !== null) ?? failed[0] ?? null,
      dropped: this.dropped,
    };
  }

  /** Whole lines, without the last one's end. */
  private block(text: string): void {
    this.begun = true;
    for (let from = 0; from <= text.length;) {
      const end = text.indexOf('\n', from + BLOCK);
      const piece = redact(text.slice(from, end < 0 ? text.length : end));
      for (const line of piece.split('\n')) this.route(unwrap(line));
      from = end < 0 ? text.length + 1 : end + 1;
    }
  }

  /** Holds lines back while they may be a step's header; everything else goes to its step. */
  private route(row: RawLine): void {
    if (this.header.length > 0) {
      this.header.push(row);
      if (row.text.startsWith('##[endgroup]')) this.settle(this.isHeader());
      else if (row.text.startsWith('##[group]') || this.header.length > MAX_HEADER) this.settle(false);
      return;
    }
    if (row.text.startsWith('##[group]Run ')) this.header.push(row);
    else this.add(row);
  }

  /**
   * True when the group held back is the runner's header of a step: the echoed script in cyan, or `with:`, `env:`,
   * `shell:`, or nothing. A group that a program opened itself (`::group::Run all`) is output.
   */
  private isHeader(): boolean {
    return (
      this.header.length === 2 ||
      this.header.some(({ raw, text }) => raw.startsWith('\x1b[36;1m') || HEADER_DETAIL.test(text))
    );
  }

  private settle(isHeader: boolean): void {
    const rows = this.header;
    this.header = [];
    const [first] = rows;
    if (!first) return;
    if (!isHeader) {
      const last = rows.at(-1);
      // The group that ended this one may itself be a header.
      const reopens = rows.length > 1 && last?.text.startsWith('##[group]Run ') === true;
      for (const row of reopens ? rows.slice(0, -1) : rows) this.add(row);
      if (reopens) this.header.push(last);
      return;
    }
    if (first.step === null) this.begin(first.text.slice('##[group]'.length));
    else if (first.step !== this.open.name) this.begin(first.step);
    for (const row of rows) this.put(row.text.replace(COMMAND, ''), this.cleanup ? 'frame' : 'script');
  }

  private add(row: RawLine): void {
    const { text } = row;
    if (row.step !== null && row.step !== this.open.name) this.begin(row.step);
    if (POST_JOB.test(text)) {
      this.cleanup = true;
      this.begin('Post job cleanup');
    }
    if (row.section?.start === true && row.section.name !== 'cleanup_file_variables') this.begin(row.section.name);
    // GitLab runs all commands of a script in one step; Travis has no steps but its commands.
    if (row.command !== null && row.raw.startsWith('travis_')) this.begin(row.command);
    if (this.cleanup) this.put(text.replace(COMMAND, ''), 'frame');
    else if (row.command !== null || text.startsWith(' > git ')) this.put(text, 'script');
    else if (this.addVerdict(text)) return;
    else if (FRAME.test(text)) this.put(text.replace(COMMAND, ''), 'frame');
    else this.put(text.replace(REMARK, ''), row.section ? 'frame' : 'output', false, row.json);
  }

  /** What the runner says about the end of a step. */
  private addVerdict(text: string): boolean {
    if (!MAY_END.test(text)) return false;
    const exit = EXIT.exec(text) ?? GITLAB_FAILED.exec(text) ?? TRAVIS_FAILED.exec(text);
    if (exit) {
      this.put(text.replace(COMMAND, ''), 'marker');
      this.open.failed = true;
      this.open.exitCode ??= exit[1] === undefined ? null : Number(exit[1]);
      return true;
    }
    if (JENKINS_FAILED.test(text)) {
      this.put(text, 'marker');
      return true;
    }
    if (!text.startsWith('##[error]')) return false;
    // An action's own complaint, or a problem matcher repeating the program's line: output either way.
    this.put(text.replace(COMMAND, ''), 'output', true);
    this.open.failed = true;
    return true;
  }

  private put(text: string, role: LineRole, annotated = false, json: string | null = null): void {
    this.count += 1;
    const plain = { number: this.count, text, role, annotated, strength: strength(text, annotated) };
    const line = json === null ? plain : { ...plain, json };
    this.open.lines.push(line);
    this.kept += sizeOf(line);
    if (this.kept > MAX_KEPT) this.thin();
  }

  /** Closes the step in hand and opens the next. */
  private begin(name: string | null): void {
    if (this.steps.length > MAX_STEPS && name !== null) return;
    if (this.open.lines.length > 0) this.steps.push(this.open);
    this.open = { name, lines: [], failed: false, exitCode: null };
  }

  /** Halves what is kept, each step by its share. */
  private thin(): void {
    const before = this.kept;
    this.kept = 0;
    for (const step of [...this.steps, this.open]) {
      const size = step.lines.reduce((sum, line) => sum + sizeOf(line), 0);
      const lines = thin(step.lines, Math.ceil((size / before) * (MAX_KEPT / 2)), this.thinnedTo);
      this.dropped += step.lines.length - lines.length;
      step.lines = lines;
      this.kept += lines.reduce((sum, line) => sum + sizeOf(line), 0);
    }
    this.thinnedTo = this.count;
  }
}

/** Reads a whole log at once. */
export function parseLog(log: string): ParsedLog {
  const reader = new LogReader();
  reader.push(log);
  return reader.finish();
}
