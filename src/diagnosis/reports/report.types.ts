/** How one test ended, as its runner's report tells. */
export interface ReportedTest {
  /** The full name as the tool prints it: suites and name, joined as the tool joins them. */
  readonly name: string;
  /** Relative or absolute, as the report has it; null where it names none. */
  readonly file: string | null;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number | null;
}

/** What a file turned out to be. */
export const REPORT_FORMATS = ['junit', 'tap', 'go-test', 'jest', 'trx'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface TestReport {
  readonly format: ReportFormat;
  readonly tests: readonly ReportedTest[];
  /** False when the report broke off, or holds more tests than are kept. */
  readonly isComplete: boolean;
}

/** A report of more tests is cut: the largest suites we know of have some 50,000. */
export const MAX_TESTS = 100_000;
/** Longest name kept, in UTF-16 units. */
export const MAX_NAME = 1000;

/** A name fit to be kept: one line, no control characters, cut. */
export function cleanName(name: string): string {
  return name
    .slice(0, MAX_NAME * 2)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME)
    .replace(/\p{Surrogate}/gu, '\uFFFD');
}
