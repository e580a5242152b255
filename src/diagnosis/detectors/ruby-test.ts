import type { Detector, FoundIssue, FoundTest } from './detector';
import { blockEnd, frameIn, issueAt, testAt, wordsBelow } from './block';
import { fileOf } from './place';

/** `rspec ./spec/a_spec.rb:12 # Suite does a thing`, below `Failed examples:`; an id stands for a shared example. */
const RSPEC = /^rspec '?(\S{1,300}?)(?::(\d{1,7})|\[[\d:]{1,60}\])'? # (\S.{0,600})$/;
/** `Class#test_a [test/a_test.rb:7]:`, Minitest; `  1) Failure:` stands above it. */
const MINITEST = /^\s{0,4}([\w:]{1,200}#\S.{0,400}?)(?: \[((?:[A-Za-z]:)?[^\]:]{1,300}):(\d{1,7})\])?:$/;
/** `Failure: test_a(Class)` of test-unit, `test_a(Class) [test/a.rb:7]:` of old Minitest. */
const TEST_UNIT = /^(?:Failure|Error): (test\S{0,300}\([\w:]{1,200}\))(?: \[([^\]:]{1,300}):(\d{1,7})\])?:?$/;
const OLD = /^\s{0,4}(test\S{0,300}\([\w:]{1,200}\)) \[([^\]:]{1,300}):(\d{1,7})\]:$/;
const RAILS = /^\s{0,4}(?:rails test|bin\/rails test|bin\/test) (\S{1,300}):(\d{1,7})$/;
const HEAD = /^\s{0,4}\d{1,6}\) (?:Failure|Error):?$|^\s{0,4}(?:Failure|Error):$/;
const RSPEC_HEAD = /^\s{2}(\d{1,6})\) (\S.{0,600})$/;

/** RSpec. */
export const rspecDetector: Detector = {
  name: 'rspec',
  tool: 'rspec',
  class: 'test',
  heads: [RSPEC_HEAD, RSPEC],
  detect(lines) {
    const tests: FoundTest[] = [];
    const issues: FoundIssue[] = [];
    const heads = new Map<string, { readonly words: string | null; readonly number: number }>();
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      const head = text.startsWith('  ') ? RSPEC_HEAD.exec(text) : null;
      if (head && !HEAD.test(text)) {
        const words = wordsBelow(lines, index + 1);
        heads.set((head[2] ?? '').trim(), { words, number: line.number });
        const frame = frameIn(lines.slice(index + 1, blockEnd(lines, index + 1, /^ {2}\d{1,6}\) |^Finished in /, 80)));
        if (frame) issues.push(issueAt(frame, words));
      }
      const rspec = text.startsWith('rspec ') ? RSPEC.exec(text) : null;
      if (rspec) {
        const [, file = '', at, name = ''] = rspec;
        const told = heads.get(name.trim()) ?? [...heads].find(([known]) => known.startsWith(name.trim()))?.[1];
        const message = told?.words ?? null;
        const test = testAt(line, name, file, message);
        tests.push(told === undefined ? test : { ...test, printedAt: told.number });
        const place = { file, line: Number(at ?? 0), column: null, number: line.number };
        if (at !== undefined) issues.push(issueAt(place, message));
        continue;
      }
    }
    return { issues, tests };
  },
};

/** Minitest (Rails' reporter too) and test-unit. */
export const minitestDetector: Detector = {
  name: 'minitest',
  tool: 'minitest',
  class: 'test',
  heads: [TEST_UNIT, OLD, MINITEST],
  detect(lines) {
    const tests: FoundTest[] = [];
    const issues: FoundIssue[] = [];
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      const unit = text.includes('(') ? (TEST_UNIT.exec(text) ?? OLD.exec(text)) : null;
      const mini =
        text.includes('#') && text.endsWith(':') && HEAD.test(lines[index - 1]?.text ?? '')
          ? MINITEST.exec(text)
          : null;
      const found = unit ?? mini;
      if (!found) continue;
      const body = lines.slice(index + 1, blockEnd(lines, index + 1, HEAD, 60));
      const rerun = body.map((row) => RAILS.exec(row.text)).find((match) => match !== null);
      const message = wordsBelow(lines, index + 1);
      const file = fileOf(found[2]) ?? rerun?.[1] ?? null;
      const frame = frameIn(body);
      const at =
        found[3] === undefined
          ? null
          : { file: found[2] ?? '', line: Number(found[3]), column: null, number: line.number };
      tests.push(
        testAt(
          line,
          (found[1] ?? '').replace(/^.{1,200}#/, (owner) => owner),
          file ?? frame?.file ?? null,
          message,
        ),
      );
      const place = at ?? frame;
      if (place) issues.push(issueAt(place, message));
    }
    return { issues, tests };
  },
};
