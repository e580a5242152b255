import { cleanLine } from './strip-ansi';

/** Characters of a line that regular expressions get to see; longer lines end in `…`. */
export const MAX_LINE = 1000;

/**
 * - `output`: what the step's program printed.
 * - `script`: the runner's echo of the source it is about to run; an error text in it is no error.
 * - `frame`: what the runner says about itself: set-up, groups, clean-up after the job.
 * - `marker`: the runner says that the step failed (`##[error]…`, `ERROR: Job failed`).
 */
export type LineRole = 'output' | 'script' | 'frame' | 'marker';

export interface LogLine {
  /** 1-based number in the job's log, counted at `\n`. */
  readonly number: number;
  /** Without stamps, control sequences and `##[…]`, at most 1,000 characters. */
  readonly text: string;
  readonly role: LineRole;
}

/** A stretch of the log that one step wrote. */
export interface LogStep {
  /** What the log calls it (`Run npm test`, `step_script`), null for a log without steps. */
  readonly name: string | null;
  readonly lines: readonly LogLine[];
  readonly failed: boolean;
  readonly exitCode: number | null;
}

export interface ParsedLog {
  readonly lines: readonly LogLine[];
  readonly steps: readonly LogStep[];
  /** The first step that the log says failed, or null when it says nothing. */
  readonly failedStep: LogStep | null;
}

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z ?/;
/** GitLab's stamped logs: number of the stream, O(utput) or E(rror), `+` when the line before goes on. */
const GITLAB_STREAM = /^\d\d[OE][ +]/;
/** `gh run view --log`: job, tab, step, tab. The stamp behind it tells it from a tab-separated table. */
const GH_PREFIX = /^[^\t]{1,200}\t([^\t]{1,200})\t(?=\ufeff?\d{4}-\d\d-\d\dT)/;
const SECTION = /section_(start|end):\d{1,12}:([A-Za-z0-9_.-]{1,100})(?:\[[^\]]{0,100}\])?/;
const EXIT = /^(?:##\[error\]|Error: )Process completed with exit code (\d{1,10})/;
const GITLAB_FAILED = /^ERROR: Job failed(?:: exit (?:code|status) (\d{1,10})| \(system failure\)|: )?/;
const HEADER_DETAIL = /^(?:shell: |with:|env:)/;
/** The runner's own clean-up: what it complains about comes after the cause. */
const POST_JOB = /^(?:Post job cleanup\.|Cleaning up orphan processes)/;

interface RawLine {
  readonly raw: string;
  readonly text: string;
  readonly step: string | null;
  readonly section: { readonly start: boolean; readonly name: string } | null;
}

function cut(text: string): string {
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE - 1)}…` : text;
}

/** Takes the envelope off one line. */
function unwrap(line: string): RawLine {
  let raw = line.startsWith('\ufeff') ? line.slice(1) : line;
  const prefix = GH_PREFIX.exec(raw);
  if (prefix) raw = raw.slice(prefix[0].length).replace(/^\ufeff/, '');
  const stamp = STAMP.exec(raw);
  if (stamp) raw = raw.slice(stamp[0].length).replace(GITLAB_STREAM, '');
  const found = raw.includes('section_') ? SECTION.exec(raw) : null;
  const section = found ? { start: found[1] === 'start', name: found[2] ?? '' } : null;
  const text = cleanLine(found ? raw.slice(found.index + found[0].length) : raw);
  return { raw, text: cut(text), step: prefix?.[1] ?? null, section };
}

/**
 * Index of the `##[endgroup]` when the group opened at `start` is the runner's header of a step: the echoed script in
 * cyan, or `with:`, `env:`, `shell:`, or nothing. A group that a program opened itself (`::group::Run all`) is output.
 */
function headerEnd(lines: readonly RawLine[], start: number): number | null {
  let header = false;
  // No header is longer than the 65,536 characters a script may have; 5,000 lines bound a group that never ends.
  for (let index = start + 1; index < lines.length && index - start < 5000; index += 1) {
    const line = lines[index];
    if (!line) return null;
    if (line.text.startsWith('##[endgroup]')) return header || index === start + 1 ? index : null;
    if (line.text.startsWith('##[group]')) return null;
    if (line.raw.startsWith('\x1b[36;1m') || HEADER_DETAIL.test(line.text)) header = true;
  }
  return null;
}

class Builder {
  readonly lines: LogLine[] = [];
  readonly steps: LogStep[] = [];
  private current: LogLine[] = [];
  private name: string | null = null;
  private exitCode: number | null = null;
  private failed = false;

