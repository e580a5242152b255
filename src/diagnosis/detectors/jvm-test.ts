import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { testAt, wordsBelow } from './block';

/** Surefire 2: `testA(org.Class)  Time elapsed: 0.1 s  <<< FAILURE!`; 3: `org.Class.testA -- Time elapsed: 0.1 s <<< ERROR!` */
const SUREFIRE =
  /^(?:\[ERROR\] )?(?:\[ERROR\] )?\s{0,4}(\S.{0,500}?)\s{1,4}(?:-- )?Time elapsed: [\d.,]{1,12} ?s(?:ec)?\s{1,4}<<< (?:FAILURE|ERROR)!/;
const SUITE = /^(?:\[ERROR\] )?Tests run:/;
/** `  ClassTest.testA:29->helper:3 message`, the summary; also `  testA(org.Class): message` of Surefire 2.12. */
const SUMMARY_HEAD = /^(?:(?:\[ERROR\] )?(?:Failed tests|Tests in error)|\[ERROR\] (?:Failures|Errors)):\s?(.{0,900})$/;
const SUMMARY_ROW =
  /^(?:\[ERROR\] )?\s{1,8}(?:Run \d{1,3}: )?([\w$.]{1,200}\.[^:»(]{1,200}|\S.{0,300}\([\w$.[\]]{3,200}\))(?::(\d{1,7})(?:->\S{1,300})?)?(?::? |»| »)\s{0,4}(.{0,600})$/;
/** Gradle: `org.Class > testA FAILED`, `Class > Nested > testA() FAILED`, TestNG's `org.Class.testA FAILED`. */
const GRADLE = /^\s{0,4}(\S.{0,600}?) FAILED$/;
const GRADLE_AT =
  /^\s{4,12}(\S{1,200}(?:Error|Exception|Failure|Failed\w{0,20}|Throwable)\S{0,60})(?: at (\S{1,120}):(\d{1,7}))?/;
/** Ant: `Testcase: testA(org.Class):	FAILED`, or `Testcase: testA took 0.1 sec` and the verdict below. */
const ANT_SUITE = /^(?:Testsuite|Running|\[INFO\] Running):? ([\w$.]{1,300})$/;
const ANT_CASE = /^Testcase: (\S.{0,300}?)(?: took [\d.,]{1,12} sec)?(?::\s{1,4}(FAILED|Caused an ERROR))?$/;
const ANT_VERDICT = /^\s{1,8}(?:FAILED|Caused an ERROR)$/;
/** A frame in the test's own class: `at org.ClassTest.testA(ClassTest.java:29)`. */
const FRAME = /^\s{0,40}at ([\w$.]{1,300})\.[^(]{1,200}\(([\w$-]{1,120}\.(?:java|kt|kts|scala|groovy)):(\d{1,7})\)/;

interface Name {
  readonly name: string;
  /** The class, to find the frame by. */
  readonly owner: string | null;
}

/** Names are kept as printed where a class stands in them; Gradle's steps from the class to the method become one dot. */
function gradleName(text: string): Name | null {
  const parts = text.split(' > ').map((part) => part.trim());
  if (parts.length === 1) {
    const dotted = /^(?:[a-z]\w{0,60}\.){1,20}[A-Z][\w$]{0,120}\.\S.{0,300}$/.test(text);
    return dotted ? { name: text, owner: text.slice(0, text.lastIndexOf('.')) } : null;
  }
  const [owner = ''] = parts;
  if (/^(?:Task|Execution|BUILD|Test|:)\b/.test(owner) && parts.length < 3 && !/^[\w$.]{3,}$/.test(owner)) return null;
  if (parts.includes('Gradle Test Run :test')) return null;
  const named = parts.filter((part) => !/^Gradle Test (?:Run|Executor)/.test(part));
  const simple = named.length === 2 && !/\s/.test(named[0] ?? '');
  return { name: simple ? named.join('.') : named.join(' > '), owner: named[0] ?? owner };
}

/** Where the test's own class stands in the stack below, with the file's name as the JVM knows it. */
function placeBelow(lines: readonly LogLine[], from: number, owner: string | null): FoundIssue | null {
  const simple =
    owner
      ?.split(/[.$]/)
      .filter((part) => /^[A-Z]/.test(part))
      .at(-1) ?? null;
  for (const { text, number } of lines.slice(from, from + 60)) {
    const at = GRADLE_AT.exec(text);
    const frame = FRAME.exec(text);
    const file = at?.[2] ?? frame?.[2];
    if (file === undefined) {
      if (SUREFIRE.test(text) || (GRADLE.test(text) && text.includes(' > '))) return null;
      continue;
    }
    if (frame && simple !== null && !file.startsWith(`${simple}.`) && !(frame[1] ?? '').includes(simple)) continue;
    const line = Number(at?.[3] ?? frame?.[3]);
    const message = wordsBelow(lines, from, 6) ?? 'test failed';
    const issue = { rule: at?.[1]?.replace(/:$/, '') ?? null, file, line, column: null, message };
    return { ...issue, severity: 'error', firstLine: number, lastLine: number };
  }
  return null;
}

/** JUnit and TestNG as Surefire, Failsafe, Gradle and Ant report them. */
export const jvmTestDetector: Detector = {
  name: 'jvm-test',
  tool: 'junit',
  class: 'test',
  heads: [SUREFIRE, GRADLE, ANT_CASE, ANT_VERDICT, SUMMARY_HEAD],
  detect(lines) {
    const tests: FoundTest[] = [];
    const issues: FoundIssue[] = [];
    const rows: FoundTest[] = [];
    let suite: string | null = null;
    let ant: { readonly line: LogLine; readonly name: string } | null = null;
    let summary = false;
    const add = (line: LogLine, index: number, { name, owner }: Name): void => {
      const place = placeBelow(lines, index + 1, owner);
      tests.push(testAt(line, name, place?.file ?? null, wordsBelow(lines, index + 1, 6)));
      if (place) issues.push(place);
    };
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      if (text.includes('<<< ') && !SUITE.test(text)) {
        const name = SUREFIRE.exec(text)?.[1];
        if (name !== undefined && !name.startsWith('Tests run:')) add(line, index, surefireName(name, suite));
        continue;
      }
      if (text.endsWith(' FAILED')) {
        const shown = GRADLE.exec(text)?.[1];
        const name = shown === undefined || /^(?:>|Task|\d|\[)/.test(shown) ? null : gradleName(shown);
        if (name) add(line, index, name);
        continue;
      }
      suite = ANT_SUITE.exec(text)?.[1] ?? suite;
      const testcase = text.startsWith('Testcase: ') ? ANT_CASE.exec(text) : null;
      if (testcase) {
        ant = { line, name: testcase[1] ?? '' };
        if (testcase[2] !== undefined) add(line, index, antName(ant.name, suite));
      } else if (ant && ANT_VERDICT.test(text)) {
        add(ant.line, index, antName(ant.name, suite));
        ant = null;
      }
      const head = SUMMARY_HEAD.exec(text);
      if (head) summary = true;
      else if (/^(?:\[(?:ERROR|INFO|WARNING)\] )?\s{0,4}$|Tests run:/.test(text))
        summary = summary && !text.includes('Tests run:');
      const row = summary ? SUMMARY_ROW.exec(head ? `  ${head[1] ?? ''}` : text) : null;
      if (row) rows.push(testAt(line, row[1] ?? '', null, row[3] ?? null));
    }
    // The summary repeats what was told above; alone it is all there is.
    return { issues, tests: tests.length > 0 ? tests : rows };
  },
};

function surefireName(name: string, suite: string | null): Name {
  const inner = /\(([\w$.[\]]{3,300})\)$/.exec(name)?.[1];
  if (inner !== undefined) return { name, owner: inner };
  const dotted = /^[\w$.]{1,300}\.[^.]{1,300}$/.test(name) && name.includes('.');
  if (dotted) return { name, owner: name.slice(0, name.lastIndexOf('.')) };
  return { name: suite === null ? name : `${suite}.${name}`, owner: suite };
}

function antName(name: string, suite: string | null): Name {
  const inner = /^(.{1,300})\(([\w$.]{3,300})\)$/.exec(name);
  if (inner) return { name: `${inner[2] ?? ''}.${inner[1] ?? ''}`, owner: inner[2] ?? null };
  return { name: suite === null ? name : `${suite}.${name}`, owner: suite };
}
