import type { Detector, FoundIssue, FoundTest } from './detector';
import { isForeign, issueAt, testAt, wordsBelow } from './block';

/** `test tests::adds ... FAILED`; a test that prints breaks the line, then the list at the end tells its name. */
const TEST = /^\s{0,8}test (\S.{0,400}?) \.\.\. FAILED(?:\s.{0,100})?$/;
/** nextest: `        FAIL [   9.875s] (396/396) crate::binary module::test` */
const NEXTEST =
  /^\s{0,12}(?:FAIL|TIMEOUT|SIGSEGV|SIGABRT) \[\s{0,10}[>\d.]{1,12}s\] (?:\(\s{0,8}\d{1,7}\/\d{1,7}\) )?(\S{1,300}) (\S.{0,300})$/;
const PANIC =
  /^\s{0,8}thread '([^']{1,300})'(?: \(\d{1,12}\))? panicked at (?:'.{0,600}', )?(\S{1,300}?):(\d{1,7}):(\d{1,6}):?$/;
const STDOUT = /^\s{0,8}---- (\S.{0,400}?) stdout ----$/;

/** `cargo test`, doc tests, `cargo nextest` and rustc's compiletest. */
export const cargoTestDetector: Detector = {
  name: 'cargo-test',
  tool: 'cargo test',
  class: 'test',
  heads: [NEXTEST, TEST, STDOUT, PANIC],
  detect(lines) {
    const tests = new Map<string, FoundTest>();
    const issues: FoundIssue[] = [];
    const next = new Set<string>();
    let listed = false;
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      const nextest = NEXTEST.exec(text);
      if (nextest) {
        const name = `${nextest[1] ?? ''} ${nextest[2] ?? ''}`;
        next.add((nextest[2] ?? '').trim());
        if (!tests.has(name)) tests.set(name, testAt(line, name, null, null));
        continue;
      }
      if (text.trim() === 'failures:') listed = true;
      const name = text.includes('FAILED') ? TEST.exec(text)?.[1] : listed ? STDOUT.exec(text)?.[1] : undefined;
      if (name !== undefined && !next.has(name) && !tests.has(name)) {
        tests.set(name, testAt(line, name, null, null));
      }
      const panic = text.includes('panicked at') ? PANIC.exec(text) : null;
      if (!panic) continue;
      const [, owner = '', file = '', at, column] = panic;
      const message = wordsBelow(lines, index + 1, 4);
      const known = tests.get(owner);
      if (known) tests.set(owner, { ...known, file, message });
      if (!isForeign(file)) {
        issues.push(issueAt({ file, line: Number(at), column: Number(column), number: line.number }, message));
      }
    }
    return { issues, tests: [...tests.values()] };
  },
};
