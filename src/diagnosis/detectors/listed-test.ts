import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { issueAt, testAt, wordsBelow } from './block';

interface Read {
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number;
  readonly message?: string | null | undefined;
  /** Lines below the first that tell more of the same failure. */
  readonly more?: number;
}

/** One framework's way to name a failing test; `has` stands in every such line. */
interface Form {
  readonly has: string;
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray, lines: readonly LogLine[], index: number) => Read | null;
}

const textAt = (lines: readonly LogLine[], index: number): string => lines[index]?.text ?? '';
const named: Form['read'] = ([, name = '']) => ({ name });

/** Lines up to the next blank one, at most 30. */
function paragraph(lines: readonly LogLine[], index: number): number {
  let more = 0;
  while (more < 30 && textAt(lines, index + more + 1).trim() !== '') more += 1;
  return more;
}

/** Catch2 frames the name with hyphens, the place stands below it, then a row of dots. */
function catchName(lines: readonly LogLine[], index: number): Read | null {
  const place = /^(\S.{0,300}?)(?::|\()(\d{1,7})\)?$/.exec(textAt(lines, index - 1));
  if (!place || !/^-{70,}$/.test(textAt(lines, index - 2))) return null;
  const names: string[] = [];
  for (let at = index - 3; at > index - 12 && !/^-{70,}$/.test(textAt(lines, at)); at -= 1) {
    names.unshift(textAt(lines, at).trim());
  }
  const name = names.filter((part) => part !== '').join(' > ');
  return name === '' ? null : { name, file: place[1], message: wordsBelow(lines, index + 1, 6) };
}

const FORMS: readonly Form[] = [
  // Swift Testing: ✘ Test adds() recorded an issue at ATests.swift:7:5: Expectation failed: 1 == 2
  {
    has: ' recorded an issue at ',
    pattern:
      /^\s{0,4}\S{1,2} Test "?(\S.{0,300}?)"? recorded an issue at ([^\s:]{1,300}):(\d{1,7}):\d{1,6}: (.{1,600})$/,
    read: ([, name = '', file, line, message]) => ({ name, file, line: Number(line), message }),
  },
  { has: '......', pattern: /^\.{70,}$/, read: (_, lines, index) => catchName(lines, index) },
  // behave and Cucumber: features/a.feature:3  Adding; 1) Scenario: Adding # features/a.feature:3
  {
    has: '.feature:',
    pattern: /^\s{2}([^\s:]{1,300}\.feature):\d{1,7}\s{1,4}(\S.{0,300})$/,
    read: ([, file, name = '']) => ({ name, file }),
  },
  {
    has: '.feature:',
    pattern: /^\s{0,4}\d{1,6}\) Scenario(?: Outline)?: (.{1,300}?) # ([^\s:]{1,300}\.feature):\d{1,7}$/,
    read: ([, name = '', file], lines, index) => ({ name, file, more: paragraph(lines, index) }),
  },
  {
    has: '.feature:',
    pattern: /^cucumber (?:-p \S{1,60} )?([^\s:]{1,300}\.feature):\d{1,7} # Scenario(?: Outline)?: (.{1,300})$/,
    read: ([, file, name = '']) => ({ name, file }),
  },
  // Robot Framework: a test's own line is followed by its message, a suite's by its count
  {
    has: '| FAIL |',
    pattern: /^(\S.{0,300}?)\s{1,80}\| FAIL \|$/,
    read: ([, name = ''], lines, index) => {
      const below = textAt(lines, index + 1);
      const suite = /^(?:\d{1,7} (?:critical )?tests?,|[-=]{10})/.test(below) || below.trim() === '';
      return suite ? null : { name: name.split(' :: ')[0] ?? name, message: below.trim() };
    },
  },
  // Bats on a terminal:  ✗ adds, then (in test file a.bats, line 7)
  {
    has: '✗ ',
    pattern: /^ ✗ (\S.{0,300}?)(?: \[\d{1,9}\])?$/,
    read: ([, name = ''], lines, index) => {
      const at = /^\s{3}\((?:in|from) .{0,200}?(?:file|function) (\S{1,300}),? line (\d{1,7})/.exec(
        textAt(lines, index + 1),
      );
      return at ? { name, file: at[1]?.replace(/,$/, ''), message: textAt(lines, index + 2).trim() } : null;
    },
  },
  // prove: t/a.t (Wstat: 256 Tests: 2 Failed: 1)
  { has: '(Wstat: ', pattern: /^(\S{1,300})\s{1,8}\(Wstat: [1-9].{0,60}\)$/, read: named },
  // Hspec: the place, then the name
  {
    has: '.hs:',
    pattern: /^\s{2}(\S{1,300}\.hs):(\d{1,7}):\d{1,6}:\s{0,4}$/,
    read: ([, file, line], lines, index) => {
      const name = /^\s{2}\d{1,6}\) (\S.{0,400})$/.exec(textAt(lines, index + 1))?.[1];
      if (name === undefined) return null;
      return { name, file, line: Number(line), message: wordsBelow(lines, index + 2, 6), more: 1 };
    },
  },
  // Jasmine: 1) Total adds, then Message:
  {
    has: ') ',
    pattern: /^\d{1,6}\) (\S.{0,400})$/,
    read: ([, name = ''], lines, index) =>
      /^\s{2}Message:$/.test(textAt(lines, index + 1)) ? { name, message: textAt(lines, index + 2).trim() } : null,
  },
  // Bazel: //foo:bar_test    FAILED in 0.1s
  { has: '//', pattern: /^(\/\/\S{1,300})\s{2,200}(?:FAILED|TIMEOUT|FAILED TO BUILD)(?: in .{1,60})?$/, read: named },
  // gotestsum: === FAIL: pkg/a TestAdds (0.00s)
  {
    has: '=== FAIL: ',
    pattern: /^=== FAIL: \S{1,300} (\S{1,300}) \(\d{1,6}\.\d{1,3}s\)$/,
    read: named,
  },
  // Ginkgo: [FAIL] Total [It] adds
  {
    has: '] ',
    pattern: /^\s{0,4}\[(?:FAIL|Fail|PANICKED!|TIMEDOUT)\] (\S.{0,400}? ?\[It\] \S.{0,300})$/,
    read: ([, name = '']) => ({ name: name.replace(/\[It\] /, '').replace(/ \[[\w, :-]{1,100}\]$/, '') }),
  },
  // specs2 in sbt: [error]   x adds
  { has: '[error] ', pattern: /^\[error\] {2,12}[x!] (\S.{0,400})$/, read: named },
];

/** Test frameworks that list their failures in a form of their own, the place and the words beside them. */
export const listedTestDetector: Detector = {
  name: 'listed-test',
  tool: null,
  class: 'test',
  heads: FORMS.map(({ pattern }) => pattern),
  detect(lines) {
    const tests = new Map<string, FoundTest>();
    const issues: FoundIssue[] = [];
    for (const [index, line] of lines.entries()) {
      for (const { has, pattern, read } of FORMS) {
        const match = line.text.includes(has) ? pattern.exec(line.text) : null;
        const found = match ? read(match, lines, index) : null;
        if (!found) continue;
        const { name, file = null, message = null, more = 0 } = found;
        if (!tests.has(name)) {
          const lastLine = lines[index + more]?.number ?? line.number;
          tests.set(name, { ...testAt(line, name, file, message), lastLine });
          if (file !== null && found.line !== undefined) {
            issues.push(issueAt({ file, line: found.line, column: null, number: line.number }, message));
          }
        }
        break;
      }
    }
    return { issues, tests: [...tests.values()] };
  },
};
