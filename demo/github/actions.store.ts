/** Conclusions of a run, a job or a step that has completed. */
export type Conclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'neutral'
  | 'stale'
  | 'startup_failure';

export type Status = 'requested' | 'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';

export interface Workflow {
  readonly id: number;
  readonly repositoryId: number;
  readonly path: string;
  name: string;
  readonly createdAt: Date;
  updatedAt: Date;
}

/** A commit as runs carry it. */
export interface CommitInfo {
  readonly sha: string;
  readonly treeSha: string;
  readonly message: string;
  readonly timestamp: string;
  readonly authorName: string;
  readonly authorEmail: string;
}

export interface Step {
  readonly number: number;
  readonly name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  startedAt: Date | null;
  completedAt: Date | null;
  /** Lines with their timestamps, as the log files carry them. */
  readonly log: string[];
}

export interface Job {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly labels: readonly string[];
  status: Status;
  conclusion: Conclusion | null;
  readonly createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  steps: Step[];
  /** False once the logs were deleted or have expired. */
  hasLogs: boolean;
}

export interface Attempt {
  readonly number: number;
  status: Status;
  conclusion: Conclusion | null;
  readonly startedAt: Date;
  updatedAt: Date;
  readonly triggeredBy: string;
  jobs: Job[];
}

/** The pull request a run belongs to, as far as runs show it. */
export interface RunPullRequest {
  readonly id: number;
  readonly number: number;
  readonly headRef: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
}

export interface Run {
  readonly id: number;
  readonly repositoryId: number;
  readonly workflow: Workflow;
  readonly number: number;
  readonly event: string;
  readonly branch: string | null;
  /** What the run was asked to work on; null when the branch is gone or never was. */
  readonly commit: CommitInfo;
  readonly actor: string;
  readonly displayTitle: string;
  createdAt: Date;
  readonly pullRequests: readonly RunPullRequest[];
  /** What jobs check out when it is not the commit itself: a pull request's test merge. */
  readonly checkout?: { readonly sha: string; readonly treeSha: string; readonly ref: string };
  readonly attempts: Attempt[];
}

/** The newest attempt. */
export function latest(run: Run): Attempt {
  const attempt = run.attempts.at(-1);
  if (!attempt) throw new Error(`run ${run.id} has no attempt`);
  return attempt;
}

/** Workflows and runs of all repositories. Ids look like GitHub's: large, growing, never used twice. */
export class ActionsStore {
  private readonly workflows = new Map<number, Workflow>();
  private readonly runs = new Map<number, Run>();
  private nextWorkflowId = 110_000_001;
  private nextRunId = 19_000_000_001;
  private nextJobId = 53_000_000_001;

  /** The workflow of a path, made on first sight, renamed when its file says so. */
  ensureWorkflow(repositoryId: number, path: string, name: string): Workflow {
    const present = this.workflowsOf(repositoryId).find((workflow) => workflow.path === path);
    if (present) {
      if (present.name !== name) present.updatedAt = new Date();
      present.name = name;
      return present;
    }
    const now = new Date();
    const workflow = { id: this.nextWorkflowId++, repositoryId, path, name, createdAt: now, updatedAt: now };
    this.workflows.set(workflow.id, workflow);
    return workflow;
  }

  workflowsOf(repositoryId: number): readonly Workflow[] {
    return [...this.workflows.values()].filter((workflow) => workflow.repositoryId === repositoryId);
  }

  /** Adds a run with its first attempt, still without jobs. */
  addRun(input: Omit<Run, 'id' | 'number' | 'createdAt' | 'attempts'>): Run {
    const number = this.runsOf(input.repositoryId).filter((run) => run.workflow === input.workflow).length + 1;
    const run: Run = { ...input, id: this.nextRunId++, number, createdAt: new Date(), attempts: [] };
    this.runs.set(run.id, run);
    this.addAttempt(run, input.actor);
    return run;
  }

  addAttempt(run: Run, triggeredBy: string): Attempt {
    const now = new Date();
    const attempt: Attempt = {
      number: run.attempts.length + 1,
      status: 'queued',
      conclusion: null,
      startedAt: now,
      updatedAt: now,
      triggeredBy,
      jobs: [],
    };
    run.attempts.push(attempt);
    return attempt;
  }

  addJob(attempt: Attempt, job: Pick<Job, 'key' | 'name' | 'labels'>): Job {
    const added: Job = {
      key: job.key,
      name: job.name,
      labels: job.labels,
      id: this.nextJobId++,
      status: 'queued',
      conclusion: null,
      createdAt: new Date(),
      startedAt: null,
      completedAt: null,
      steps: [],
      hasLogs: true,
    };
    attempt.jobs.push(added);
    return added;
  }

  /** A rerun of failed jobs carries the others over: a new id, the old times and outcome. */
  carryOver(attempt: Attempt, job: Job): void {
    attempt.jobs.push({ ...job, id: this.nextJobId++ });
  }

  run(id: number): Run | undefined {
    return this.runs.get(id);
  }

  /** Newest first. */
  runsOf(repositoryId: number): readonly Run[] {
    return [...this.runs.values()].filter((run) => run.repositoryId === repositoryId).reverse();
  }

  job(id: number): { run: Run; attempt: Attempt; job: Job } | undefined {
    for (const run of this.runs.values()) {
      for (const attempt of run.attempts) {
        const job = attempt.jobs.find((candidate) => candidate.id === id);
        if (job) return { run, attempt, job };
      }
    }
    return undefined;
  }

  /** The jobs of the newest attempts of all runs of a commit, newest run first. */
  jobsAt(repositoryId: number, sha: string): { run: Run; attempt: Attempt; job: Job }[] {
    return this.runsOf(repositoryId)
      .filter((run) => run.commit.sha === sha)
      .flatMap((run) => {
        const attempt = latest(run);
        return attempt.jobs.map((job) => ({ run, attempt, job }));
      });
  }

  deleteRun(id: number): void {
    this.runs.delete(id);
  }
}
