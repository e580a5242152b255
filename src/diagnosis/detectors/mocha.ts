import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { blockEnd, frameIn, issueAt, testAt, wordsBelow } from './block';

/** `  2 failing`: the list of failures starts below. */
const FAILING = /^\s{0,6}(?:✖ )?(\d{1,6}) (?:of \d{1,6} tests? )?(?:failing|tests? failed)\b/;
/** `  1) Suite`, the head of a failure; an old reporter puts the whole name on it. */
const HEAD = /^\s{0,6}(\d{1,6})\) ?(.{0,500})$/;
/** Karma's mocha reporter lists `✖ name` below its suites, and says so in capitals. */
const KARMA = /^\s{0,4}FAILED TESTS:/;
const KARMA_TEST = /^(\s{2,40})✖ (.{1,500})$/;
/** `Chrome 79.0 (Linux 0.0.0) suite test FAILED`, Karma's own reporters. */
const KARMA_LINE = /^[A-Z][A-Za-z ]{2,30} [\d.]{1,20} \([^()]{1,60}\) (\S.{0,400}) FAILED$/;

interface Failure {
  readonly name: string;
  /** Index of the first line below the name. */
  readonly body: number;
}

/** The lines of the name: each suite one step further in, the test's own ends in a colon. */
function failureAt(lines: readonly LogLine[], index: number): Failure | null {
  const head = HEAD.exec(lines[index]?.text ?? '');
  if (!head) return null;
  const parts = [(head[2] ?? '').trim()];
  if ((parts[0] ?? '').endsWith(':')) return { name: (parts[0] ?? '').slice(0, -1), body: index + 1 };
  for (let next = index + 1; next < Math.min(lines.length, index + 12); next += 1) {
    const text = lines[next]?.text ?? '';
    const part = text.trim();
    if (part === '') {
      if (parts.some((known) => known !== '')) return null;
      continue;
    }
    if (!/^\s{4,40}\S/.test(text) || /^(?:at |[A-Z]\w{0,40}Error\b)/.test(part)) return null;
    parts.push(part.replace(/:$/, ''));
    if (part.endsWith(':')) return { name: parts.filter((known) => known !== '').join(' > '), body: next + 1 };
  }
  return null;
}

function karma(lines: readonly LogLine[], from: number): FoundTest[] {
  const tests: FoundTest[] = [];
  let suites: { readonly depth: number; readonly name: string }[] = [];
  for (let index = from; index < lines.length && index - from < 20_000; index += 1) {
    const line = lines[index];
    if (!line) break;
    const test = KARMA_TEST.exec(line.text);
    const depth = /^ */.exec(line.text)?.[0].length ?? 0;
    suites = suites.filter((suite) => suite.depth < depth);
    if (test) {
      const name = [...suites.map((suite) => suite.name), test[2] ?? ''].join(' > ');
      tests.push(testAt(line, name, null, wordsBelow(lines, index + 2)));
    } else if (/^ {2,20}[^\s✖]/.test(line.text) && depth < 6) suites.push({ depth, name: line.text.trim() });
  }
  return tests;
}

/** Mocha's `spec` and `dot` reporters, and Karma's. */
export const mochaDetector: Detector = {
  name: 'mocha',
  tool: 'mocha',
  class: 'test',
  heads: [FAILING, KARMA, KARMA_LINE],
  detect(lines) {
    const tests: FoundTest[] = [];
    const issues: FoundIssue[] = [];
    let listed = false;
    let summed = false;
    for (const [index, line] of lines.entries()) {
      if (FAILING.test(line.text)) listed = true;
      if (!summed && KARMA.test(line.text)) {
        summed = true;
        tests.push(...karma(lines, index + 1));
        continue;
      }
      const browser = line.text.endsWith(' FAILED') ? KARMA_LINE.exec(line.text)?.[1] : undefined;
      if (browser !== undefined && !browser.startsWith('Executed ')) {
        tests.push(testAt(line, browser, null, wordsBelow(lines, index + 1)));
        continue;
      }
      if (!listed) continue;
      const failure = failureAt(lines, index);
      if (!failure) continue;
      const message = wordsBelow(lines, failure.body);
      tests.push(testAt(line, failure.name, null, message));
      const frame = frameIn(lines.slice(failure.body, blockEnd(lines, failure.body, HEAD, 120)));
      if (frame) issues.push(issueAt(frame, message));
    }
    return { issues, tests };
  },
};
