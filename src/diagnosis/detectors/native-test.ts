import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { issueAt, testAt, wordsBelow } from './block';

/** GoogleTest: `[  FAILED  ] Suite.Case (3 ms)`, again in the list at the end. */
const GTEST =
  /^\s{0,8}(?:\d{1,6}: )?\[ {2}FAILED {2}\] ([\w/.<>:]{1,300}\.[\w/.<>:]{1,300})(?:, where .{1,300}?)?(?: \(\d{1,12} ms\))?$/;
const GTEST_AT = /^\s{0,8}(?:\d{1,6}: )?((?:[A-Za-z]:)?[^\s:()]{1,300})(?::|\()(\d{1,7})\)?: (?:Failure|error: )/;
/** CTest: `	  3 - name (Failed)`, `2/3 Test #2: name ....***Failed  0.1 sec` */
const CTEST =
  /^\s{1,8}\d{1,6} - (\S.{0,300}?) \((?:Failed|Timeout|SEGFAULT|Not Run|Subprocess aborted|Child aborted|ILLEGAL|NUMERICAL|OTHER_FAULT|Exit code .{1,40})\)(?:\s.{0,100})?$/;
/** ScalaTest: `[info] - adds prices *** FAILED ***`; munit `==> X suite.name  0.1s message` */
const SCALATEST = /^(?:\[(?:info|error)\] )?\s{0,12}- (\S.{0,400}?) \*{3} FAILED \*{3}(?: \(.{1,60}\))?$/;
const MUNIT = /^(?:\[error\] )?==> X (\S{1,300}\..{1,300}?)\s{2}[\d.]{1,12}s (.{0,600})$/;
/** ExUnit: `  1) test adds prices (App.CalcTest)` and the place below. */
const EXUNIT = /^\s{2}\d{1,6}\) ((?:test|property|doctest) .{1,400} \([\w.]{1,200}\))$/;
const EXUNIT_AT = /^\s{5}([^\s:]{1,300}\.exs?):(\d{1,7})$/;
/** Xcode: `Test Case '-[Suite testA]' failed (0.1 seconds).` */
const XCTEST = /^\s{0,8}Test Case '(?:-\[)?([\w.]{1,200}[ .]\w{1,200})\]?' failed \(/;
/** Playwright: `  1) [chromium] › tests/a.spec.ts:3:5 › suite › test ────` */
const PLAYWRIGHT =
  /^\s{2,4}\d{1,6}\) ((?:\[[^\]]{1,60}\] › )?([^\s:›]{1,300}):(\d{1,7}):(\d{1,6}) › .{1,500}?)\s{0,4}─{0,200}$/;
/** Dart and Flutter: `00:01 +1 -1: test/a_test.dart: adds [E]` */
const DART = /^\d\d:\d\d \+\d{1,6}(?: ~\d{1,6})? -\d{1,6}: (?:(\S{1,300}_test\.dart): )?(\S.{0,400}) \[E\]$/;
/** Deno: `adds => ./a_test.ts:3:6`, below ` ERRORS `. */
const DENO = /^(\S.{0,300}?)(?: \.\.\. .{1,300})? => (\.?\/?[^\s:]{1,300}):(\d{1,7}):(\d{1,6})$/;
/** Bun: `(fail) suite > test [1.00ms]` */
const BUN = /^\(fail\) (\S.{0,500}?)(?: \[[\d.]{1,12}m?s\])?$/;
/** AVA: `  ✘ [fail]: name Error`, Tape's and others' TAP is read elsewhere. */
const AVA = /^\s{1,4}✘ \[fail\]: (\S.{0,400}?)(?: (?:Error|Test|Assertion).{0,300})?$/;

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number | null;
  readonly number: number;
  /** Index of the line among those given. */
  readonly index: number;
}

/** Test frameworks whose failure is one line, with the place on it or next to it. */
export const nativeTestDetector: Detector = {
  name: 'native-test',
  tool: null,
  class: 'test',
  heads: [GTEST, SCALATEST, PLAYWRIGHT, CTEST, MUNIT, XCTEST, BUN, AVA, DART, DENO, EXUNIT],
  detect(lines) {
    const tests = new Map<string, FoundTest>();
    const issues: FoundIssue[] = [];
    let place: Place | null = null;
    let listed = false;
    const add = (index: number, name: string, at: Place | null, words: string | null): void => {
      const line = lines[index];
      if (!line || tests.has(name)) return;
      tests.set(name, testAt(line, name, at?.file ?? null, words));
      if (at) issues.push(issueAt(at, words));
    };
    for (const [index, { text, number }] of lines.entries()) {
      const at = text.includes('Failure') || text.includes('error: ') ? GTEST_AT.exec(text) : null;
      if (at) place = { file: at[1] ?? '', line: Number(at[2]), column: null, number, index };
      if (text.startsWith('The following tests FAILED:')) listed = true;
      const found = shortFailure(text, listed);
      if (found !== null) {
        const own = found.at ? { ...found.at, number, index } : place;
        add(
          index,
          found.name,
          own,
          found.words ?? (own === null ? wordsBelow(lines, index + 1, 6) : wordsAt(lines, own.index)),
        );
        place = null;
        continue;
      }
      const exunit = EXUNIT.exec(text);
      const below = exunit ? EXUNIT_AT.exec(lines[index + 1]?.text ?? '') : null;
      if (exunit && below) {
        const own = {
          file: below[1] ?? '',
          line: Number(below[2]),
          column: null,
          number: number + 1,
          index: index + 1,
        };
        add(index, exunit[1] ?? '', own, wordsBelow(lines, index + 2, 6));
      }
    }
    return { issues, tests: [...tests.values()] };
  },
};

function wordsAt(lines: readonly LogLine[], index: number): string | null {
  const rest = lines[index]?.text.replace(/^.{1,400}?\d{1,7}\)?: (?:Failure)?/, '').trim() ?? '';
  return rest === '' ? (lines[index + 1]?.text.trim() ?? null) : rest;
}

interface Short {
  readonly name: string;
  readonly at: Omit<Place, 'number' | 'index'> | null;
  readonly words: string | null;
}

function shortFailure(text: string, listed: boolean): Short | null {
  if (text.includes('FAILED')) {
    const name = (GTEST.exec(text) ?? SCALATEST.exec(text))?.[1];
    return name === undefined ? null : { name, at: null, words: null };
  }
  if (text.includes('›')) {
    const match = PLAYWRIGHT.exec(text);
    if (!match) return null;
    const at = { file: match[2] ?? '', line: Number(match[3]), column: Number(match[4]) };
    return { name: (match[1] ?? '').trim(), at, words: null };
  }
  const ctest = listed ? CTEST.exec(text)?.[1] : undefined;
  if (ctest !== undefined) return { name: ctest, at: null, words: null };
  const munit = text.includes('==> X ') ? MUNIT.exec(text) : null;
  if (munit) return { name: munit[1] ?? '', at: null, words: munit[2] ?? null };
  const simple = (XCTEST.exec(text) ?? BUN.exec(text) ?? AVA.exec(text))?.[1];
  if (simple !== undefined) return { name: simple, at: null, words: null };
  const dart = text.endsWith(' [E]') ? DART.exec(text) : null;
  if (dart) return { name: dart[2] ?? '', at: null, words: null };
  const deno = text.includes(' => ') ? DENO.exec(text) : null;
  if (!deno || !/test/i.test(deno[2] ?? '')) return null;
  return {
    name: deno[1] ?? '',
    at: { file: deno[2] ?? '', line: Number(deno[3]), column: Number(deno[4]) },
    words: null,
  };
}
