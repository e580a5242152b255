import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { isForeign, testAt } from './block';

/** `FAIL: test_a (mod.Class)`, `ERROR: mod.test_a('x', 3)` below a rule of equal signs; nose prints the same. */
const HEAD = /^(?:FAIL|ERROR): (\S.{0,600})$/;
const FRAME = /^\s{0,8}File "([^"]{1,300})", line (\d{1,7}), in (\S{1,200})/;
const ERROR =
  /^((?:[A-Za-z_][\w.]{0,100})?(?:Error|Exception|Failure|Failed|Warning|Exit|Interrupt|Timeout)\w{0,20})(?:: (.{0,800}))?$/;

/** Python's own test runner, and nose. */
export const unittestDetector: Detector = {
  name: 'unittest',
  tool: 'unittest',
  class: 'test',
  heads: [HEAD],
  detect(lines) {
    const tests: FoundTest[] = [];
    const issues: FoundIssue[] = [];
    const seen = new Set<string>();
    for (const [index, line] of lines.entries()) {
      if (!line.text.startsWith('FAIL: ') && !line.text.startsWith('ERROR: ')) continue;
      const name = HEAD.exec(line.text)?.[1];
      if (name === undefined || !framed(lines, index) || seen.has(name)) continue;
      seen.add(name);
      const [message, place] = traceBelow(lines, index + 1);
      tests.push(testAt(line, name, place?.file ?? null, message));
      if (place) issues.push(place);
    }
    return { issues, tests };
  },
};

/** A rule stands above and below, the docstring's first line may come between. */
function framed(lines: readonly LogLine[], index: number): boolean {
  const rule = (at: number): boolean => /^[=\-]{20,}$/.test(lines[at]?.text.trim() ?? '');
  return rule(index - 1) && [1, 2, 3].some((step) => rule(index + step));
}

function traceBelow(lines: readonly LogLine[], from: number): [string | null, FoundIssue | null] {
  let place: Omit<FoundIssue, 'message'> | null = null;
  for (const line of lines.slice(from, from + 300)) {
    if (/^={20,}$/.test(line.text) || HEAD.test(line.text)) break;
    const frame = FRAME.exec(line.text);
    if (frame && !isForeign(frame[1] ?? '') && !/^(?:assert|fail)/.test(frame[3] ?? '')) {
      const where = { rule: null, file: frame[1] ?? '', line: Number(frame[2]), column: null };
      place = { ...where, severity: 'error', firstLine: line.number, lastLine: line.number };
    }
    const error = ERROR.exec(line.text);
    if (error) return [line.text, place ? { ...place, rule: error[1] ?? null, message: error[2] ?? line.text } : null];
  }
  return [null, place ? { ...place, message: 'test failed' } : null];
}
