import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { blockEnd, frameIn, issueAt, testAt, wordsBelow } from './block';

/** ` FAIL  src/a.test.ts`, with Jest's project and duration, or Vitest's `|project|`. */
const FILE_HEAD =
  /^\s{0,4}(?:❯|FAIL|PASS|RUNS|✓) {1,4}(?:[|[][\w@/. -]{1,60}[|\]] )?([^\s>]{1,300}\.[A-Za-z]{1,8})(?: \(.{1,40}\))?(?:\s+\d{1,6} ?m?s)?$/;
/** `  ● suite › test`; what Jest says of itself in the same form is no test. */
const BULLET = /^\s{0,6}● (.{1,600})$/;
const NOT_A_TEST =
  /^(?:Console$|Validation |Deprecation|Cannot log|Test suite failed to run|process\.exit|A worker process|Multiple configs|Preset|Error|Configuration)/;
const SUITE_FAILED = /^(?:.{1,300} › )?Test suite failed to run$/;
/** Vitest: ` FAIL  src/a.test.ts > suite > test`, Jest's light runner: ` suite > test` below its file. */
const VITEST =
  /^\s{0,4}(?:FAIL|×|❌) {1,4}(?:[|[][\w@/. -]{1,60}[|\]] )?(\S{1,300}\.[A-Za-z]{1,8})(?: \[.{1,200}\])? > (.{1,500})$/;
const VITEST_SUITE = /^\s{0,4}FAIL {1,4}(?:[|[][\w@/. -]{1,60}[|\]] )?(\S{1,300}\.[A-Za-z]{1,8}) \[ .{1,300} \]$/;
const LIGHT = /^ ?\S.{0,600}$/;
const END =
  /^\s{0,6}● |^\s{0,4}(?:FAIL|PASS|RUNS) |^(?:Test Suites|Tests|Snapshots):|^⎯{5}|^\s{0,4}Summary of all failing/;

function bulletOf(
  lines: readonly LogLine[],
  index: number,
  file: string | null,
): [FoundTest, FoundIssue | null] | null {
  const line = lines[index];
  const name = BULLET.exec(line?.text ?? '')?.[1]?.trim();
  if (!line || name === undefined) return null;
  const suite = SUITE_FAILED.test(name);
  if (!suite && NOT_A_TEST.test(name)) return null;
  const end = blockEnd(lines, index + 1, END);
  const body = lines.slice(index + 1, end);
  // A console message printed below a bullet has no blank line after it; a failure always has.
  if ((lines[index + 1]?.text.trim() ?? '') !== '') return null;
  const message = wordsBelow(lines, index + 1);
  const frame = frameIn(body);
  if (suite && file === null) return null;
  return [testAt(line, suite ? (file ?? name) : name, file, message), frame ? issueAt(frame, message) : null];
}

/** Jest's and Vitest's default reporters. Jest tells each failure twice when there are many; it is one. */
export const jestDetector: Detector = {
  name: 'jest',
  tool: 'jest',
  class: 'test',
  heads: [BULLET, VITEST, VITEST_SUITE, /^\s{0,4}FAIL /],
  detect(lines) {
    const tests: FoundTest[] = [];
    const issues: FoundIssue[] = [];
    const seen = new Set<string>();
    let file: string | null = null;
    let light = false;
    const add = (test: FoundTest, issue: FoundIssue | null): void => {
      if (seen.has(test.name)) return;
      seen.add(test.name);
      tests.push(test);
      if (issue) issues.push(issue);
    };
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      const first = text.trimStart().charAt(0);
      if (first === '●') {
        const found = bulletOf(lines, index, file);
        if (found) add(...found);
        continue;
      }
      const vitest = text.includes(' > ') ? VITEST.exec(text) : null;
      if (vitest) {
        const end = blockEnd(lines, index + 1, END);
        const message = wordsBelow(lines, index + 1);
        const frame = frameIn(lines.slice(index + 1, end));
        add(testAt(line, vitest[2] ?? '', vitest[1] ?? null, message), frame ? issueAt(frame, message) : null);
        continue;
      }
      const suite = VITEST_SUITE.exec(text)?.[1];
      if (suite !== undefined) {
        add(testAt(line, suite, suite, wordsBelow(lines, index + 1)), null);
        continue;
      }
      const head = FILE_HEAD.exec(text);
      if (head) {
        file = head[1] ?? null;
        light = text.trimStart().startsWith('FAIL');
        continue;
      }
      // The light runner has no bullet: a name indented by one, its error indented by five below it.
      if (
        light &&
        file !== null &&
        LIGHT.test(text) &&
        /^ {4,5}\w{0,40}(?:Error|Exception)\b/.test(lines[index + 1]?.text ?? '')
      ) {
        add(testAt(line, `${file} > ${text.trim()}`, file, wordsBelow(lines, index + 1)), null);
      }
    }
    return { issues, tests };
  },
};
