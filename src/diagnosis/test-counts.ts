import type { CountPart, SummaryFormat } from './detectors/test-summaries';
import { MAY_SUMMARISE, partOf, SUMMARY_FORMATS, WORD_FIRST } from './detectors/test-summaries';
import { withoutPrefix } from './detectors/prefix';
import type { TestCounts } from './diagnosis.types';
import type { LogLine } from './log/log.types';

type Counts = Partial<Record<CountPart, number>>;

interface Read {
  readonly counts: Counts;
  /** The runner's words for them: a word said twice begins another summary. */
  readonly words: readonly string[];
}

interface Summary {
  readonly runner: string;
  counts: Counts;
  words: Set<string>;
  lastLine: number;
}

/** Lines between two lines of one summary: a runner may list names below each count. */
const WITHIN = 60;
/** No summary is longer. */
const MAX_SUMMARY = 300;
const GO_VERDICT = /^\s{0,40}--- (PASS|FAIL|SKIP|BENCH): \S/;
const GO_EVENT = /"Action":"(pass|fail|skip)".{0,600}"Test":"/;
const GO_PACKAGE = /^(?:ok|FAIL)\s{1,8}\S{1,300}\s{1,8}(?:\(cached\)|[\d.]{1,10}s)/;

function readCounts(format: SummaryFormat, text: string): Read | null {
  const match = format.pattern.exec(text);
  if (!match) return null;
  const counts: Counts = {};
  const words: string[] = [];
  const add = (word: string, count: string | undefined): void => {
    const part = partOf(word);
    if (part === undefined || count === undefined) return;
    counts[part] = (counts[part] ?? 0) + Number(count);
    words.push(word);
  };
  for (const [word, count] of Object.entries(match.groups ?? {})) add(word, count);
  if (format.reads === null) return { counts, words };
  for (const [, first = '', second = ''] of text.matchAll(format.reads)) {
    const [word, count] = format.reads === WORD_FIRST ? [first, second] : [second, first];
    if (partOf(word) === 'run' && match.groups?.run !== undefined) continue;
    add(word, count);
  }
  return { counts, words };
}

/** The verdicts of `go test`, which prints no summary: verbose and `-json` ones name all tests, others the failing ones. */
class GoVerdicts {
  private failed = 0;
  private others = 0;
  private seen = false;

  read(text: string): void {
    const word = text.startsWith('{') ? GO_EVENT.exec(text)?.[1] : GO_VERDICT.exec(text)?.[1];
    if (word === undefined) {
      if (GO_PACKAGE.test(text)) this.seen = true;
      return;
    }
    this.seen = true;
    if (/fail/i.test(word)) this.failed += 1;
    else this.others += 1;
  }

  summary(): Counts | null {
    if (!this.seen) return null;
    return { failed: this.failed, ...(this.others > 0 ? { run: this.failed + this.others } : {}) };
  }
}

function sum(a: Counts, b: Counts): Counts {
  const total = { ...a };
  for (const part of ['run', 'passed', 'failed', 'skipped'] as const) {
    const more = b[part];
    if (more !== undefined) total[part] = (total[part] ?? 0) + more;
  }
  return total;
}

function summariesOf(lines: readonly LogLine[]): Summary[] {
  const summaries: Summary[] = [];
  const open = new Map<string, Summary>();
  const take = (format: SummaryFormat, { counts, words }: Read, number: number): void => {
    const known = open.get(format.runner);
    const near = known !== undefined && number - known.lastLine <= WITHIN;
    if (known && format.repeats === true) {
      Object.assign(known, { counts, lastLine: number });
    } else if (known && near && !words.some((word) => known.words.has(word))) {
      known.counts = sum(known.counts, counts);
      known.lastLine = number;
      for (const word of words) known.words.add(word);
    } else if (format.goesOn !== true) {
      const summary = { runner: format.runner, counts, words: new Set(words), lastLine: number };
      open.set(format.runner, summary);
      summaries.push(summary);
    }
  };
  const go = new GoVerdicts();
  let before = '';
  for (const { text, number, role } of lines) {
    // Ant's two formatters print one suite's line twice.
    const twice = text === before;
    before = text;
    if (role !== 'output' || text === '' || twice) continue;
    if (/^\s{0,40}--- |^\{"|^ok\s|^FAIL\s/.test(text)) go.read(text);
    if (text.length > MAX_SUMMARY || !MAY_SUMMARISE.test(text)) continue;
    const bare = withoutPrefix(text);
    for (const format of SUMMARY_FORMATS) {
      const read = readCounts(format, bare);
      if (!read) continue;
      take(format, read, number);
      break;
    }
  }
  const verdicts = go.summary();
  if (verdicts && !open.has('gotestsum'))
    summaries.push({ runner: 'go', counts: verdicts, words: new Set(), lastLine: 0 });
  return summaries;
}

const WITHIN_OF = new Map(SUMMARY_FORMATS.map(({ runner, within }) => [runner, within ?? []]));

/**
 * What the test runners' own summaries in a job's log count, added up over all its runs; null when none is printed. A
 * test that could not be run (an error in its set-up) counts as failed. Linear in the lines.
 */
export function countTests(lines: readonly LogLine[]): TestCounts | null {
  const summaries = summariesOf(lines);
  const runners = new Set(summaries.map(({ runner }) => runner));
  const whole = summaries.filter(({ runner }) => {
    if (runner === 'other') return runners.size === 1;
    return !(WITHIN_OF.get(runner) ?? []).some((other) => runners.has(other));
  });
  if (whole.length === 0) return null;
  let failed = 0;
  let run: number | null = 0;
  for (const { counts } of whole) {
    failed += counts.failed ?? 0;
    // A total may have the skipped ones in it; they were not run.
    const told = counts.passed === undefined ? (counts.run ?? null) : counts.passed + (counts.failed ?? 0);
    run = run === null || told === null ? null : run + told;
  }
  return { run, failed };
}

/** Several jobs' counts as one; null when no job has any. */
export function sumCounts(counts: readonly (TestCounts | null)[]): TestCounts | null {
  const told = counts.filter((each) => each !== null);
  if (told.length === 0) return null;
  const run = told.some((each) => each.run === null) ? null : told.reduce((sum, each) => sum + (each.run ?? 0), 0);
  return { run, failed: told.reduce((sum, each) => sum + each.failed, 0) };
}
