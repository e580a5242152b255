import type { LogExcerpt } from '../diagnosis/diagnosis.types';
import type { ReportedTest } from '../diagnosis/reports/report.types';
import type { LogKey, ShelvedJob } from '../diagnosis/shelf';
import { isFailure, type ForgeJob, type ForgeRun } from '../forge/forge.types';
import type { Lane } from './domain/lane';

/** One attempt of a run as we keep it: what the forge told, and what is ours. */
export interface WorkflowRun extends ForgeRun {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly incidentId: string | null;
  /** The line of runs it stands in; opaque, see `laneOf`. */
  readonly lane: Lane;
  /** True when a pull request started it. */
  readonly isPullRequest: boolean;
  readonly jobsReadAt: Date | null;
  readonly logExcerpts: readonly LogExcerpt[] | null;
  readonly createdAt: Date;
  readonly storedAt: Date;
}

/** A job as we keep it. */
export interface WorkflowJob extends ForgeJob {
  readonly id: string;
}

/** The log of a failed job among those held. Null when there is none (any more) or it may not be read. */
export interface FailedJobLog {
  readonly job: ForgeJob;
  readonly log: LogKey | null;
}

/** A failed job's log as the diagnosis takes it. */
export function jobInputOf({ job, log }: FailedJobLog): Omit<ShelvedJob, 'green'> {
  return {
    name: job.name,
    conclusion: job.conclusion ?? 'failure',
    failedSteps: job.steps.filter((step) => isFailure(step.conclusion)).map(({ number, name }) => ({ number, name })),
    ...(job.completedAt === null ? {} : { endedAt: job.completedAt.getTime() }),
    log,
  };
}

/** What a job's test reports tell; names without secrets. */
export interface TestResults {
  readonly job: string;
  readonly tests: readonly ReportedTest[];
}

/** How one job ended in the attempt that ran it. */
export interface JobOutcome {
  readonly job: string;
  readonly outcome: 'passed' | 'failed';
  readonly runExternalId: string;
  readonly attempt: number;
  /** Our id of the attempt. */
  readonly workflowRunId: string;
  readonly branch: string | null;
  readonly commitSha: string;
  /** Equal for outcomes between which only chance differs: one commit, and one base. Opaque. */
  readonly sameness: string;
  readonly at: Date;
}

/** A run's failure went from one incident to another. */
export interface RunMove {
  readonly runId: string;
  readonly from: string;
  readonly to: string;
}

/** In whose connected repository something happened. */
export interface Owner {
  readonly connectionId: string;
  readonly userId: string;
}

/** Before a run of that number, in a lane. */
export interface Place {
  readonly lane: Lane;
  readonly number: number;
}

/** At a commit, in a lane. */
export interface PlaceAt {
  readonly lane: Lane;
  readonly commitSha: string;
}

/** At a time, in a lane. */
export interface PlaceBy {
  readonly lane: Lane;
  readonly by: Date;
}
