import type { LogLine } from '../log/sections';
import { frameIn, issueAt } from './block';
import type { Detector, FoundIssue, FoundTest } from './detector';

/** `test at src/a.test.js:3:1`, the line that the `spec` reporter puts before each failure's details. */
const SPEC_AT = /^\s{0,20}test at (.{1,300}?):(\d{1,7}):(\d{1,6})$/;
const SPEC_FAIL = /^\s{0,20}✖ (.{1,500}?)(?: \(\d{1,12}(?:\.\d{1,12})?ms\))?$/;
const TAP_FAIL = /^(\s{0,40})not ok \d{1,7}(?: -)? (.{1,500}?)(?: # (?:time=.{1,40}|TODO.{0,200}|SKIP.{0,200}))?$/;
const TAP_ERROR = /^\s{0,44}error: (?:\|-|(.{1,800}))$/;
const TAP_LOCATION = /^\s{0,44}location: '?(.{1,400}?):\d{1,7}:\d{1,6}'?$/;
/** A suite is red because something in it is. */
const TAP_SUITE = /^\s{0,44}failureType: '?subtestsFailed/;

/** The first lines of a failure, to the stack: `Expected values to be strictly equal: -3 !== 3`. */
function messageOf(lines: readonly LogLine[]): { readonly text: string | null; readonly lastLine: number | null } {
  const words: string[] = [];
  let lastLine: number | null = null;
  for (const line of lines.slice(0, 12)) {
    const text = line.text.trim();
    if (/^(?:at |[a-z]{1,20}: )/i.test(text) && words.length > 0 && !text.includes('Error')) break;
    if (text === '') continue;
    words.push(text);
    lastLine = line.number;
    if (words.length === 3) break;
  }
  return { text: words.length === 0 ? null : words.join(' ').slice(0, 900), lastLine };
}

function specTests(lines: readonly LogLine[]): FoundTest[] {
  const tests: FoundTest[] = [];
  for (const [index, line] of lines.entries()) {
    const at = SPEC_AT.exec(line.text);
    const name = at ? SPEC_FAIL.exec(lines[index + 1]?.text ?? '')?.[1] : undefined;
    if (!at || name === undefined) continue;
    const message = messageOf(lines.slice(index + 2, index + 14));
    tests.push({
      name,
      file: at[1] ?? null,
      message: message.text,
      firstLine: line.number,
      lastLine: message.lastLine ?? lines[index + 1]?.number ?? line.number,
    });
  }
  return tests;
}

/** The YAML block under a `not ok` line: at most 200 lines, to its `...`. */
function tapBlock(lines: readonly LogLine[], start: number): readonly LogLine[] {
  const block: LogLine[] = [];
  if (lines[start]?.text.trim() !== '---') return block;
  for (const line of lines.slice(start, start + 200)) {
    block.push(line);
    if (line.text.trim() === '...') break;
  }
  return block;
}

function tapTests(lines: readonly LogLine[]): FoundTest[] {
  const tests: FoundTest[] = [];
  for (const [index, line] of lines.entries()) {
    const fail = TAP_FAIL.exec(line.text);
    if (!fail || / # (?:TODO|SKIP)\b|\{$/i.test(line.text)) continue;
    const block = tapBlock(lines, index + 1);
    if (block.some(({ text }) => TAP_SUITE.test(text))) continue;
    const at = block.findIndex(({ text }) => TAP_ERROR.test(text));
    const message = at < 0 ? null : (TAP_ERROR.exec(block[at]?.text ?? '')?.[1] ?? messageOf(block.slice(at + 1)).text);
    const location = block.map(({ text }) => TAP_LOCATION.exec(text)?.[1]).find((file) => file !== undefined);
    tests.push({
      name: fail[2] ?? '',
      file: location ?? null,
      message: message?.replace(/^(['"])(.{0,800})\1$/, '$2') ?? null,
      firstLine: line.number,
      lastLine: block.at(-1)?.number ?? line.number,
    });
  }
  return tests;
}

/** Older versions put no place before the failure: `✖ name`, the error one step further in. */
function bareTests(lines: readonly LogLine[]): FoundTest[] {
  const tests = new Map<string, FoundTest>();
  for (const [index, line] of lines.entries()) {
    const name = line.text.includes('✖ ') ? SPEC_FAIL.exec(line.text)?.[1] : undefined;
    const below = lines[index + 1]?.text ?? '';
    if (name === undefined || tests.has(name) || !/^\s{2,24}\w{0,40}Error\b/.test(below)) continue;
    const message = messageOf(lines.slice(index + 1, index + 13));
    tests.set(name, { name, file: null, message: message.text, firstLine: line.number, lastLine: line.number });
  }
  return [...tests.values()];
}

/** Where each failure's stack enters the project's own code. */
function placesOf(lines: readonly LogLine[], tests: readonly FoundTest[]): FoundIssue[] {
  const at = new Map(lines.map(({ number }, index) => [number, index]));
  return tests.flatMap((test) => {
    const from = at.get(test.firstLine) ?? 0;
    const body = lines.slice(from + 1, from + 40);
    const next = body.findIndex(({ text }, index) => index > 1 && (SPEC_AT.test(text) || TAP_FAIL.test(text)));
    const frame = frameIn(next < 0 ? body : body.slice(0, next));
    return frame ? [issueAt(frame, test.message)] : [];
  });
}

/** Node's own test runner, `spec` and `tap` reporters; its TAP is everybody's TAP. Suites are left out, tests stay. */
export const nodeTestDetector: Detector = {
  name: 'node-test',
  tool: 'node:test',
  class: 'test',
  heads: [SPEC_AT, SPEC_FAIL, TAP_FAIL],
  detect(lines) {
    const spec = specTests(lines);
    const tests = [...(spec.length > 0 ? spec : bareTests(lines)), ...tapTests(lines)];
    return { issues: placesOf(lines, tests), tests };
  },
};
