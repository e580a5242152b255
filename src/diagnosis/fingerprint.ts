import { createHash } from 'node:crypto';
import type { DiagnosisIssue, FailedStepInput, FailingTest } from './diagnosis.types';
import { normaliseJob, normaliseLine } from './log/normalise';

/** Raised when a rule below changes, so that old and new fingerprints never meet by accident. */
export const FINGERPRINT_VERSION = 'v1';
/** Normalised lines of one job that count; a flood's first thirty (in order of the alphabet) name it well enough. */
const MAX_LINES = 30;

/** What one failed job adds. */
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

export interface FingerprintInput {
  readonly repositoryPath: string;
  readonly workflowName: string;
  readonly jobs: readonly FingerprintJob[];
}

export interface Fingerprint {
  /** `v1:` + 64 hex digits. */
  readonly value: string;
  readonly explanation: string;
}

interface Part {
  readonly job: string;
  readonly step: string;
  readonly lines: readonly string[];
  /** How telling the lines are: 3 issues or tests, 2 error lines, 1 an exit code or a conclusion alone. */
  readonly level: 1 | 2 | 3;
}

const unique = (values: readonly string[]): string[] => [...new Set(values.filter((value) => value !== ''))].sort();

function findingsOf(job: FingerprintJob): string[] {
  const errors = job.issues.filter(({ severity }) => severity === 'error');
  // Line and column are left out: an edit above the mistake moves it.
  const issues = errors.map(({ tool, rule, file, message }) => {
    const place = file === null ? '' : normaliseLine(file);
    return `${tool ?? ''} ${rule ?? ''} ${place} ${normaliseLine(message)}`.trim();
  });
  const tests = job.failingTests.map(({ name, message }) => `test ${name} ${normaliseLine(message ?? '')}`.trim());
  return unique([...issues, ...tests]);
}

function partOf(job: FingerprintJob): Part {
  const steps = unique(job.failedSteps.map(({ name }) => normaliseLine(name)));
  const step = steps.join(' + ') || normaliseLine(job.loggedStep ?? '');
  const name = normaliseJob(job.name);
  if (job.cause !== null) return { job: name, step, lines: [normaliseLine(job.cause)], level: 3 };
  const findings = findingsOf(job);
  if (findings.length > 0) return { job: name, step, lines: findings.slice(0, MAX_LINES), level: 3 };
  const errors = unique(job.errorLines.map(normaliseLine));
  if (errors.length > 0) return { job: name, step, lines: errors.slice(0, MAX_LINES), level: 2 };
  const last = job.exitCode === null ? job.conclusion : `${job.conclusion}, exit code ${job.exitCode}`;
  return { job: name, step, lines: [last], level: 1 };
}

const LEVELS = { 3: 'what the tools reported', 2: 'the error lines', 1: 'the way the job ended' } as const;

/**
 * One value for one cause: SHA-256 over repository, workflow, and the jobs that tell most (job without its matrix cell,
 * step, normalised lines, sorted and without repeats). Jobs that tell less than another — a gate that is red because
 * a job it needs is — add nothing. Independent of the order of jobs and lines.
 */
export function fingerprint({ repositoryPath, workflowName, jobs }: FingerprintInput): Fingerprint {
  const parts = jobs.map(partOf);
  const level = parts.reduce<1 | 2 | 3>((best, part) => (part.level > best ? part.level : best), 1);
  const telling = parts.filter((part) => part.level === level);
  const keys = unique(telling.map(({ job, step, lines }) => JSON.stringify([job, step, lines])));
  const hash = createHash('sha256')
    .update(JSON.stringify([repositoryPath, workflowName, keys]))
    .digest('hex');
  const names = unique(telling.map(({ job, step }) => (step === '' ? `job "${job}"` : `job "${job}", step "${step}"`)));
  const lines = unique(telling.flatMap((part) => part.lines));
  const shown = lines.slice(0, 3).map((line) => `\u201c${line.slice(0, 160)}\u201d`);
  const more = lines.length > shown.length ? ` and ${lines.length - shown.length} more` : '';
  return {
    value: `${FINGERPRINT_VERSION}:${hash}`,
    explanation:
      `Grouped by repository, workflow "${workflowName}", ${names.join('; ') || 'no job'} and ` +
      `${LEVELS[level]} with numbers, times, hashes and temporary paths masked: ${shown.join(', ') || 'none'}${more}.`,
  };
}
