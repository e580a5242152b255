import type { WorkflowRun } from '../../workflow/workflow.public';

/** When a run ended, as well as we know. */
export function endOf(run: WorkflowRun): Date {
  return run.completedAt ?? run.updatedAt ?? run.storedAt;
}

/** A run in words: `CI #12 on main`. */
export function nameOf(run: WorkflowRun): string {
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  return `${run.workflowName} #${run.number}${attempt}${run.branch === null ? '' : ` on ${run.branch}`}`;
}
