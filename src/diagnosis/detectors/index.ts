import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { eslintDetector } from './eslint';
import { genericDetector } from './generic';
import { nodeTestDetector } from './node-test';
import { npmDetector } from './npm';
import { tscDetector } from './tsc';

/** In order: a line belongs to the first detector that uses it, so the generic reader comes last. */
export const DETECTORS: readonly Detector[] = [
  tscDetector,
  eslintDetector,
  nodeTestDetector,
  npmDetector,
  genericDetector,
];

/** Issues of one detector that one log may have; a flood says no more than its first thousand. */
const MAX_FINDINGS = 1000;

export interface Detected {
  readonly issues: readonly { readonly detector: Detector; readonly found: FoundIssue }[];
  readonly tests: readonly { readonly detector: Detector; readonly found: FoundTest }[];
}

/** Runs all detectors over the lines; issues come out in the log's order. */
export function detect(lines: readonly LogLine[], detectors: readonly Detector[] = DETECTORS): Detected {
  let rest = lines;
  const issues: { detector: Detector; found: FoundIssue }[] = [];
  const tests: { detector: Detector; found: FoundTest }[] = [];
  for (const detector of detectors) {
    const found = detector.detect(rest);
    issues.push(...found.issues.slice(0, MAX_FINDINGS).map((issue) => ({ detector, found: issue })));
    tests.push(...found.tests.slice(0, MAX_FINDINGS).map((test) => ({ detector, found: test })));
    const used = new Set<number>();
    for (const { firstLine, lastLine } of [...found.issues, ...found.tests]) {
      for (let number = firstLine; number <= lastLine; number += 1) used.add(number);
    }
    if (used.size > 0) rest = rest.filter(({ number }) => !used.has(number));
  }
  issues.sort((a, b) => a.found.firstLine - b.found.firstLine);
  tests.sort((a, b) => a.found.firstLine - b.found.firstLine);
  return { issues, tests };
}
