import { followsAnother } from './cascade';
import { diagnose } from './diagnose';
import type { Diagnosis, DiagnosisInput, JobInput } from './diagnosis.types';
import { confidenceOf } from './diagnosis.types';
import type { ParsedLog } from './log/log.types';
import { parseLog } from './log/reader';

/** Causes one run may open incidents for; a run with more is broken as a whole. */
const MAX_CAUSES = 5;

/** A job with the last green log of the same job, where there is one. */
export interface JobWithGreen extends Omit<JobInput, 'green'> {
  readonly green?: string | ParsedLog;
}

export interface CausesInput extends Omit<DiagnosisInput, 'jobs'> {
  readonly jobs: readonly JobWithGreen[];
}

/** Reads a job's logs once, however often it is diagnosed. */
function read({ green, ...job }: JobWithGreen): JobInput {
  return {
    ...job,
    ...(job.log === null || job.parsed !== undefined ? {} : { parsed: parseLog(job.log) }),
    ...(green === undefined ? {} : { green: typeof green === 'string' ? parseLog(green) : green }),
  };
}

/** When the first of the jobs ended; the end of time where nobody knows. */
const endOf = (jobs: readonly JobInput[]): number => Math.min(...jobs.map(({ endedAt }) => endedAt ?? Infinity));

/**
 * The causes of one failed run, the first to end a job first, and of those that ended one at once, or nobody knows
 * when, the surest: jobs with one fingerprint have one cause. Jobs whose log says
 * nothing, or that another job is why (a gate over other jobs, a missing artifact of one that failed), are left out where
 * another job's says more.
 */
export function causesOf(input: CausesInput): readonly Diagnosis[] {
  const known: DiagnosisInput = { ...input, jobs: input.jobs.map(read) };
  if (known.jobs.length < 2) return [diagnose(known)];
  const alone = known.jobs.map((job) => ({ job, diagnosis: diagnose({ ...known, jobs: [job] }) }));
  const groups = new Map<string, JobInput[]>();
  const told = alone.filter(({ diagnosis }) => diagnosis.class !== 'unknown');
  const first = told.filter(({ job, diagnosis }) => job.parsed === undefined || !followsAnother(diagnosis, job.parsed));
  for (const { job, diagnosis } of first.length > 0 ? first : told) {
    groups.set(diagnosis.fingerprint, [...(groups.get(diagnosis.fingerprint) ?? []), job]);
  }
  if (groups.size === 0 || groups.size > MAX_CAUSES) return [diagnose(known)];
  return [...groups.values()]
    .map((jobs) => ({ end: endOf(jobs), cause: diagnose({ ...known, jobs }) }))
    .sort((a, b) => (a.end === b.end ? (confidenceOf(b.cause) ?? 0) - (confidenceOf(a.cause) ?? 0) : a.end - b.end))
    .map(({ cause }) => cause);
}
