import type { JobWithGreen } from '../../diagnosis/causes';
import { jobInputOf, type FailedJobLog, type WorkflowRun } from '../../workflow/workflow.public';

/** What the diagnosis gets to see, with the green logs by their jobs' names. Where the forge told of no failed job, the run itself stands for one without a log. */
export function jobsOf(
  run: WorkflowRun,
  logs: readonly FailedJobLog[],
  greens: ReadonlyMap<string, string>,
): readonly JobWithGreen[] {
  if (logs.length === 0) {
    return [
      { name: run.workflowName, conclusion: run.conclusion ?? 'failure', failedSteps: [], log: null, truncated: false },
    ];
  }
  return logs.map((log) => {
    const green = greens.get(log.job.name);
    return { ...jobInputOf(log), ...(green === undefined ? {} : { green }) };
  });
}
