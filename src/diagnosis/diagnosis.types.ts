import type { ParsedLog } from './log/log.types';

/** What kind of thing broke; `unknown` is an honest answer. One list for the database, the API and the page. */
export const FAILURE_CLASSES = [
  'test',
  'build',
  'lint',
  'type-check',
  'dependency',
  'config',
  'permission',
  'infra',
  'timeout',
  'security',
  'unknown',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];
/** The classes that say something. */
export type KnownFailureClass = Exclude<FailureClass, 'unknown'>;

/** Whose failure an occurrence is. */
export const VERDICTS = [
  'introduced_by_change',
  'base_broken',
  'flaky',
  'infrastructure',
  'several_pull_requests',
  'unknown',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export const ISSUE_SEVERITIES = ['error', 'warning', 'notice'] as const;
export type IssueSeverity = (typeof ISSUE_SEVERITIES)[number];

/** A step the forge reports as failed. */
export interface FailedStepInput {
  readonly number: number;
  readonly name: string;
}

/** One job of the run that did not succeed. */
export interface JobInput {
  /** As the forge shows it, a matrix suffix included: `test (20, ubuntu-latest)`. */
  readonly name: string;
  /** The forge's word: `failure`, `timed_out`, `startup_failure`, `cancelled`, … */
  readonly conclusion: string;
  readonly failedSteps: readonly FailedStepInput[];
  /** When it was over, in milliseconds since 1970, where the forge says so: of several causes the first comes first. */
  readonly endedAt?: number;
  /** The job's raw log, or null when there is none: expired, never made, or not ours to read. */
  readonly log: string | null;
  /** True when `log` is only a part of the log because of a size cap. */
  readonly truncated: boolean;
  /** The log as a `LogReader` read it piece by piece; `log` is not looked at then. */
  readonly parsed?: ParsedLog;
  /** The last log of the same job that was green, where there is one: what it says too is not the cause. */
  readonly green?: ParsedLog;
}

/** All that `diagnose` may know about one failed run. */
export interface DiagnosisInput {
  /** The repository's path on its forge; opaque, part of the fingerprint. */
  readonly repositoryPath: string;
  readonly workflowName: string;
  /** In the order the forge lists them. */
  readonly jobs: readonly JobInput[];
  /** Paths of the repository's files, where they are known: paths in logs are told by them. */
  readonly files?: ReadonlySet<string>;
}

/** A span of a job's log; lines are 1-based, both ends included, split at `\n` only, as `grep -n` counts. */
export interface Evidence {
  readonly job: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** One thing a tool complained about. */
export interface DiagnosisIssue {
  /** The tool that said it (`tsc`), or null when only the shape of the line is known. */
  readonly tool: string | null;
  /** The tool's name of the rule (`TS2322`, `no-unused-vars`). */
  readonly rule: string | null;
  /** Relative to the repository's root where the log lets us tell. */
  readonly file: string | null;
  /** 1-based. */
  readonly line: number | null;
  /** 1-based, as the tool prints it. */
  readonly column: number | null;
  readonly message: string;
  readonly severity: IssueSeverity;
  readonly evidence: Evidence;
}

export interface FailingTest {
  /** The full name as printed, suites joined with ` > ` where the tool nests them. */
  readonly name: string;
  readonly file: string | null;
  readonly message: string | null;
  /** What the test wanted and what it got, where its runner says which is which; of a long value the first 300 characters. */
  readonly expected: string | null;
  readonly actual: string | null;
}

/** Lines worth reading, free of control sequences and secrets. */
export interface LogExcerpt {
  readonly job: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Lines joined with `\n`; long lines are cut and end in `…`. */
  readonly text: string;
}

/** What the tools' own summaries count, added up. */
export interface TestCounts {
  /** Null when only the failures are told. */
  readonly run: number | null;
  readonly failed: number;
}

export interface FailedStep {
  readonly job: string;
  readonly step: string;
}

/** What one failed job adds to a fingerprint. */
export interface FingerprintJob {
  readonly name: string;
  readonly conclusion: string;
  readonly failedSteps: readonly FailedStepInput[];
  /** The failed step's name in the log, used when the forge names none. */
  readonly loggedStep: string | null;
  readonly issues: readonly DiagnosisIssue[];
  readonly failingTests: readonly FailingTest[];
  /** What names the cause where no tool's finding does it better: a platform's words, or the line that has them. */
  readonly cause: string | null;
  /** Error lines of the failed step with workspace paths already relative. */
  readonly errorLines: readonly string[];
  readonly exitCode: number | null;
}

/** What a fingerprint is made of. */
export interface FingerprintInput {
  readonly repositoryPath: string;
  readonly workflowName: string;
  readonly jobs: readonly FingerprintJob[];
}

interface DiagnosisBase {
  /**
   * What a list calls this failure, one line of at most 120 characters without line numbers: `TS2551 Property 'x' does
   * not exist in src/a.ts`, `FAIL suite › test in a.test.ts`, `npm ci: lock file out of date`.
   */
  readonly title: string;
  /** One line for people, without secrets. */
  readonly summary: string;
  /** Names of the jobs that failed, first cause first. */
  readonly failedJobs: readonly string[];
  readonly failedSteps: readonly FailedStep[];
  readonly issues: readonly DiagnosisIssue[];
  readonly failingTests: readonly FailingTest[];
  /** Null when no tool printed a summary. */
  readonly testCounts: TestCounts | null;
  /** Where the logs say why, the strongest first; at most 50 spans. */
  readonly evidence: readonly Evidence[];
  /** The budgeted context, best job first. */
  readonly logExcerpts: readonly LogExcerpt[];
  /** Exit code of the first failed step where the log names it. */
  readonly exitCode: number | null;
  /** `v2:` + 64 hex digits; equal for the same cause of the same job and step of one repository's workflow. */
  readonly fingerprint: string;
  /** What went into the fingerprint, in words a person can check. */
  readonly fingerprintExplanation: string;
  /** What the fingerprint was made of: a later rule can be applied to it. */
  readonly fingerprintBasis: FingerprintInput;
  /** True when a person should look before anything acts on this diagnosis. */
  readonly requiresHumanReview: boolean;
}

/** We can say what broke. */
export interface KnownDiagnosis extends DiagnosisBase {
  readonly class: KnownFailureClass;
  /** 0 to 1. */
  readonly confidence: number;
}

/** We cannot; the tail is the best there is, and there is no confidence to have. Null when no job had a log. */
export interface UnknownDiagnosis extends DiagnosisBase {
  readonly class: 'unknown';
  readonly tail: LogExcerpt | null;
}

/** What a run's logs say went wrong. Narrow on `class === 'unknown'` (or use `confidenceOf`). */
export type Diagnosis = KnownDiagnosis | UnknownDiagnosis;

/** A diagnosis' confidence, null when it is unknown: for rows and answers that have one nullable field. */
export function confidenceOf(diagnosis: Diagnosis): number | null {
  return diagnosis.class === 'unknown' ? null : diagnosis.confidence;
}
