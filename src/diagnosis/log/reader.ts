import { LogBlocks } from './blocks';
import { StepLines } from './keep';
import type { LineRole, LogStep, ParsedLog } from './log.types';
import type { RawLine } from './unwrap';
import { unwrap } from './unwrap';

const EXIT = /^(?:##\[error\]|Error: )Process completed with exit code (\d{1,10})/;
const GITLAB_FAILED = /^ERROR: Job failed(?:: exit (?:code|status) (\d{1,10})| \(system failure\)|: )?/;
const TRAVIS_FAILED = /^The command ".{1,900}" (?:exited with|failed and exited with) ([1-9]\d{0,9})\b/;
const JENKINS_FAILED =
  /^(?:Build step '.{1,200}' (?:marked build as failure|changed build result to FAILURE)|Finished: FAILURE$)/;
/** What the verdicts above start with. */
const MAY_END = 'ETBF';
/** What `##[…]` starts with: a look at one character spares nearly all lines five patterns. */
const HASH = '#';
const HEADER_DETAIL = /^(?:shell: |with:|env:)/;
/** The runner's own clean-up: what it complains about comes after the cause. */
const POST_JOB = /^(?:Post job cleanup\.|Cleaning up orphan processes)/;
const FRAME = /^##\[(?:group|endgroup|section|command|debug)\]/;
const REMARK = /^##\[(?:warning|notice)\]/;
const COMMAND = /^##\[[a-z]{1,10}\]/;

/** What is kept of a log of any length: about 10 MB as objects. */
export const MAX_KEPT = 5_000_000;
/** No header is longer than the 65,536 characters a script may have; 5,000 lines bound a group that never ends. */
const MAX_HEADER = 5000;
/** Characters of a header with its stamps and colours, ten times what a script may have. */
const MAX_HEADER_SIZE = 655_360;
/** No honest job has more; the rest of a log that pretends to goes to the last. Each keeps a line at least. */
const MAX_STEPS = 1000;

interface OpenStep {
  readonly name: string | null;
  readonly lines: StepLines;
  failed: boolean;
  exitCode: number | null;
}

const stepOf = (name: string | null): OpenStep => ({ name, lines: new StepLines(), failed: false, exitCode: null });

/**
 * Reads a job's log piece by piece: takes off the runner's envelope, removes secrets, splits it into steps, and tells
 * the program's output from the runner's words. Understands GitHub Actions' downloaded logs, `gh run view --log`, text
 * pasted from its page, GitLab's sections with and without stamps, Travis, Jenkins, and plain tool output (one step
 * without a name). Line numbers are those of the input, counted at `\n`. Linear; keeps at most some 10 MB of any log:
 * of a longer one the lines that say something, with what stands around them.
 */
export class LogReader {
  /** `keep` is how many characters are kept before a log is thinned, and of a log of any length. */
  constructor(private readonly keep = MAX_KEPT) {
    this.limit = keep;
  }

  private readonly blocks = new LogBlocks((block) => {
    for (const line of block.split('\n')) this.route(unwrap(line));
  });
  private readonly steps: OpenStep[] = [];
  private open = stepOf(null);
  /** Lines of what may be a step's header, from `##[group]Run` on. */
  private header: RawLine[] = [];
  private headerSize = 0;
  private cleanup = false;
  private count = 0;
  /** Characters kept of the steps that are over. */
  private closed = 0;
  private isLong = false;
  /** Lines passed over unseen. */
  private skipped = 0;
  /** Thinning may leave more than half, where steps are many; the next must not follow at once. */
  private limit = 0;

  /** Takes the next piece, cut anywhere. */
  push(piece: Uint8Array | string): void {
    this.blocks.push(piece);
  }

  /** Ends the line that was begun, and passes over lines that nobody looks at. */
  skip(lines: number): void {
    this.blocks.flush();
    this.settle(false);
    this.count += lines;
    this.skipped += lines;
  }

  /** Ends the log. The reader is of no use afterwards. */
  finish(): ParsedLog {
    this.blocks.finish();
    this.settle(false);
    this.begin(null);
    const dropped = this.steps.reduce((sum, { lines }) => sum + lines.dropped, this.skipped);
    const steps = this.steps.map((step): LogStep => ({ ...step, lines: step.lines.lines }));
    const failed = steps.filter((step) => step.failed);
    return {
      lines: steps.flatMap((step) => step.lines),
      steps,
      // A step with an exit code ended by it; an annotation alone may come from a step that was allowed to go on.
      failedStep: failed.find((step) => step.exitCode !== null) ?? failed[0] ?? null,
      dropped,
    };
  }

  /** Holds lines back while they may be a step's header; everything else goes to its step. */
  private route(row: RawLine): void {
    if (this.header.length > 0) {
      this.header.push(row);
      this.headerSize += row.raw.length;
      const isOver = this.header.length > MAX_HEADER || this.headerSize > MAX_HEADER_SIZE;
      if (row.text.startsWith('##[endgroup]')) this.settle(this.isHeader());
      else if (row.text.startsWith('##[group]') || isOver) this.settle(false);
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
    this.headerSize = 0;
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
    const first = text.charAt(0);
    if (row.step !== null && row.step !== this.open.name) this.begin(row.step);
    if ((first === 'P' || first === 'C') && POST_JOB.test(text)) {
      this.cleanup = true;
      this.begin('Post job cleanup');
    }
    if (row.section?.start === true && row.section.name !== 'cleanup_file_variables') this.begin(row.section.name);
    // GitLab runs all commands of a script in one step; Travis has no steps but its commands.
    if (row.command !== null && row.raw.startsWith('travis_')) this.begin(row.command);
    if (this.cleanup) this.put(text.replace(COMMAND, ''), 'frame');
    else if (row.command !== null || text.startsWith(' > git ')) this.put(text, 'script');
    else if ((first === HASH || MAY_END.includes(first)) && this.addVerdict(text)) return;
    else if (first === HASH && FRAME.test(text)) this.put(text.replace(COMMAND, ''), 'frame');
    else this.put(first === HASH ? text.replace(REMARK, '') : text, row.section ? 'frame' : 'output', false, row.json);
  }

  /** What the runner says about the end of a step. */
  private addVerdict(text: string): boolean {
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
    const { lines } = this.open;
    lines.add(this.count, text, role, annotated, json);
    if (this.closed + lines.size > this.limit) this.thin();
  }

  /** Closes the step in hand and opens the next. */
  private begin(name: string | null): void {
    if (this.steps.length > MAX_STEPS && name !== null) return;
    const { lines } = this.open;
    if (!lines.isEmpty) {
      lines.close();
      this.closed += lines.size;
      this.steps.push(this.open);
    }
    this.open = stepOf(name);
    if (this.isLong) this.open.lines.judge();
  }

  /** Halves what is kept, each step by its share. */
  private thin(): void {
    this.isLong = true;
    const all = [...this.steps, this.open];
    for (const { lines } of all) lines.judge();
    const before = all.reduce((sum, { lines }) => sum + lines.size, 0);
    if (before > this.keep / 2) for (const { lines } of all) lines.thin((lines.size / before) * (this.keep / 2));
    this.closed = this.steps.reduce((sum, { lines }) => sum + lines.size, 0);
    this.limit = Math.max(this.keep, 2 * (this.closed + this.open.lines.size));
  }
}

/** Reads a whole log at once. */
export function parseLog(log: string): ParsedLog {
  const reader = new LogReader();
  reader.push(log);
  return reader.finish();
}
