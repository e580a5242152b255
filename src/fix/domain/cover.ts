import type { Diagnosis, DiagnosisIssue, FailingTest } from '../../diagnosis/diagnosis.types';
import type { JobLog } from './fix.types';

const keyOf = ({ file, line, rule, message }: DiagnosisIssue): string => JSON.stringify([file, line, rule, message]);

/** The issues with those that say the same of the same place: a tool's summary, the other jobs of a matrix. */
export function withEchoes(covers: readonly DiagnosisIssue[], issues: readonly DiagnosisIssue[]): DiagnosisIssue[] {
  const keys = new Set(covers.map(keyOf));
  return issues.filter((issue) => covers.includes(issue) || keys.has(keyOf(issue)));
}

/** ESLint's words for a run that fails by its warnings. */
const WARNINGS_COUNT = /too many warnings|max-warnings|warnings? (?:being )?treated as errors/i;

/** What a patch would leave red, in words. Warnings count where nothing worse is said, or where the log says they do. */
export function leftOver(
  diagnosis: Diagnosis,
  logs: readonly JobLog[],
  covered: ReadonlySet<DiagnosisIssue>,
  tests: ReadonlySet<FailingTest>,
): string[] {
  const errors = diagnosis.issues.filter(({ severity }) => severity === 'error');
  const strict = logs.some(({ lines }) => lines.some(({ text }) => WARNINGS_COUNT.test(text)));
  const required =
    errors.length === 0 || strict ? diagnosis.issues.filter(({ severity }) => severity !== 'notice') : errors;
  const issues = required
    .filter((issue) => !covered.has(issue))
    .map(({ file, line, message }) => `${file ?? 'log'}${line === null ? '' : `:${line}`} ${message}`.slice(0, 200));
  const failing = diagnosis.failingTests.filter((test) => !tests.has(test)).map(({ name }) => `test ${name}`);
  return [...issues, ...failing];
}
