import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { arrowDetector } from './arrow';
import { attributed } from './attribution';
import { withoutBystanders } from './bystanders';
import { byCaret } from './caret';
import { cargoTestDetector } from './cargo-test';
import { dotnetTestDetector } from './dotnet-test';
import { underMake } from './directory';
import { ecjDetector } from './ecj';
import { eslintDetector } from './eslint';
import { formatterDetector } from './formatter-lists';
import { ciFileDetector } from './ci-file';
import { cmakeDetector, driverDetector } from './formats-c';
import { filelessDetector } from './formats-fileless';
import { checkstyleDetector, javaDetector, kotlinDetector } from './formats-jvm';
import { msbuildDetector } from './formats-msbuild';
import { lintFormatsDetector } from './formats-lint';
import { moreFormatsDetector } from './formats-more';
import { pythonFormatterDetector, pythonLintDetector } from './formats-python';
import { shellDetector } from './formats-shell';
import { genericDetector } from './generic';
import { goTestDetector } from './go-test';
import { headedDetector } from './headed';
import { jestDetector } from './jest';
import { jvmTestDetector } from './jvm-test';
import { lastResortDetector } from './last-resort';
import { linkerBlockDetector, linkerDetector } from './linker';
import { listedTestDetector } from './listed-test';
import { mochaDetector } from './mocha';
import { nativeTestDetector } from './native-test';
import { nodeTestDetector } from './node-test';
import { neededFor } from './needed';
import { npmDetector } from './npm';
import { phpunitDetector } from './phpunit';
import { placeAloneDetector } from './place-alone';
import { placeBelowDetector } from './place-below';
import { withoutPrefixes } from './prefix';
import { pyrightDetector } from './pyright';
import { pytestDetector } from './pytest';
import { pythonTracebackDetector } from './python-traceback';
import { recordDetector } from './records';
import { minitestDetector, rspecDetector } from './ruby-test';
import { jsonDetector } from './structured';
import { tableDetector } from './tables';
import { tscDetector } from './tsc';
import { unittestDetector } from './unittest';
import { xmlDetector } from './xml';
import { distinct } from './same-issue';
import { annotationDetector } from './annotations';

/** In order: a line belongs to the first detector that uses it, so the generic reader comes last. */
export const DETECTORS: readonly Detector[] = [
  tscDetector,
  pyrightDetector,
  listedTestDetector,
  nodeTestDetector,
  jestDetector,
  mochaDetector,
  pytestDetector,
  unittestDetector,
  goTestDetector,
  cargoTestDetector,
  jvmTestDetector,
  dotnetTestDetector,
  rspecDetector,
  minitestDetector,
  phpunitDetector,
  nativeTestDetector,
  xmlDetector,
  npmDetector,
  ciFileDetector,
  annotationDetector,
  jsonDetector,
  tableDetector,
  recordDetector,
  pythonTracebackDetector,
  ecjDetector,
  arrowDetector,
  cmakeDetector,
  placeBelowDetector,
  formatterDetector,
  eslintDetector,
  headedDetector,
  kotlinDetector,
  checkstyleDetector,
  javaDetector,
  msbuildDetector,
  linkerBlockDetector,
  linkerDetector,
  driverDetector,
  pythonFormatterDetector,
  pythonLintDetector,
  shellDetector,
  lintFormatsDetector,
  moreFormatsDetector,
  filelessDetector,
  placeAloneDetector,
  genericDetector,
  lastResortDetector,
];

/** Issues of one detector that one log may have; a flood says no more than its first thousand. */
const MAX_FINDINGS = 1000;

export interface Detected {
  readonly issues: readonly { readonly detector: Detector; readonly found: FoundIssue }[];
  readonly tests: readonly { readonly detector: Detector; readonly found: FoundTest }[];
}

/** Runs all detectors over the lines; issues come out in the log's order. */
export function detect(lines: readonly LogLine[], detectors: readonly Detector[] = DETECTORS): Detected {
  const bare = withoutPrefixes(lines);
  const whole = underMake(bare);
  const exact = byCaret(bare);
  const needed = neededFor(detectors, bare);
  const taken = new Set<number>();
  let rest = bare;
  const issues: { detector: Detector; found: FoundIssue }[] = [];
  const tests: { detector: Detector; found: FoundTest }[] = [];
  for (const [index, detector] of detectors.entries()) {
    if (!needed.some(index) || (detector.lastResort === true && issues.length + tests.length > 0)) continue;
    const own = detector.lineByLine === true ? needed.lines(index).filter(({ number }) => !taken.has(number)) : rest;
    const found = detector.detect(own);
    for (const issue of found.issues.slice(0, MAX_FINDINGS)) {
      issues.push({ detector: attributed(detector, issue), found: exact(whole(issue)) });
    }
    tests.push(...found.tests.slice(0, MAX_FINDINGS).map((test) => ({ detector, found: test })));
    const used = new Set<number>();
    for (const { firstLine, lastLine } of [...found.issues, ...found.tests]) {
      for (let number = firstLine; number <= lastLine; number += 1) used.add(number);
    }
    for (const number of found.quiet ?? []) used.add(number);
    if (used.size === 0) continue;
    for (const number of used) taken.add(number);
    rest = rest.filter(({ number }) => !used.has(number));
  }
  issues.sort((a, b) => a.found.firstLine - b.found.firstLine);
  tests.sort((a, b) => a.found.firstLine - b.found.firstLine);
  return { issues: withoutBystanders(distinct(issues), bare), tests };
}
