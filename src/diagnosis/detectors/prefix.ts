import type { LogLine } from '../log/sections';

/** `    [javac] `, `[INFO]     [exec] `: Ant marks each line of the task that printed it. */
const ANT =
  /^(?:\[INFO\] {0,12})?\s{0,16}\[(?!error|warn|info|debug|trace|fail|pass|fatal|success)[a-z][a-z0-9:_-]{1,30}\] ?/;
/** `[2023-12-20T15:50:19.997Z] `: Jenkins' time stamper. */
const STAMPER = /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z\] /;
/** `15:46:06 `, `15:46:06.123  `: Jenkins' and others' clock before each line. */
const CLOCK = /^\d\d:\d\d:\d\d(?:[.,]\d{1,6})? {1,2}(?=\S)/;
/** `[Branch] [INFO] `, `[Branch] $ mvn`: Jenkins names the parallel branch. */
const BRANCH = /^\[[A-Z][A-Za-z0-9 _-]{1,40}\] (?=(?:\[(?:INFO|WARNING|ERROR|DEBUG)\]|\[javac\]) )/;
/** `  56>`, `1:7>`: MSBuild's node. */
const NODE = /^\s{0,8}\d{1,4}(?::\d{1,4})?>(?=\S)/;
/** `C/C++: ` of Gradle's native build. */
const NATIVE = /^C\/C\+\+: (?=\S)/;

/** `❌  /a.m:3:5: words`, `[x] /a.m:3:5: words`: xcpretty and xcbeautify mark each complaint of Xcode's compilers. */
const XCODE = /^(?:❌|⚠️?|\[[x!]\]) {1,3}(?=\/\S)/;

/** `^[[31m`: colours that a pager or an editor wrote out. */
const CARET = /\^\[\[[0-9;]{0,20}m/g;

/** Takes off what a build tool puts before another tool's line. */
export function withoutPrefix(text: string): string {
  let rest = text.includes('^[[') ? text.replace(CARET, '') : text;
  if (rest.charAt(2) === ':') rest = rest.replace(CLOCK, '');
  const first = rest.trimStart().charAt(0);
  if (first === '[') rest = rest.replace(STAMPER, '').replace(BRANCH, '').replace(ANT, '');
  if (first === '❌' || first === '⚠' || first === '[') rest = rest.replace(XCODE, '');
  if (first === 'C') rest = rest.replace(NATIVE, '');
  if ((first >= '0' && first <= '9') || (rest !== text && NODE.test(rest))) rest = rest.replace(NODE, '');
  return rest;
}

/** `withoutPrefix` over a log's lines; lines without a prefix stay the same objects. */
export function withoutPrefixes(lines: readonly LogLine[]): readonly LogLine[] {
  return lines.map((line) => {
    const text = withoutPrefix(line.text);
    return text === line.text ? line : { ...line, text };
  });
}
