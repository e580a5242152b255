import type { LogKey, ShelvedJob } from '../../diagnosis/shelf';
import { jobInputOf, type FailedJobLog, type WorkflowRun } from '../../workflow/workflow.public';

/** What the diagnosis gets to see, with the green logs by their jobs' names. Where the forge told of no failed job, the run itself stands for one without a log. */
export function jobsOf(
  run: WorkflowRun,
  logs: readonly FailedJobLog[],
  greens: ReadonlyMap<string, LogKey>,
): readonly ShelvedJob[] {
  if (logs.length === 0) {
    return [{ name: run.workflowName, conclusion: run.conclusion ?? 'failure', failedSteps: [], log: null }];
  }
  return logs.map((log) => {
    const green = greens.get(log.job.name);
    return { ...jobInputOf(log), ...(green === undefined ? {} : { green }) };
  });
}
