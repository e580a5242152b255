import { readJestReport } from './jest-report';
import { readGoTest, readTap } from './line-reports';
import type { TestReport } from './report.types';
import { readXmlReport } from './xml-report';

/** Files worth opening, by their name alone. */
const NAMES =
  /\.(?:xml|trx|tap|json|jsonl|ndjson)$|(?:^|\/)[^/]*(?:tap|go-?test|test-?(?:results?|output|report))[^/]*\.(?:txt|log|out)$/i;
/** Files with these endings that are something else, and often large. */
const OTHERS =
  /(?:^|\/)(?:package(?:-lock)?|tsconfig|coverage[^/]*|cobertura[^/]*|jacoco[^/]*|clover|lcov|pom|stats|manifest)\.(?:json|xml)$/i;

/** True for a file of an artifact that may be a test report. */
export function looksLikeReport(path: string): boolean {
  return NAMES.test(path) && !OTHERS.test(path);
}

/** Reads a test report of any known format, known by its content; null when it is none. Never throws. */
export function readReport(content: string): TestReport | null {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  const start = text.slice(0, 4096).trimStart();
  if (start.startsWith('<')) return readXmlReport(text);
  if (start.startsWith('{')) return readGoTest(text) ?? readJestReport(text);
  return readTap(text) ?? readGoTest(text);
}
