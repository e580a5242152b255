import { cleanName, MAX_TESTS } from './report.types';
import type { ReportedTest, TestReport } from './report.types';

const OUTCOMES: Readonly<Record<string, ReportedTest['outcome']>> = {
  passed: 'passed',
  failed: 'failed',
  pending: 'skipped',
  skipped: 'skipped',
  todo: 'skipped',
  disabled: 'skipped',
};

/** The JSON of `jest --json` and Vitest's `json` reporter. A file that could not be run at all is a failed test of its own. */
export function readJestReport(text: string): TestReport | null {
  if (!text.trimStart().startsWith('{')) return null;
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    // Broken off, or something else.
    return null;
  }
  const files = listOf(root, 'testResults');
  if (files === null || fieldOf(root, 'numTotalTests') === undefined) return null;
  const tests: ReportedTest[] = [];
  for (const suite of files) {
    const path = textOf(suite, 'name');
    const cases = listOf(suite, 'assertionResults') ?? [];
    if (cases.length === 0 && textOf(suite, 'status') === 'failed' && path !== null) {
      tests.push({ name: cleanName(path), file: path, outcome: 'failed', durationMs: null });
    }
    for (const one of cases) {
      const outcome = OUTCOMES[textOf(one, 'status') ?? ''];
      const name = cleanName(textOf(one, 'fullName') ?? textOf(one, 'title') ?? '');
      const duration = fieldOf(one, 'duration');
      if (outcome === undefined || name === '') continue;
      tests.push({ name, file: path, outcome, durationMs: typeof duration === 'number' ? duration : null });
    }
    if (tests.length >= MAX_TESTS) break;
  }
  return { format: 'jest', tests: tests.slice(0, MAX_TESTS), isComplete: tests.length < MAX_TESTS };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function listOf(value: unknown, name: string): readonly unknown[] | null {
  const found = fieldOf(value, name);
  return Array.isArray(found) ? found : null;
}

function textOf(value: unknown, name: string): string | null {
  const found = fieldOf(value, name);
  return typeof found === 'string' ? found : null;
}
