import { Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '../common/errors';
import { Database } from '../database/database';
import type { LogExcerpt } from '../diagnosis/diagnosis.types';
import { isFailure } from '../forge/forge.types';
import { DiagnosisRunner, type RunLogsHeld } from './diagnosis-runner';
import { ForgeReader, isFinalRefusal } from './forge-reader';
import { RunViews } from './run-views';
import { WorkflowJobStore } from './workflow-job.store';
import { WorkflowErrors } from './workflow.errors';
import type { FailedJobLog, WorkflowJob, WorkflowRun } from './workflow.public';

/** Characters an answer may have: some 600 lines, more than anybody reads. */
const BUDGET = 64_000;

/** The telling lines of a run's logs, read from the forge when asked for. */
@Injectable()
export class RunLogs {
  constructor(
    private readonly db: Database,
    private readonly views: RunViews,
    private readonly reader: ForgeReader,
    private readonly jobs: WorkflowJobStore,
    private readonly diagnosis: DiagnosisRunner,
  ) {}

  /**
   * Excerpts of one job (by our id or the forge's) or of all failed jobs, secrets removed; of a run without a failed job,
   * of all. When the forge has deleted the log, what was kept at diagnosis. Throws `common.not_found`,
   * `workflow.log_gone`, `workflow.diagnosis_unavailable`, and what the forge refuses.
   */
  async read(userId: string, runId: string, jobId: string | null): Promise<readonly LogExcerpt[]> {
    const run = await this.views.owned(userId, runId);
    try {
      const jobs = this.choose(await this.reader.readJobs(run), jobId);
      const excerpts = await this.diagnosis.withLogs(async (held) => {
        const logs = await this.reader.logsOf(run, jobs, held);
        return logs.some(({ log }) => log !== null) ? this.excerptsOf(run, logs, held) : null;
      });
      if (excerpts !== null) return excerpts;
    } catch (error) {
      if ((run.logExcerpts ?? []).length === 0 || !isFinalRefusal(error)) throw error;
    }
    return this.kept(run, jobId);
  }

  private choose(jobs: readonly WorkflowJob[], jobId: string | null): readonly WorkflowJob[] {
    if (jobId === null) {
      const failed = jobs.filter((job) => isFailure(job.conclusion));
      return failed.length > 0 ? failed : jobs;
    }
    const chosen = jobs.filter((job) => job.id === jobId || job.externalId === jobId);
    if (chosen.length === 0) throw new AppError(CommonErrors.notFound);
    return chosen;
  }

  private async kept(run: WorkflowRun, jobId: string | null): Promise<readonly LogExcerpt[]> {
    const known = await this.jobs.ofAttempt(this.db.read, run.connectionId, run.externalId, run.attempt);
    const names = new Set((jobId === null ? known : this.choose(known, jobId)).map((job) => job.name));
    const excerpts = (run.logExcerpts ?? []).filter((excerpt) => jobId === null || names.has(excerpt.job));
    if (excerpts.length === 0) throw new AppError(WorkflowErrors.logGone);
    return excerpts;
  }

  private async excerptsOf(
    run: WorkflowRun,
    logs: readonly FailedJobLog[],
    held: RunLogsHeld,
  ): Promise<readonly LogExcerpt[]> {
    const jobs = logs.map(({ job, log }) => ({
      name: job.name,
      conclusion: job.conclusion ?? 'failure',
      failedSteps: [],
      log,
    }));
    const diagnosis = await held.diagnose(
      { repositoryPath: '', workflowName: run.workflowName, jobs },
      { budget: BUDGET },
    );
    if (diagnosis.logExcerpts.length > 0 || diagnosis.class !== 'unknown' || diagnosis.tail === null) {
      return diagnosis.logExcerpts;
    }
    return [diagnosis.tail];
  }
}

/** Excerpts as text, piece by piece: a heading for each, then its lines. */
export function* inText(excerpts: readonly LogExcerpt[]): Generator<string> {
  for (const { job, firstLine, lastLine, text } of excerpts) {
    yield `== ${job}, lines ${firstLine} to ${lastLine} ==\n`;
    yield `${text}\n\n`;
  }
}