  add(text: string, role: LineRole): void {
    const line = { number: this.lines.length + 1, text, role };
    this.lines.push(line);
    this.current.push(line);
  }

  /** Closes the step in hand and opens the next. */
  begin(name: string | null): void {
    if (this.current.length > 0) {
      this.steps.push({ name: this.name, lines: this.current, failed: this.failed, exitCode: this.exitCode });
    }
    this.current = [];
    this.name = name;
    this.failed = false;
    this.exitCode = null;
  }

  fail(exitCode: number | null): void {
    this.failed = true;
    this.exitCode ??= exitCode;
  }

  get stepName(): string | null {
    return this.name;
  }
}

function addMarker(builder: Builder, text: string): boolean {
  const exit = EXIT.exec(text) ?? GITLAB_FAILED.exec(text);
  if (exit) {
    builder.add(text.replace(/^##\[error\]/, ''), 'marker');
    builder.fail(exit[1] === undefined ? null : Number(exit[1]));
    return true;
  }
  if (!text.startsWith('##[error]')) return false;
  // An action's own complaint, or a problem matcher repeating the program's line: output either way.
  builder.add(text.replace(/^##\[error\]/, ''), 'output');
  builder.fail(null);
  return true;
}

/**
 * Splits a job's log into steps and tells the program's output from the runner's words. Understands GitHub Actions'
 * downloaded logs, `gh run view --log`, text pasted from its page, GitLab's sections with and without stamps, and plain
 * tool output (one step without a name). Line numbers are those of the input.
 */
export function parseLog(log: string): ParsedLog {
  const rows = log.replace(/\n$/, '').split('\n').map(unwrap);
  const builder = new Builder();
  let headerUntil = -1;
  let cleanup = false;
  for (const [index, row] of rows.entries()) {
    const { text } = row;
    if (row.step !== null && row.step !== builder.stepName) builder.begin(row.step);
    if (POST_JOB.test(text)) {
      cleanup = true;
      builder.begin('Post job cleanup');
    }
    if (row.section?.start === true && row.section.name !== 'cleanup_file_variables') builder.begin(row.section.name);
    if (text.startsWith('##[group]Run ')) {
      const end = headerEnd(rows, index);
      if (end !== null) {
        headerUntil = end;
        if (row.step === null) builder.begin(text.slice('##[group]'.length));
      }
    }
    if (cleanup) builder.add(text.replace(/^##\[[a-z]{1,10}\]/, ''), 'frame');
    else if (index <= headerUntil) builder.add(text.replace(/^##\[[a-z]{1,10}\]/, ''), 'script');
    else if (addMarker(builder, text)) continue;
    else if (/^##\[(?:group|endgroup|section|command|debug)\]/.test(text))
      builder.add(text.replace(/^##\[[a-z]{1,10}\]/, ''), 'frame');
    else if (row.raw.startsWith('\x1b[32;1m$ ')) builder.add(text, 'script');
    else builder.add(text.replace(/^##\[(?:warning|notice)\]/, ''), row.section ? 'frame' : 'output');
  }
  builder.begin(null);
  const failed = builder.steps.filter((step) => step.failed);
  return {
    lines: builder.lines,
    steps: builder.steps,
    // A step with an exit code ended by it; an annotation alone may come from a step that was allowed to go on.
    failedStep: failed.find((step) => step.exitCode !== null) ?? failed[0] ?? null,
  };
}

/** The lines to look for the cause in: the failed step's output, or all output when the log names no failed step. */
export function failingLines(parsed: ParsedLog): readonly LogLine[] {
  const output = (lines: readonly LogLine[]): LogLine[] => lines.filter((line) => line.role === 'output');
  const inStep = parsed.failedStep ? output(parsed.failedStep.lines) : [];
  return inStep.some((line) => line.text.trim() !== '') ? inStep : output(parsed.lines);
}

/** `failingLines` with what a reader needs around them: the line that names the step, and the runner's verdict. */
export function readableLines(parsed: ParsedLog): readonly LogLine[] {
  const inStep = new Set(parsed.failedStep?.lines.map(({ number }) => number));
  const header = parsed.failedStep?.lines.find(({ role }) => role === 'script')?.number;
  const wanted = new Set(failingLines(parsed).map(({ number }) => number));
  return parsed.lines.filter(
    ({ number, role }) => wanted.has(number) || number === header || (role === 'marker' && inStep.has(number)),
  );
}
