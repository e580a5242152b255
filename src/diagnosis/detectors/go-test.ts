import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { testAt } from './block';

/** `    --- FAIL: TestA/sub (0.00s)` */
const FAIL = /^\s{0,40}(?:\d{1,4}[:=] )?--- FAIL: (\S{1,400})(?: \(\d{1,9}\.\d{1,4} ?s(?:econds)?\))?$/;
/** Failures to build or to set a package up count as failures of it: `FAIL	pkg [build failed]`. */
const PACKAGE = /^FAIL\s{1,8}(\S{1,300}) (\[(?:build|setup) failed\])$/;
/** `    a_test.go:12: message`, what `t.Error` prints. */
const LOG = /^(\s{4,40}|\t{1,8})([\w./\\-]{1,200}\.go):(\d{1,7}):(?: (.{0,900}))?$/;
const START = /^\s{0,40}=== (?:RUN|CONT|NAME)\s{1,4}(\S{1,400})$/;
const VERDICT = /^\s{0,40}--- (PASS|FAIL|SKIP|BENCH): (\S{1,400})/;
/** An event of `go test -json`; the line may be cut, so it is read by its parts. */
const JSON_OUTPUT = /"Output":"((?:[^"\\]|\\.){0,4000})/;
const JSON_TEST = /"Test":"((?:[^"\\]|\\.){1,400})"/;

interface Said {
  readonly issue: FoundIssue;
  /** The test that was running, as far as the log tells. */
  readonly test: string | null;
}

function unescape(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    // A cut line ends inside an escape; what stands before it is enough.
    return text.replace(/\\u[0-9a-fA-F]{0,4}$|\\.?$/, '');
  }
}

interface Event {
  readonly line: LogLine;
  readonly test: string | null;
}

/** The text below the events of `go test -json`; plain lines stay what they are. */
function eventsOf(lines: readonly LogLine[]): Event[] {
  return lines.flatMap((line): Event[] => {
    if (!line.text.startsWith('{"') || !line.text.includes('"Action":')) return [{ line, test: null }];
    const output = JSON_OUTPUT.exec(line.text)?.[1];
    if (output === undefined) return [];
    const test = JSON_TEST.exec(line.text)?.[1];
    const text = unescape(output).replace(/\n$/, '');
    return [{ line: { ...line, text }, test: test === undefined ? null : unescape(test) }];
  });
}

/** `go test`, plain, verbose and `-json`: failing tests, failed packages, and what the tests said about a place. */
export const goTestDetector: Detector = {
  name: 'go-test',
  tool: 'go test',
  class: 'test',
  heads: [FAIL, PACKAGE, LOG, JSON_OUTPUT],
  detect(lines) {
    const tests: FoundTest[] = [];
    const said: Said[] = [];
    const verdicts = new Map<string, string>();
    let running: string | null = null;
    for (const { line, test } of eventsOf(lines)) {
      const { text } = line;
      const start = text.includes('=== ') ? START.exec(text) : null;
      if (start) running = start[1] ?? null;
      const verdict = text.includes('--- ') ? VERDICT.exec(text) : null;
      if (verdict) {
        verdicts.set(verdict[2] ?? '', verdict[1] ?? '');
        // Without -v the words stand below the verdict, with it above.
        running = verdict[2] ?? null;
      }
      const failed = text.includes('--- FAIL') ? FAIL.exec(text) : null;
      if (failed) tests.push(testAt(line, failed[1] ?? '', null, null));
      const broken = text.startsWith('FAIL') ? PACKAGE.exec(text) : null;
      if (broken) tests.push(testAt(line, `${broken[1] ?? ''} ${broken[2] ?? ''}`, null, broken[2] ?? null));
      const log = text.includes('.go:') ? LOG.exec(text) : null;
      if (log) {
        const message = (log[4] ?? '').trim();
        const issue = {
          rule: null,
          file: log[2] ?? '',
          line: Number(log[3]),
          column: null,
          severity: 'error' as const,
        };
        said.push({
          issue: {
            ...issue,
            message: message === '' ? 'test failed' : message,
            firstLine: line.number,
            lastLine: line.number,
          },
          test: test ?? running,
        });
      }
    }
    // A test that logs and passes complains of nothing; one that was never judged may have died of it.
    const told = said.filter(({ test }) => test === null || !/^(?:PASS|SKIP)$/.test(verdicts.get(test) ?? ''));
    const first = new Map<string, FoundIssue>();
    for (const { test, issue } of told) if (test !== null && !first.has(test)) first.set(test, issue);
    const worded = tests.map((test) => withWords(test, first.get(test.name)));
    const quiet = said.map(({ issue }) => issue.firstLine);
    return { issues: tests.length > 0 ? told.map(({ issue }) => issue) : [], tests: worded, quiet };
  },
};

function withWords(test: FoundTest, own: FoundIssue | undefined): FoundTest {
  return own ? { ...test, file: own.file, message: own.message } : test;
}
