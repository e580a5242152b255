import { storableJson, storableText } from '../../common/storable';
import type { Diagnosis, LogExcerpt, Verdict } from '../../diagnosis/diagnosis.types';
import { confidenceOf } from '../../diagnosis/diagnosis.types';

/** A diagnosis as an incident's row keeps it, in the words of the API. */
export interface StoredAnalysis {
  readonly class: Diagnosis['class'];
  readonly confidence: number | null;
  readonly summary: string;
  readonly failed_jobs: readonly string[];
  readonly failed_steps: readonly { readonly job: string; readonly step: string }[];
  readonly issues: readonly {
    readonly tool: string | null;
    readonly rule: string | null;
    readonly file: string | null;
    readonly line: number | null;
    readonly column: number | null;
    readonly message: string;
    readonly severity: 'error' | 'warning' | 'notice';
    readonly evidence: { readonly job: string; readonly first_line: number; readonly last_line: number };
  }[];
  readonly failing_tests: readonly {
    readonly name: string;
    readonly file: string | null;
    readonly message: string | null;
    /** Missing in analyses stored before version 0.1 told them. */
    readonly expected?: string | null;
    readonly actual?: string | null;
  }[];
  readonly log_excerpts: readonly {
    readonly job: string;
    readonly first_line: number;
    readonly last_line: number;
    readonly text: string;
  }[];
  readonly requires_human_review: boolean;
  readonly fingerprint: string;
  readonly fingerprint_explanation: string;
  readonly verdict: Verdict;
}

/** The row's form of a diagnosis. Lists are bounded: a flood of ten thousand lint errors says nothing a hundred do not. */
export function toAnalysis(diagnosis: Diagnosis): StoredAnalysis {
  return storableJson<StoredAnalysis>({
    class: diagnosis.class,
    confidence: confidenceOf(diagnosis),
    summary: diagnosis.summary,
    failed_jobs: diagnosis.failedJobs.slice(0, 100),
    failed_steps: diagnosis.failedSteps.slice(0, 100),
    issues: diagnosis.issues.slice(0, 100).map(({ evidence, ...issue }) => ({
      ...issue,
      evidence: { job: evidence.job, first_line: evidence.firstLine, last_line: evidence.lastLine },
    })),
    failing_tests: diagnosis.failingTests.slice(0, 100),
    log_excerpts: excerptsOf(diagnosis).map(({ job, firstLine, lastLine, text }) => ({
      job,
      first_line: firstLine,
      last_line: lastLine,
      text,
    })),
    requires_human_review: diagnosis.requiresHumanReview,
    fingerprint: diagnosis.fingerprint,
    fingerprint_explanation: diagnosis.fingerprintExplanation,
    verdict: 'unknown',
  });
}

/** The lines worth reading; of a log that nothing was found in, its tail. */
export function excerptsOf(diagnosis: Diagnosis): readonly LogExcerpt[] {
  if (diagnosis.logExcerpts.length > 0 || diagnosis.class !== 'unknown' || diagnosis.tail === null) {
    return diagnosis.logExcerpts;
  }
  return [diagnosis.tail];
}

/** The first thing a person should read, or null when nothing is known. */
export function rootCauseOf(diagnosis: Diagnosis): string | null {
  if (diagnosis.class === 'unknown') return null;
  const issue = diagnosis.issues.find(({ severity }) => severity === 'error');
  const test = diagnosis.failingTests[0];
  if (test !== undefined) return storableText(`${test.name}${test.message === null ? '' : `: ${test.message}`}`);
  if (issue === undefined) return storableText(diagnosis.summary);
  const place = issue.file === null ? '' : `${issue.file}${issue.line === null ? '' : `:${issue.line}`}: `;
  return storableText(`${place}${issue.message}${issue.rule === null ? '' : ` (${issue.rule})`}`);
}
