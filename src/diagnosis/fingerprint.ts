import { createHash } from 'node:crypto';
import type { FingerprintInput, FingerprintJob } from './diagnosis.types';
import { normaliseJob, normaliseLine } from './log/normalise';

/** Raised when a rule below changes, so that old and new fingerprints never meet by accident. */
export const FINGERPRINT_VERSION = 'v2';
/** Normalised lines of one job that count; a flood's first thirty (in order of the alphabet) name it well enough. */
const MAX_LINES = 30;

export interface Fingerprint {
  /** `v2:` + 64 hex digits. */
  readonly value: string;
  readonly explanation: string;
}

/** What formatters' findings say, whatever the file. */
const UNFORMATTED = /^(?:not formatted|would reformat|Imports are incorrectly sorted)/i;

interface Part {
  readonly job: string;
  readonly step: string;
  readonly lines: readonly string[];
  /** How telling the lines are: 3 issues or tests, 2 error lines, 1 an exit code or a conclusion alone. */
  readonly level: 1 | 2 | 3;
}

const unique = (values: readonly string[]): string[] => [...new Set(values.filter((value) => value !== ''))].sort();

function findingsOf(job: FingerprintJob): string[] {
  const all = job.issues.filter(({ severity }) => severity === 'error');
  // A list of files to be formatted grows with each change while its first stays unformatted on the base branch.
  const errors = all.every(({ message }) => UNFORMATTED.test(message)) ? all.slice(0, 1) : all;
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
  // A log on the command line has no workflow.
  const workflow = workflowName === '' ? '' : `, workflow "${workflowName}"`;
  const names = unique(telling.map(({ job, step }) => (step === '' ? `job "${job}"` : `job "${job}", step "${step}"`)));
  const lines = unique(telling.flatMap((part) => part.lines));
  const shown = lines.slice(0, 3).map((line) => `\u201c${line.slice(0, 160)}\u201d`);
  const more = lines.length > shown.length ? ` and ${lines.length - shown.length} more` : '';
  return {
    value: `${FINGERPRINT_VERSION}:${hash}`,
    explanation:
      `Grouped by repository${workflow}, ${names.join('; ') || 'no job'} and ` +
      `${LEVELS[level]} with numbers, times, hashes and temporary paths masked: ${shown.join(', ') || 'none'}${more}.`,
  };
}
