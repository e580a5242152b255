import { cleanName, MAX_TESTS } from './report.types';
import type { ReportedTest, TestReport } from './report.types';

/** Longest line looked at; a test's own output may be one line of megabytes. */
const MAX_LINE = 20_000;

function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    if (end - at <= MAX_LINE) yield text.slice(at, end).replace(/\r$/, '');
    at = end + 1;
  }
}

// `s`: with a separator of paragraphs in a line, `.*$` would fail at each of its blanks.
const RESULT = /^( *)(not )?ok\b {0,9}(\d{1,9})? {0,9}(?:- )?(.*)$/s;
const DIRECTIVE = /\s#\s{0,9}(skip|todo)\b.*$/is;
const REMARK = / #.*$/s;
const DURATION = /^ *duration_ms: *'?([\d.]+)/;
const PLAN = /^ *1\.\.\d+/;

/**
 * TAP 12 to 14, nested as node:test and tap write it: a test's name is its parents' and its own, joined by ` > `. A
 * parent that holds tests is no test of its own.
 */
export function readTap(text: string): TestReport | null {
  const tests: { name: string; outcome: ReportedTest['outcome']; durationMs: number | null; depth: number }[] = [];
  // Subtests stand before their parent: those waiting for a name in front of theirs, by depth.
  let isTap = false;
  for (const line of linesOf(text)) {
    if (/^TAP version 1\d/.test(line) || PLAN.test(line)) isTap = true;
    const duration = DURATION.exec(line)?.[1];
    const last = tests.at(-1);
    if (duration !== undefined && last !== undefined) last.durationMs ??= Number(duration);
    const match = RESULT.exec(line);
    if (match === null || !isTap) continue;
    const [, indent = '', not, number = '', rest = ''] = match;
    const depth = Math.floor(indent.length / 4);
    const directive = DIRECTIVE.exec(rest);
    const name = cleanName(rest.replace(DIRECTIVE, '').replace(REMARK, '')) || `test ${number}`;
    let first = tests.length;
    while ((tests[first - 1]?.depth ?? -1) > depth) first -= 1;
    const inner = tests.slice(first);
    if (inner.length > 0) {
      for (const test of inner) {
        test.name = cleanName(`${name} > ${test.name}`);
        test.depth = depth;
      }
      continue;
    }
    // What is still to do may fail without harm.
    const outcome = directive !== null ? 'skipped' : not === undefined ? 'passed' : 'failed';
    tests.push({ name, outcome, durationMs: null, depth });
    if (tests.length >= MAX_TESTS) break;
  }
  if (!isTap) return null;
  const told = tests.map(({ name, outcome, durationMs }) => ({ name, outcome, durationMs, file: null }));
  return { format: 'tap', tests: told, isComplete: tests.length < MAX_TESTS };
}

interface GoEvent {
  readonly Action?: unknown;
  readonly Package?: unknown;
  readonly Test?: unknown;
  readonly Elapsed?: unknown;
}

const GO_OUTCOMES: Readonly<Record<string, ReportedTest['outcome']>> = {
  pass: 'passed',
  fail: 'failed',
  skip: 'skipped',
};

/** `go test -json`: one event a line. A test that holds subtests is no test of its own; of a repeated test the last counts. */
export function readGoTest(text: string): TestReport | null {
  const tests = new Map<string, ReportedTest>();
  let events = 0;
  let others = 0;
  for (const line of linesOf(text)) {
    if (line.trim() === '') continue;
    const event = goEvent(line);
    if (event === null) {
      others += 1;
      // `go build` may speak first; a file of other lines is another file.
      if (events === 0 && others > 50) return null;
      continue;
    }
    events += 1;
    const { Action: action, Package: pkg, Test: test, Elapsed: elapsed } = event;
    const outcome = typeof action === 'string' && Object.hasOwn(GO_OUTCOMES, action) ? GO_OUTCOMES[action] : undefined;
    if (outcome === undefined || typeof test !== 'string' || typeof pkg !== 'string') continue;
    if (tests.size >= MAX_TESTS) break;
    const durationMs = typeof elapsed === 'number' ? elapsed * 1000 : null;
    tests.set(cleanName(`${pkg} ${test}`), { name: cleanName(`${pkg} ${test}`), file: null, outcome, durationMs });
  }
  if (events === 0) return null;
  const parents = new Set(
    [...tests.keys()].flatMap((name) => (name.includes('/', name.indexOf(' ')) ? parentsOf(name) : [])),
  );
  const leaves = [...tests.values()].filter(({ name }) => !parents.has(name));
  return { format: 'go-test', tests: leaves, isComplete: tests.size < MAX_TESTS };
}

/** `pkg TestA/b/c` → `pkg TestA/b`, `pkg TestA`. The package's own slashes stand before the space. */
function parentsOf(name: string): string[] {
  const start = name.indexOf(' ');
  const parents: string[] = [];
  for (let at = name.lastIndexOf('/'); at > start; at = name.lastIndexOf('/', at - 1)) parents.push(name.slice(0, at));
  return parents;
}

function goEvent(line: string): GoEvent | null {
  if (!line.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'Action' in value && 'Package' in value ? value : null;
  } catch {
    // A line that broke off, or another program's.
    return null;
  }
}
